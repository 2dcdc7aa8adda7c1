"""E-mails about money and access, each carried out once as an effect."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from .models import Effect, Entitlement, Order, Payment

BLANK_LINES = re.compile(r"\n\s*\n")


def send(
    kind: str, to: str, language: str, context: dict[str, object], *, message_id: str
) -> None:
    """One mail in text and HTML: ``emails/<kind>.txt`` opens with its subject line."""
    context = {**context, "app_url": settings.APP_URL}
    with override(language):
        subject, _, text = (
            render_to_string(f"emails/{kind}.txt", context).strip().partition("\n")
        )
        html = render_to_string(f"emails/{kind}.html", {**context, "subject": subject})
    text = BLANK_LINES.sub(
        "\n\n", text.strip()
    )  # where a template's condition was not met
    mail = EmailMultiAlternatives(subject.strip(), text, to=[to])
    mail.extra_headers["Message-ID"] = f"<{message_id}@amphi>"
    mail.attach_alternative(html, "text/html")
    mail.send()


def receipt(effect: Effect) -> None:
    order = Order.objects.get(pk=effect.payload["order"])
    context = {
        "order": order,
        "lines": order.lines.all(),
        "order_url": _address("order", order.language, order.pk),
        "claim_url": ""
        if order.user_id
        else _address("claim", order.language, order.new_claim_token(effect.fact)),
    }
    send(
        "receipt",
        order.email,
        order.language,
        context,
        message_id=f"receipt-{effect.fact.replace(' ', '-')}",
    )


def instructions(effect: Effect) -> None:
    payment = Payment.objects.select_related("order", "method").get(
        pk=effect.payload["payment"]
    )
    order = payment.order
    words = payment.method.words(order.language)
    context = {
        "order": order,
        "payment": payment,
        "instructions": words.instructions if words else "",
        "order_url": _address("order", order.language, order.pk),
    }
    send(
        "instructions",
        order.email,
        order.language,
        context,
        message_id=f"pay-{payment.pk}",
    )


def sign_in_link(effect: Effect) -> None:
    order = Order.objects.get(pk=effect.payload["order"])
    context = {
        "order": order,
        "claim_url": _address(
            "claim", order.language, order.new_claim_token(effect.fact)
        ),
    }
    send(
        "sign_in_link",
        order.email,
        order.language,
        context,
        message_id=f"link-{effect.pk}",
    )


def review(effect: Effect) -> None:
    payment = Payment.objects.select_related("order").get(pk=effect.payload["payment"])
    context = {
        "order": payment.order,
        "payment": payment,
        "reason": effect.payload["reason"],
        "sheet": _address("payments:inspect", settings.LANGUAGE_CODE, payment.pk),
    }
    send(
        "review",
        settings.SUPPORT_EMAIL,
        settings.LANGUAGE_CODE,
        context,
        message_id=f"review-{effect.fact.replace(' ', '-')}",
    )


def ending(effect: Effect) -> None:
    _about_pass("ending", effect)


def ended(effect: Effect) -> None:
    _about_pass("ended", effect)


def _about_pass(kind: str, effect: Effect) -> None:
    held = Entitlement.objects.select_related("order", "line__price", "user").get(
        pk=effect.payload["entitlement"]
    )
    language = held.order.language
    renew = f"{_address('renew', language)}?plan={held.line.price.code}"
    context = {"held": held, "renew_url": renew}
    to = held.user.email if held.user else held.order.email
    send(kind, to, language, context, message_id=f"{kind}-{held.pk}")


def _address(name: str, language: str, *args: object) -> str:
    with override(language):
        return f"{settings.APP_URL}{reverse(name, args=args)}"


SENDERS: dict[str, Callable[[Effect], None]] = {
    "receipt": receipt,
    "instructions": instructions,
    "review": review,
    "sign_in_link": sign_in_link,
    "ending": ending,
    "ended": ended,
}
