"""What the CMS and its previews ask about selling."""

from dataclasses import replace

from django import template
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.context import Context
from django.utils.translation import gettext_lazy as _

from commerce.domain import copies
from commerce.domain.desk import Desk, desk_of
from commerce.domain.offers import Offer, offers_of
from commerce.domain.placed import pages_with, why_empty
from commerce.domain.plans import Plan, plan_of
from commerce.domain.staff import outstanding
from commerce.domain.terms import agreed
from commerce.forms import CheckoutForm
from commerce.gateways.dashboards import dashboard_url
from commerce.models import (
    CheckoutSnippet,
    Dispute,
    Payment,
    Product,
    Refund,
    RefundLine,
    WebhookEvent,
)
from commerce.money import Money
from commerce.viewsets.methods import gateway_name
from commerce.viewsets.pages import who_keeps, who_loses
from commerce.viewsets.words import in_words

register = template.Library()
register.simple_tag(who_keeps)
register.simple_tag(who_loses)
register.filter(gateway_name)

# Why a placed checkout shows no plans, in those previews that suppose it.
HIDDEN = {"draft": _("it is a draft."), "unsold": _("what it sells is archived.")}


register.filter(in_words)
register.simple_tag(pages_with)


@register.inclusion_tag("commerce/admin/copy_notice.html", takes_context=True)
def copy_notice(context: Context) -> dict:
    """Above every screen of a copy; nothing elsewhere."""
    original = copies.original()
    if original is None:
        return {}
    return {
        "original": original,
        "said": original.copy_url == settings.APP_URL,
        "asks": context["request"].user.has_perm("commerce.confirm_address"),
    }


@register.simple_tag
def preview_plans(checkout: CheckoutSnippet, mode: str) -> list[Plan]:
    """As any page would show them, saved or not."""
    offers = [] if mode in HIDDEN else offers_of(checkout)
    return [plan_of(checkout, offer, None) for offer in offers if offer.payable]


@register.simple_tag
def why_previewed(checkout: CheckoutSnippet, mode: str) -> str:
    """What keeps visitors from seeing it: what the mode supposes, else what is so."""
    why = HIDDEN.get(mode) or why_empty(checkout)
    return why or _("no way to pay for it is open.")


@register.simple_tag
def preview_form(checkout: CheckoutSnippet, mode: str) -> CheckoutForm:
    """The order form as a stranger sees it."""
    desk = Desk() if mode == "gone" else desk_of(checkout)
    for offer in desk.offers if mode == "sold_out" else ():
        offer.price.product.stock = 0
    return CheckoutForm(
        {} if mode == "mistakes" else None,
        desk=replace(desk, methods=()) if mode == "no_method" else desk,
        user=AnonymousUser(),
    )


@register.simple_tag
def offers_for(product: Product) -> list[Offer]:
    """All that may be paid for it now."""
    checkout = CheckoutSnippet()
    checkout.prices = list(product.prices.all()) if product.pk else []
    return offers_of(checkout)


register.filter("outstanding", outstanding)
register.filter("agreed_terms", agreed)


@register.filter
def dashboard(payment: Payment) -> str:
    """Where the provider shows this payment to staff; empty where there is no such place."""
    refs = sorted(payment.refs.all(), key=lambda each: each.pk)
    about = [each.ref for each in refs if _is_the_money(payment, each.ref)]
    ref = about[0] if about else ""
    return dashboard_url(payment.gateway, ref, livemode=payment.livemode)


def _is_the_money(payment: Payment, ref: str) -> bool:
    """Stripe shows an intent, PayPal a capture: what it told us first beside the order itself."""
    return ref.startswith("pi_") if payment.gateway == "stripe" else ref != payment.ref


@register.filter
def at_provider(fact: Refund | Dispute | WebhookEvent) -> str:
    """Where the provider shows this to staff; empty where there is no such place."""
    if isinstance(fact, WebhookEvent):
        return dashboard_url(fact.gateway, fact.event_id, livemode=fact.livemode)
    paid = fact.payment
    return dashboard_url(paid.gateway, fact.ref, livemode=paid.livemode)


@register.filter
def part(line: RefundLine, refund: Refund) -> Money:
    return Money(line.amount, refund.currency)
