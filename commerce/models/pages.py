"""The page on which plans are compared."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.fields import StreamField

from commerce.blocks import CheckoutBlock, PricingTableBlock
from story.blocks import StoryBlock
from story.models import StoryPage, tabs
from story.previews import SeenBy

from .approval import Approved

QUESTIONS = [
    (
        _("Does it renew by itself?"),
        _("No. You pay once. When it ends you choose whether to renew."),
    ),
    (
        _("How do I pay?"),
        _("On the payment provider’s own page. We never see your card."),
    ),
    (
        _("Can I watch something first?"),
        _("Yes: lessons marked as free are open to everyone, without an account."),
    ),
]


class PricingStoryBlock(StoryBlock):
    pricing_table = PricingTableBlock()
    checkout = CheckoutBlock()


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
        questions = [
            {"question": str(question), "answer": f"<p>{answer}</p>"}
            for question, answer in QUESTIONS
        ]
        return [
            ("pricing_table", None),
            ("faq", {"heading": gettext("Your questions"), "questions": questions}),
        ]
