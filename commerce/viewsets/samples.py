"""What e-mails are shown to staff with: an order, or a sample that is in no table. Nothing is sent, no link works."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts import letters
from accounts.adapter import AccountAdapter
from commerce import emails
from commerce.models import Entitlement, Order, OrderLine, Payment, PaymentMethod, Price

ACCOUNT = "account-"


@dataclass(frozen=True)
class Shown:
    """A case of one of ``commerce.emails.LETTERS``."""

    kind: str
    title: str
    when: str
    gateway: str = "transfer"
    has_link: bool = False
    reason: str = "again"
    tracking: str = ""


SHOWN: dict[str, Shown] = {
    "receipt": Shown(
        "receipt",
        gettext_lazy("Receipt"),
        gettext_lazy("When an order is paid, or free access opens."),
    ),
    "receipt-guest": Shown(
        "receipt",
        gettext_lazy("Receipt of a guest"),
        gettext_lazy("The same, with the link that makes the account."),
        has_link=True,
    ),
    "transfer": Shown(
        "instructions",
        gettext_lazy("How to pay by transfer"),
        gettext_lazy("When somebody orders and chooses to send the money."),
    ),
    "transfer-due": Shown(
        "transfer_due",
        gettext_lazy("The transfer is awaited"),
        gettext_lazy("Three days before its time is over, while it has not arrived."),
    ),
    "proof-rejected": Shown(
        "proof_rejected",
        gettext_lazy("Proof of transfer not accepted"),
        gettext_lazy("When you reject what a buyer sent, with your reason."),
        reason=gettext_lazy("The page shows no amount. Send the bank’s confirmation."),
    ),
    "delivery": Shown(
        "instructions",
        gettext_lazy("Pay on delivery"),
        gettext_lazy("When somebody orders and chooses to pay at the door."),
        gateway="cod",
    ),
    "confirming": Shown(
        "confirming",
        gettext_lazy("The payment is being confirmed"),
        gettext_lazy(
            "When a bank takes days to say whether it pays, such as a bank debit or an e-check."
        ),
        gateway="stripe",
    ),
    "refunded": Shown(
        "refunded",
        gettext_lazy("Money sent back"),
        gettext_lazy("When a refund of yours or of the provider’s has gone through."),
    ),
    "paid-twice": Shown(
        "refunded",
        gettext_lazy("Paid twice"),
        gettext_lazy("When the second payment of one order has gone back by itself."),
        reason="automatic",
    ),
    "refund-failed": Shown(
        "refund_failed",
        gettext_lazy("Money could not be sent back"),
        gettext_lazy("When a refund of which the buyer was told has failed."),
    ),
    "paused": Shown(
        "paused",
        gettext_lazy("Access is paused"),
        gettext_lazy("When a bank, or PayPal, is asked to take the payment back."),
    ),
    "resumed": Shown(
        "resumed",
        gettext_lazy("Access is back"),
        gettext_lazy("When that ends in your favour."),
    ),
    "failed": Shown(
        "failed",
        gettext_lazy("The payment did not go through"),
        gettext_lazy(
            "When a payment that was being confirmed fails later, such as a bank debit."
        ),
        gateway="stripe",
    ),
    "expired": Shown(
        "expired",
        gettext_lazy("The transfer did not arrive"),
        gettext_lazy("When its time is over and the order is closed."),
    ),
    "shipped": Shown(
        "shipped",
        gettext_lazy("On its way"),
        gettext_lazy("When you mark an order as shipped, with its tracking."),
        tracking="8412 0074 5521",
    ),
    "delivered": Shown(
        "delivered",
        gettext_lazy("Delivered"),
        gettext_lazy("When you mark an order as delivered."),
    ),
    "returned": Shown(
        "returned",
        gettext_lazy("Returned"),
        gettext_lazy("When you mark an order as returned."),
    ),
    "welcome": Shown(
        "welcome",
        gettext_lazy("Welcome"),
        gettext_lazy("Once, when a first order makes the account."),
    ),
    "sign-in-link": Shown(
        "sign_in_link",
        gettext_lazy("Sign-in link"),
        gettext_lazy("When a guest asks for it, or corrects the address."),
        has_link=True,
    ),
    "ending": Shown(
        "ending",
        gettext_lazy("Access ends soon"),
        gettext_lazy("Seven days before a pass ends that no other follows."),
    ),
    "ended": Shown(
        "ended",
        gettext_lazy("Access ended"),
        gettext_lazy("The day after."),
    ),
    "request-received": Shown(
        "request_received",
        gettext_lazy("Refund asked for"),
        gettext_lazy("When a buyer asks for the money on the order’s page."),
    ),
    "request-approved": Shown(
        "request_approved",
        gettext_lazy("Refund agreed to"),
        gettext_lazy("When you approve it, and the money goes back."),
    ),
    "request-rejected": Shown(
        "request_rejected",
        gettext_lazy("Refund not granted"),
        gettext_lazy("When you reject it, with your answer."),
        reason=gettext_lazy("You have watched the whole course."),
    ),
    "review": Shown(
        "review",
        gettext_lazy("A payment needs a look"),
        gettext_lazy("To you: when what a provider reports does not fit the order."),
    ),
    "alarm": Shown(
        "alarm",
        gettext_lazy("The books need a look"),
        gettext_lazy(
            "To you, once a day: when a provider’s books differ from yours or cannot be read."
        ),
        reason="drift",
    ),
}


def of_accounts() -> dict[str, str]:
    return {ACCOUNT + name: title for name, title in letters.titles().items()}


def titles() -> dict[str, str]:
    """Of all there are."""
    return {slug: str(shown.title) for slug, shown in SHOWN.items()} | of_accounts()


def composed(slug: str, language: str, order: Order | None) -> EmailMultiAlternatives:
    """The mail of this name, of an order or a sample. Raises KeyError."""
    about = _about(order or _nobodys(language), language, is_sample=order is None)
    if slug.startswith(ACCOUNT):
        return _of_account(slug.removeprefix(ACCOUNT), language, about.order.email)
    shown = SHOWN[slug]
    claim = emails.address("claim", language, "sample") if shown.has_link else ""
    payment = _paid_by(about.order, shown.gateway)
    asked = replace(
        about,
        payment=payment,
        claim_url=claim,
        reason=shown.reason,
        amount=about.order.money,
        tracking=shown.tracking,
    )
    if shown.kind in {"ending", "ended"}:
        asked = replace(asked, held=asked.held[:1] or _held(about))
    letter = emails.LETTERS[shown.kind](asked)
    return emails.compose(replace(letter, language=language))


def _of_account(name: str, language: str, email: str) -> EmailMultiAlternatives:
    context = letters.samples(email)[name] | {"app_url": settings.APP_URL}
    with override(language):
        return AccountAdapter().render_mail(f"account/email/{name}", email, context)


def _nobodys(language: str) -> Order:
    now = timezone.now()
    return Order(
        number="A-7Q3M-K2ZB",
        email="anna@example.com",
        user_id=0,
        total=4900,
        currency=settings.CURRENCY,
        language=language,
        created=now,
        paid_at=now,
        payment_state=Order.PaymentState.PAID,
        expires_at=now + timedelta(days=14),
    )


def _about(order: Order, language: str, *, is_sample: bool) -> emails.About:
    order.language = language
    if not is_sample:
        found = emails.about_order(order)
        return replace(found, lines=list(found.lines), held=list(found.held))
    with override(language):
        title = _("Python for beginners")
    line = OrderLine(
        order=order,
        title=title,
        price=Price(code="sample"),
        unit_amount=order.total,
        amount=order.total,
    )
    opened = emails.Opened(title, f"{settings.APP_URL}/{language}/")
    about = emails.About(order, [line], opened=[opened])
    return replace(about, held=_held(about))


def _held(about: emails.About) -> list[Entitlement]:
    """Of a pass with a week to go."""
    now = timezone.now()
    ends = now + timedelta(days=7)
    lines = list(about.lines)[:1]
    return [
        Entitlement(order=about.order, line=it, starts=now, ends=ends) for it in lines
    ]


def _paid_by(order: Order, gateway: str) -> Payment:
    """The order's own payment by this gateway, else one that was never begun."""
    own = order.payments.filter(gateway=gateway).select_related("method").first()
    method = PaymentMethod.objects.filter(gateway=gateway).first() or PaymentMethod(
        gateway=gateway, needs_shipping=gateway == "cod"
    )
    return own or Payment(
        order=order,
        method=method,
        gateway=gateway,
        amount=order.total,
        currency=order.currency,
        expires_at=order.expires_at,
    )
