"""Blocks that any page may use; they know nothing but wagtail."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock as WagtailImageBlock

from . import examples
from .looks import PERSUADE, WORDS, Looked, looks
from .proof import (
    LogosBlock,
    NumbersBlock,
    PeopleBlock,
    QuoteBlock,
    StepsBlock,
    TestimonialsBlock,
)

TEXT_FEATURES = [
    "h2",
    "h3",
    "h4",
    "bold",
    "italic",
    "ol",
    "ul",
    "link",
    "hr",
    "blockquote",
]


class ActionBlock(blocks.StructBlock):
    """A link that looks like a button."""

    label = blocks.CharBlock(label=_("Label"), max_length=40)
    page = blocks.PageChooserBlock(label=_("Page"))

    class Meta:
        label = _("Button")
        icon = "link"
        template = "blocks/action.html"


class HeroBlock(Looked):
    heading = blocks.CharBlock(
        label=_("Heading"),
        required=False,
        max_length=120,
        help_text=_("Without one, the page’s title."),
    )
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=400)
    image = WagtailImageBlock(label=_("Image"), required=False)
    actions = blocks.ListBlock(
        ActionBlock(),
        label=_("Buttons"),
        max_num=2,
        default=[],
        help_text=_("Two at most: the first is the one that counts."),
    )
    look = looks(
        ("beside", _("Picture or drawing beside the words")),
        ("centred", _("Words in the middle, picture or drawing below")),
        ("plain", _("Words only")),
    )

    class Meta:
        label = _("Opening")
        icon = "title"
        template = "blocks/hero.html"
        group = WORDS
        description = _(
            "The first thing a visitor reads: a promise and where to go next. One a page, for its heading is the page’s title."
        )
        preview_value = examples.HERO


class TextBlock(blocks.RichTextBlock):
    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "blocks/text.html"
        group = WORDS
        description = _("Headings, paragraphs, lists and links.")
        preview_value = examples.TEXT


class PictureBlock(blocks.StructBlock):
    image = WagtailImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "blocks/picture.html"
        group = WORDS
        description = _("One picture over the width of the text, with its caption.")
        preview_value = {"caption": examples.CAPTION}


class ImageAndTextBlock(Looked):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.RichTextBlock(
        label=_("Text"), features=["bold", "italic", "link", "ul", "ol"]
    )
    image = WagtailImageBlock(
        label=_("Image"),
        required=False,
        help_text=_("Without one, a cover is drawn."),
    )
    actions = blocks.ListBlock(
        ActionBlock(),
        label=_("Buttons"),
        max_num=1,
        default=[],
        help_text=_("One at most: beside a picture, one way on is enough."),
    )
    look = looks(
        ("alternate", _("Sides swap from one to the next")),
        ("after", _("Words first, then the picture")),
        ("before", _("Picture first, then the words")),
    )

    class Meta:
        label = _("Image and text")
        icon = "media"
        template = "blocks/image_and_text.html"
        group = WORDS
        description = _("A picture and what it means, side by side.")
        preview_value = examples.IMAGE_AND_TEXT


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(
        label=_("Answer"), features=["bold", "italic", "link", "ul"]
    )

    class Meta:
        label = _("Question")
        icon = "help"


class FaqBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    questions = blocks.ListBlock(
        QuestionBlock(),
        label=_("Questions"),
        min_num=1,
        max_num=12,
        help_text=_("Twelve at most: nobody reads a thirteenth."),
    )

    class Meta:
        label = _("Questions and answers")
        icon = "help"
        template = "blocks/faq.html"
        group = PERSUADE
        description = _("What people ask before they buy; each answer unfolds.")
        preview_value = examples.FAQ


class PointBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300)

    class Meta:
        label = _("Point")
        icon = "tick-inverse"


class PointsBlock(Looked):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    points = blocks.ListBlock(
        PointBlock(),
        label=_("Points"),
        max_num=8,
        default=[],
        help_text=_(
            "Eight at most. While there is none, visitors do not see the block."
        ),
    )
    look = looks(
        ("columns", _("In columns, under a line")),
        ("cards", _("In boxes")),
        ("ticks", _("As a list with ticks")),
    )

    class Meta:
        label = _("Points")
        icon = "list-ul"
        template = "blocks/points.html"
        group = PERSUADE
        description = _("Two to six short reasons, side by side.")
        preview_value = examples.POINTS


class CallToActionBlock(Looked):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300)
    action = ActionBlock(label=_("Button"))
    look = looks(
        ("dark", _("Dark band")),
        ("accent", _("Band in the accent colour")),
        ("quiet", _("Quiet band")),
        ("card", _("Box on the page")),
    )

    class Meta:
        label = _("Call to action")
        icon = "pick"
        template = "blocks/call_to_action.html"
        group = PERSUADE
        description = _("One sentence and one button, across the page.")
        grounds = {"dark": "stage", "accent": "is-accent", "quiet": "is-tinted"}
        preview_value = examples.CALL_TO_ACTION


class StoryBlock(blocks.StreamBlock):
    """The generic blocks; each app's own stream adds its own."""

    hero = HeroBlock()
    text = TextBlock(required=False, features=TEXT_FEATURES)
    picture = PictureBlock()
    image_and_text = ImageAndTextBlock()
    quote = QuoteBlock()
    points = PointsBlock()
    steps = StepsBlock()
    numbers = NumbersBlock()
    testimonials = TestimonialsBlock()
    people = PeopleBlock()
    logos = LogosBlock()
    faq = FaqBlock()
    call_to_action = CallToActionBlock()

    class Meta:
        block_counts = {"hero": {"max_num": 1}}
