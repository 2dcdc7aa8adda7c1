"""E-mails about money and access, each carried out once as an effect.

An effect says what a mail is about; ``LETTERS`` says what is in it, to whom, in which language; nothing else is sent.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from accounts.letters import in_look

from .models import Effect, Entitlement, Order, OrderLine, Payment, ProductGrant
from .money import Money

BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Opened:
    """A page that the order opens."""

    title: str
    url: str


@dataclass(frozen=True)
class About:
    """What a mail is about. ``claim_url`` is a secret: only in mail to the order's own address."""

    order: Order
    lines: Iterable[OrderLine]
    held: Iterable[Entitlement] = ()
    opened: Iterable[Opened] = ()
    payment: Payment | None = None
    claim_url: str = ""
    reason: str = ""
    amount: Money | None = None
    gateway: str = ""
    tracking: str = ""


@dataclass(frozen=True)
class Letter:
    """``kind`` names its templates."""

    kind: str
    to: str
    language: str
    words: dict[str, object] = field(default_factory=dict)


def to_buyer(kind: str, about: About, **more: object) -> Letter:
    order = about.order
    words = {
        "about": about,
        "order": order,
        "order_url": address("order", order.language, order.pk),
        **more,
    }
    return Letter(kind, order.email, order.language, words)


def receipt(about: About) -> Letter:
    return to_buyer("receipt", about)


def instructions(about: About) -> Letter:
    said = about.payment.method.words(about.order.language)
    return to_buyer("instructions", about, text=said.instructions if said else "")


def transfer_due(about: About) -> Letter:
    return replace(instructions(about), kind="transfer_due")


def proof_rejected(about: About) -> Letter:
    return to_buyer("proof_rejected", about)


def failed(about: About) -> Letter:
    return to_buyer("failed", about)


def confirming(about: About) -> Letter:
    return to_buyer("confirming", about)


def refunded(about: About) -> Letter:
    return to_buyer("refunded", about)


def refund_failed(about: About) -> Letter:
    return to_buyer("refund_failed", about)


def paused(about: About) -> Letter:
    return to_buyer("paused", about)


def resumed(about: About) -> Letter:
    return to_buyer("resumed", about)


def expired(about: About) -> Letter:
    return to_buyer("expired", about)


def shipped(about: About) -> Letter:
    return to_buyer("shipped", about)


def delivered(about: About) -> Letter:
    return to_buyer("delivered", about)


def returned(about: About) -> Letter:
    return to_buyer("returned", about)


def sign_in_link(about: About) -> Letter:
    return to_buyer("sign_in_link", about)


def welcome(about: About) -> Letter:
    account = address("my_courses", about.order.language)
    return to_buyer("welcome", about, account_url=account)


def ending(about: About) -> Letter:
    return _about_pass("ending", about)


def ended(about: About) -> Letter:
    return _about_pass("ended", about)


def _about_pass(kind: str, about: About) -> Letter:
    [held] = about.held
    language = about.order.language
    renew = f"{address('renew', language)}?plan={held.line.price.code}"
    to = held.user.email if held.user else about.order.email
    return Letter(kind, to, language, {"held": held, "renew_url": renew})


def review(about: About) -> Letter:
    language = settings.LANGUAGE_CODE
    sheet = address("payments:inspect", language, about.payment.pk)
    words = {"order": about.order, "reason": about.reason, "sheet": sheet}
    return Letter("review", settings.SUPPORT_EMAIL, language, words)


def request_received(about: About) -> Letter:
    return to_buyer("request_received", about)


def request_approved(about: About) -> Letter:
    return to_buyer("request_approved", about)


def request_rejected(about: About) -> Letter:
    return to_buyer("request_rejected", about)


def alarm(about: About) -> Letter:
    language = settings.LANGUAGE_CODE
    words = {
        "trouble": about.reason,
        "gateway": about.gateway,
        "centre": address("reconcile:index", language),
    }
    return Letter("alarm", settings.SUPPORT_EMAIL, language, words)


