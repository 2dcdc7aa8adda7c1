"""What editors place to sell: by reference, so that a change shows on every page at once."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.blocks import SnippetChooserBlock


class CheckoutBlock(SnippetChooserBlock):
    """The plans of a checkout, each with its button."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__("commerce.CheckoutSnippet", **kwargs)

    class Meta:
        label = _("Checkout")
        icon = "tag"
        template = "blocks/checkout.html"
        group = _("Sell")
        description = _(
            "Prices with a button to buy. Change the checkout once and it changes everywhere."
        )


class PricingTableBlock(SnippetChooserBlock):
    """The same plans side by side, with what each opens."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__("commerce.CheckoutSnippet", **kwargs)

    class Meta:
        label = _("Pricing table")
        icon = "table"
        template = "blocks/pricing_table.html"
        group = _("Sell")
        description = _("Plans compared side by side, the recommended one in front.")
