"""Blocks that show others: who learnt here, who teaches, how far it goes."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from . import examples
from .looks import PERSUADE, PROVE, Looked, looks


def _heading(*, required: bool = False) -> blocks.CharBlock:
    return blocks.CharBlock(label=_("Heading"), required=required, max_length=120)


def _name() -> blocks.CharBlock:
    return blocks.CharBlock(label=_("Name"), max_length=80)


def _role() -> blocks.CharBlock:
    return blocks.CharBlock(
        label=_("Role"),
        required=False,
        max_length=120,
        help_text=_("What this person does, or what they learnt here."),
    )


def _portrait() -> ImageChooserBlock:
    return ImageChooserBlock(
        label=_("Picture"),
        required=False,
        help_text=_("Without one, the name’s first letter."),
    )


class TestimonialBlock(blocks.StructBlock):
    words = blocks.TextBlock(label=_("Words"), max_length=600)
    name = _name()
    role = _role()
    picture = _portrait()

    class Meta:
        label = _("Testimonial")
        icon = "openquote"


class TestimonialsBlock(Looked):
    heading = _heading()
    testimonials = blocks.ListBlock(
        TestimonialBlock(),
        label=_("Testimonials"),
        min_num=1,
        max_num=9,
        help_text=_("Nine at most: three good ones persuade more."),
    )
    look = looks(
        ("cards", _("In boxes, side by side")),
        ("first", _("The first in large, the others below")),
        ("lines", _("One below the other, under lines")),
    )

    class Meta:
        label = _("Testimonials")
        icon = "openquote"
        template = "blocks/testimonials.html"
        group = PROVE
        description = _("What people say who learnt here, in their own words.")
        grounds = {"first": "is-tinted"}
        preview_value = examples.TESTIMONIALS


class QuoteBlock(Looked):
    words = blocks.TextBlock(label=_("Words"), max_length=400)
    name = blocks.CharBlock(label=_("Name"), required=False, max_length=80)
    role = _role()
    picture = _portrait()
    look = looks(
        ("large", _("Large, in the middle")),
        ("beside", _("Beside a line, as wide as text")),
        ("dark", _("Large, on a dark band")),
    )

    class Meta:
        label = _("Quote")
        icon = "comment"
        template = "blocks/quote.html"
        group = PROVE
        description = _("One sentence worth stopping for.")
        grounds = {"dark": "stage"}
        preview_value = examples.QUOTE


class LogoBlock(blocks.StructBlock):
    name = blocks.CharBlock(
        label=_("Name"),
        max_length=80,
        help_text=_("Shown where there is no picture, and spoken where there is one."),
    )
    picture = ImageChooserBlock(label=_("Picture"), required=False)
    link = blocks.URLBlock(label=_("Link"), required=False)

    class Meta:
        label = _("Logo")
        icon = "site"


class LogosBlock(Looked):
    heading = _heading()
    logos = blocks.ListBlock(
        LogoBlock(),
        label=_("Logos"),
        min_num=2,
        max_num=12,
        help_text=_("Two to twelve: one alone proves little, more become wallpaper."),
    )
    look = looks(("row", _("In a row")), ("tiles", _("In boxes")))

    class Meta:
        label = _("Logos")
        icon = "site"
        template = "blocks/logos.html"
        group = PROVE
        description = _("Who works with you, by logo or by name.")
        preview_value = examples.LOGOS


class NumberBlock(blocks.StructBlock):
    figure = blocks.CharBlock(label=_("Figure"), max_length=12)
    label = blocks.CharBlock(label=_("What it counts"), max_length=120)

    class Meta:
        label = _("Number")
        icon = "decimal"


class NumbersBlock(Looked):
    heading = _heading()
    numbers = blocks.ListBlock(
        NumberBlock(),
        label=_("Numbers"),
        min_num=2,
        max_num=4,
        help_text=_("Two to four: that is what people remember, and what fits a row."),
    )
    look = looks(
        ("row", _("In a row, under a line")),
        ("tinted", _("On a tinted band")),
        ("dark", _("On a dark band")),
    )

    class Meta:
        label = _("Numbers")
        icon = "decimal"
        template = "blocks/numbers.html"
        group = PROVE
        description = _("A few figures in large, each with what it counts.")
        grounds = {"tinted": "is-tinted", "dark": "stage"}
        preview_value = examples.NUMBERS


class PersonBlock(blocks.StructBlock):
    name = _name()
    role = _role()
    words = blocks.TextBlock(label=_("Words"), required=False, max_length=600)
    picture = _portrait()

    class Meta:
        label = _("Person")
        icon = "user"


class PeopleBlock(Looked):
    heading = _heading()
    people = blocks.ListBlock(
        PersonBlock(),
        label=_("People"),
        min_num=1,
        max_num=12,
        help_text=_("Twelve at most; a larger team deserves a page of its own."),
    )
    look = looks(
        ("cards", _("Side by side")),
        ("rows", _("One below the other, with more words")),
    )

    class Meta:
        label = _("People")
        icon = "group"
        template = "blocks/people.html"
        group = PROVE
        description = _("Who teaches, or who stands behind this.")
        preview_value = examples.PEOPLE


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300)

    class Meta:
        label = _("Step")
        icon = "list-ol"


class StepsBlock(Looked):
    heading = _heading(required=True)
    steps = blocks.ListBlock(
        StepBlock(),
        label=_("Steps"),
        min_num=2,
        max_num=6,
        help_text=_("Two to six: more sounds like work."),
    )
    look = looks(("across", _("Side by side")), ("down", _("One below the other")))

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        template = "blocks/steps.html"
        group = PERSUADE
        description = _("How it goes, in numbered steps.")
        preview_value = examples.STEPS