LETTERS: dict[str, Callable[[About], Letter]] = {
    letter.__name__: letter
    for letter in (
        receipt,
        instructions,
        transfer_due,
        proof_rejected,
        confirming,
        failed,
        refunded,
        refund_failed,
        paused,
        resumed,
        expired,
        shipped,
        delivered,
        returned,
        sign_in_link,
        welcome,
        ending,
        ended,
        review,
        request_received,
        request_approved,
        request_rejected,
        alarm,
    )
}


def send(effect: Effect) -> None:
    """Under a name of its own, so that one that is sent twice after a crash is one mail to the reader."""
    mail = compose(LETTERS[effect.kind](about(effect)))
    mail.extra_headers["Message-ID"] = f"<{effect.kind}-{effect.pk}@amphi>"
    mail.send()


def compose(letter: Letter) -> EmailMultiAlternatives:
    """In text and HTML: ``emails/<kind>.txt`` opens with its subject line."""
    words = {**letter.words, "app_url": settings.APP_URL}
    with override(letter.language):
        subject, _, text = (
            render_to_string(f"emails/{letter.kind}.txt", words).strip().partition("\n")
        )
        subject = subject.strip()
        html = in_look(f"emails/{letter.kind}.html", {**words, "subject": subject})
    text = BLANK_LINES.sub("\n\n", text.strip())  # where a condition was not met
    mail = EmailMultiAlternatives(subject, text, to=[letter.to])
    mail.attach_alternative(html, "text/html")
    return mail


def about(effect: Effect) -> About:
    """As things stand now. A claim link that was mailed before dies of a new one."""
    payload = effect.payload
    if "trouble" in payload:
        return About(None, (), reason=payload["trouble"], gateway=payload["gateway"])
    if "entitlement" in payload:
        held = Entitlement.objects.select_related("order", "line__price", "user")
        found = held.get(pk=payload["entitlement"])
        return About(found.order, [found.line], [found])
    if "payment" in payload:
        payment = Payment.objects.select_related("order", "method").get(
            pk=payload["payment"]
        )
        reason = payload.get("reason", "")
        return about_order(payment.order, payment=payment, reason=reason)
    order = Order.objects.get(pk=payload["order"])
    claim_url = _claim_url(order, effect) if _needs_link(order, effect.kind) else ""
    found = about_order(order, claim_url=claim_url, reason=payload.get("reason", ""))
    amount = payload.get("amount")
    return replace(
        found,
        amount=amount and Money(amount, order.currency),
        tracking=payload.get("tracking", ""),
    )


def about_order(
    order: Order,
    *,
    payment: Payment | None = None,
    claim_url: str = "",
    reason: str = "",
) -> About:
    return About(
        order,
        order.lines.all(),
        order.entitlements.select_related("line__price", "user"),
        _opened(order),
        payment,
        claim_url,
        reason,
    )


def _needs_link(order: Order, kind: str) -> bool:
    return kind == "sign_in_link" or (kind == "receipt" and not order.user_id)


def _claim_url(order: Order, effect: Effect) -> str:
    return address("claim", order.language, order.new_claim_token(effect.fact))


def _opened(order: Order) -> list[Opened]:
    """The pages themselves, in the order's language; what is below them is open too."""
    keys = ProductGrant.objects.filter(
        product__lines__order=order, product__kind="access", until=None
    ).values("page_key")
    pages = Page.objects.live().filter(
        translation_key__in=keys, locale__language_code=order.language
    )
    return [
        Opened(page.title, settings.APP_URL + parts[2])
        for page in pages.order_by("path")
        if (parts := page.get_url_parts())
    ]


def address(name: str, language: str, *args: object) -> str:
    """In full, as somebody reads it who is not on the site."""
    with override(language):
        return f"{settings.APP_URL}{reverse(name, args=args)}"
