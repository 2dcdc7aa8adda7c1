"""The page on which plans are compared."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.fields import StreamField

from commerce.blocks import CheckoutBlock, PricingTableBlock
from story.blocks import StoryBlock
from story.models import StoryPage, tabs


class PricingStoryBlock(StoryBlock):
    pricing_table = PricingTableBlock()
    checkout = CheckoutBlock()


class PricingPage(StoryPage):
    """Plans and their questions."""

    body = StreamField(PricingStoryBlock(), verbose_name=_("content"), blank=True)

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    template = "commerce/pricing_page.html"

    edit_handler = tabs((_("Plans"), [TitleFieldPanel("title"), FieldPanel("body")]))

    class Meta:
        verbose_name = _("pricing page")
