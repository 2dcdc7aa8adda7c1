"""What templates may ask about selling. The pages' own code knows nothing of it."""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from wagtail.models import Page, Site

from commerce.access import Access, access_in, holds
from commerce.bank import transfer_code
from commerce.browser import kept_in
from commerce.domain.balance import balance_of
from commerce.domain.fulfilment import way_of
from commerce.domain.offers import offers_of
from commerce.domain.orders import word_of
from commerce.domain.placed import in_language_of, unsold_on
from commerce.domain.plans import Plan, cost_of, holding_of, plan_of, selling, term_of
from commerce.domain.quotes import pieces_of, too_few
from commerce.domain.renewal import last_pass
from commerce.domain.terms import terms_of, version_of
from commerce.domain.tiers import table_of
from commerce.forms import CheckoutForm, is_row
from commerce.gateways import UnknownGateway, gateway
from commerce.models import CheckoutSnippet, Order, Payment, PaymentMethod, Product
from commerce.money import Money
from commerce.postal import in_a_line
from story.notes import reads_notes

register = template.Library()
register.filter(way_of)
register.filter("term", term_of)
register.filter("cost", cost_of)
register.filter("holding", holding_of)
register.filter("terms_version", version_of)
register.filter("word", word_of)
register.filter("pieces", pieces_of)
register.filter("too_few", lambda item: too_few(item.offer.price.product))
register.filter(in_language_of)
register.filter("side_by_side", table_of)


@register.simple_tag(takes_context=True)
def plans(
    context: Context, checkout: CheckoutSnippet | None, page: Page | None = None
) -> list[Plan]:
    """The plans of a placed checkout in the page's language; none while it is a draft."""
    shown = in_language_of(checkout, page)
    if shown is None or not shown.live:
        return []
    open_ones = (offer for offer in offers_of(shown) if offer.payable)
    code = _code(context)
    return _noted(context, [plan_of(shown, offer, page, code) for offer in open_ones])


@register.simple_tag(takes_context=True)
def goods(
    context: Context, checkout: CheckoutSnippet | None, page: Page | None = None
) -> list[Plan]:
    """The same of what is sent alone: what opens pages is bought without a basket."""
    shown = plans(context, checkout, page)
    return [plan for plan in shown if plan.offer.price.product.needs_shipping]


def _code(context: Context) -> str:
    """Of a coupon, in the address that led here; every button leads on with it."""
    return context["request"].GET.get("coupon", "")


@register.simple_tag(takes_context=True)
def why_hidden(
    context: Context, checkout: CheckoutSnippet | None, page: Page | None = None
) -> str:
    """Why visitors see nothing of a placed checkout; empty to whoever does not edit the page."""
    return unsold_on(checkout, page) if reads_notes(context["request"], page) else ""


def _noted(context: Context, shown: list[Plan]) -> list[Plan]:
    """Kept with the request: what the page tells search engines is what it showed, and costs no query."""
    request = context["request"]
    request.shown_plans = [*getattr(request, "shown_plans", []), *shown]
    return shown


@register.simple_tag(takes_context=True)
def ways_in(
    context: Context, access: Access, page: Page, first: CheckoutSnippet | None = None
) -> list[Plan]:
    """The plans that would open a closed page, leading back to it; those of ``first`` before others."""
    sold = selling(access.products, page.locale, first)
    code = _code(context)
    shown = [plan_of(checkout, offer, page, code) for checkout, offer in sold]
    return _noted(context, shown)


@register.simple_tag(takes_context=True)
def renewal_price(context: Context, shown: Iterable[Plan]) -> str | None:
    """What the pass that ended last costs now; nothing where it is not among the plans shown."""
    price = last_pass(context["request"].user.pk, context["access"].products)
    return next(
        (plan.amount for plan in shown if price and plan.code == price.code), None
    )


@register.simple_tag(takes_context=True, name="terms_of")
def terms_here(context: Context, checkout: CheckoutSnippet) -> str:
    """What the visitor agrees to by ordering."""
    return terms_of(checkout, Site.find_for_request(context["request"]))


@register.simple_tag(takes_context=True)
def basket_count(context: Context) -> int:
    """How many things are in this browser's basket; asks nobody who brings no session."""
    request = context.get("request")
    kept = kept_in(request) if request else {}
    return sum(pieces for pieces, _days in kept.values())


@register.simple_tag(takes_context=True)
def access_to(context: Context, page: Page) -> Access:
    """Whether what is gated at or below a page is open to the viewer, and what would open it."""
    return access_in(context["request"], page)


@register.simple_tag(takes_context=True, name="holds")
def holds_here(context: Context, page: Page) -> bool:
    return holds(context["request"], page)


@register.filter
def opened_by(product: Product) -> Page | None:
    """The page that a product opens, in the visitor's language."""
    keys = product.grants.filter(until=None).values("page_key")
    return (
        Page.objects.live()
        .filter(translation_key__in=keys, locale__language_code=get_language())
        .first()
    )


@register.filter
def page_behind(form: CheckoutForm) -> Page | None:
    """The page whose button led to this form, in the visitor's language."""
    pk = str(form["page"].value() or "")
    if not is_row(pk):
        return None
    page = Page.objects.live().filter(pk=pk).first()
    return page and page.localized


@register.filter
def checkout_of(order: Order) -> CheckoutSnippet | None:
    """Where an order was placed, in the words of its language."""
    return CheckoutSnippet.objects.filter(
        translation_key=order.checkout_key, locale__language_code=order.language
    ).first()


@register.filter
def given_back(order: Order) -> Money:
    """Of what the order cost; asks for it only where some was."""
    some = {Order.PaymentState.PARTIALLY_REFUNDED, Order.PaymentState.REFUNDED}
    amount = balance_of(order).given_back if order.payment_state in some else 0
    return Money(amount, order.currency)


@register.filter
def sent_to(order: Order) -> str:
    """The delivery address in a line; empty where nothing is delivered."""
    return in_a_line(order.shipping, "ship_") if order.shipping else ""


@register.filter
def billed_to(order: Order) -> str:
    """Who pays, in a line; empty where nothing was typed."""
    number = order.billing.get("vat_number")
    address = in_a_line(order.billing) if order.billing else ""
    return ", ".join(filter(None, [address, number]))


@register.filter(name="transfer_code")
def code_of(payment: Payment) -> str:
    """What a banking app reads instead of typing; empty where no account is known."""
    way, number = payment.method, payment.order.number
    return mark_safe(transfer_code(way.account_holder, way.iban, payment.money, number))  # noqa: S308 -- drawn by us


@register.filter
def is_link(tracking: str) -> bool:
    """Whether it leads to the carrier, or is a number to be typed there."""
    return tracking.startswith("https://")


@register.filter
def icon_of(method: PaymentMethod) -> str:
    """Staff's choice, else the gateway's own; none while no gateway is chosen."""
    try:
        return method.icon or gateway(method.gateway).icon
    except UnknownGateway:
        return ""
