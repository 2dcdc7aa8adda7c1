"""The page on which plans are compared."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.fields import StreamField

from commerce.blocks import (
    ANY_QUESTIONS,
    CheckoutBlock,
    PricingTableBlock,
    questions_of,
)
from story.blocks import StoryBlock
from story.models import StoryPage, tabs
from story.previews import SeenBy

from .approval import Approved

QUESTIONS = {
    _("Does it renew by itself?"): _(
        "No. You pay once. When it ends you choose whether to renew."
    ),
    **ANY_QUESTIONS,
}


class PricingStoryBlock(StoryBlock):
    pricing_table = PricingTableBlock(required=False)
    checkout = CheckoutBlock(required=False)


class PricingPage(Approved, SeenBy, StoryPage):
    """Plans and their questions."""

    body = StreamField(PricingStoryBlock(), verbose_name=_("content"), blank=True)

    searched = ("title", "body")
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    template = "commerce/pricing_page.html"

    edit_handler = tabs((_("Plans"), [TitleFieldPanel("title"), FieldPanel("body")]))

    class Meta:
        verbose_name = _("pricing page")
        verbose_name_plural = _("pricing pages")
        permissions = [
            ("approve_pricingpage", "Can publish pricing pages where they are approved")
        ]

    @classmethod
    def starting_body(cls) -> list[tuple[str, object]]:
        asked = {
            "heading": gettext("Your questions"),
            "questions": questions_of(QUESTIONS),
        }
        return [("pricing_table", None), ("faq", asked)]
