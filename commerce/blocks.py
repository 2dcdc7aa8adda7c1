"""What editors place to sell: by reference, so that a change shows on every page at once."""

from django.conf import settings
from django.forms import Widget
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.blocks import SnippetChooserBlock

from story.looks import Drawn

from .money import Money

SELL = _("Sell")
HEADING = _("One course, or all of them")
MONTH = {
    "name": _("Monthly plan"),
    "amount": Money(4900, settings.CURRENCY),
    "note": _("30 days of access."),
    "features": [_("Every course")],
    "url": "#",
    "label": _("Buy now"),
}
YEAR = MONTH | {
    "name": _("Annual plan"),
    "amount": Money(49900, settings.CURRENCY),
    "note": _("365 days of access."),
    "features": [_("Every course"), _("Answers within a day")],
    "featured": True,
}
TIERS = [
    {"title": plan["name"], "plans": [plan], "featured": plan is YEAR}
    for plan in (MONTH, YEAR)
]
BOOK = {
    "name": _("Workbook"),
    "amount": Money(1900, settings.CURRENCY),
    "note": _("Delivered to you."),
    "text": _("Exercises for every lesson, on paper."),
    "url": "#",
}
ANY_QUESTIONS = {  # true of whatever is sold here
    _("How do I pay?"): _(
        "On the payment provider’s own page. We never see your card."
    ),
    _("Can I watch something first?"): _(
        "Yes: lessons marked as free are open to everyone, without an account."
    ),
}


def questions_of(asked: dict) -> list[dict[str, str]]:
    """The value of a block of questions, in the language of the moment."""
    return [
        {"question": str(question), "answer": f"<p>{answer}</p>"}
        for question, answer in asked.items()
    ]


class CheckoutChooserBlock(Drawn, SnippetChooserBlock):
    def __init__(self, **kwargs: object) -> None:
        super().__init__("commerce.CheckoutSnippet", **kwargs)

    @cached_property
    def widget(self) -> Widget:
        """In the chooser's words: Wagtail keeps those of whoever opens a form first."""
        widget = super().widget
        chooser = self.target_model.snippet_viewset.chooser_viewset
        widget.choose_one_text = chooser.choose_one_text
        widget.choose_another_text = chooser.choose_another_text
        widget.link_to_chosen_text = chooser.edit_item_text
        return widget


class CheckoutBlock(CheckoutChooserBlock):
    """The plans of a checkout, each with its button."""

    class Meta:
        label = _("Checkout")
        icon = "tag"
        template = "blocks/checkout.html"
        drawn_by = "commerce/placed/checkout.html"
        example = {"heading": HEADING, "plans": [MONTH, YEAR]}
        group = SELL
        description = _(
            "Prices with a button to buy. Change the checkout once and it changes everywhere."
        )


class GoodsBlock(CheckoutChooserBlock):
    """What is sent by post, each with how many and a button to the basket."""

    class Meta:
        label = _("Goods")
        icon = "pick"
        template = "blocks/goods.html"
        drawn_by = "commerce/placed/goods.html"
        example = {"heading": _("For your desk"), "plans": [BOOK]}
        group = SELL
        description = _(
            "Goods and rentals of a checkout, to put into the basket. What opens pages belongs to the block “Checkout”."
        )


class PricingTableBlock(CheckoutChooserBlock):
    """The same plans side by side, with what each opens."""

    class Meta:
        label = _("Pricing table")
        icon = "table"
        template = "blocks/pricing_table.html"
        drawn_by = "commerce/placed/pricing_table.html"
        example = {"heading": HEADING, "table": {"tiers": TIERS}}
        group = SELL
        description = _("Plans compared side by side, the recommended one in front.")
