"""Blocks that any page may use; they know nothing but wagtail."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock as WagtailImageBlock

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


class HeroBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=400)
    image = WagtailImageBlock(label=_("Image"), required=False)
    actions = blocks.ListBlock(ActionBlock(), label=_("Buttons"), max_num=2, default=[])

    class Meta:
        label = _("Opening")
        icon = "title"
        template = "blocks/hero.html"
        group = _("Text and pictures")
        description = _(
            "The first thing a visitor reads: a promise and where to go next."
        )


class TextBlock(blocks.RichTextBlock):
    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "blocks/text.html"
        group = _("Text and pictures")
        description = _("Headings, paragraphs, lists and links.")


class PictureBlock(blocks.StructBlock):
    image = WagtailImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "blocks/picture.html"
        group = _("Text and pictures")
        description = _("One picture over the width of the text, with its caption.")


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
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        label = _("Questions and answers")
        icon = "help"
        template = "blocks/faq.html"
        group = _("Persuade")
        description = _("What people ask before they buy; each answer unfolds.")


class PointsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    points = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(label=_("Title"), max_length=80)),
                (
                    "text",
                    blocks.TextBlock(label=_("Text"), required=False, max_length=300),
                ),
            ]
        ),
        label=_("Points"),
        min_num=1,
    )

    class Meta:
        label = _("Points")
        icon = "list-ul"
        template = "blocks/points.html"
        group = _("Persuade")
        description = _("Two to six short reasons, side by side.")


class CallToActionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300)
    action = ActionBlock(label=_("Button"))

    class Meta:
        label = _("Call to action")
        icon = "pick"
        template = "blocks/call_to_action.html"
        group = _("Persuade")
        description = _("One sentence and one button, across the page.")


class StoryBlock(blocks.StreamBlock):
    """The generic blocks; each app's own stream adds its own."""

    hero = HeroBlock()
    text = TextBlock(features=TEXT_FEATURES)
    picture = PictureBlock()
    points = PointsBlock()
    faq = FaqBlock()
    call_to_action = CallToActionBlock()
