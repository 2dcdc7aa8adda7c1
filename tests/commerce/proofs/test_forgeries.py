"""Five thousand bodies that are no event, ten thousand signatures that are nobody's: none is let in, none breaks the door."""

import base64
import gc
import resource
from collections import Counter
from pathlib import Path

import pytest

from commerce import webhooks
from commerce.gateways import paypal
from commerce.gateways import stripe as stripe_gateway
from commerce.models import Payment, WebhookEvent
from tests.commerce.shop import Visitor
from tests.sandbox_process import SandboxProcess

from .chance import chance
from .events import delivery, event, receive, signature
from .forgeries import no_event, no_signature

# On one database: none of them ever reaches it.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]
BODIES, SIGNATURES, PAYPALS = 5_000, 10_000, 300
MIB = 1024 * 1024
REFUSED = {400, 413}


def sent(body: bytes, header: str) -> dict:
    return {
        "body": base64.b64encode(body).decode(),
        "headers": {"Stripe-Signature": header},
    }


def memory() -> int:
    """Bytes of this process that are really there."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def test_five_thousand_bodies_that_are_no_event():
    random, answers, halfway = chance(), Counter(), 0
    for number in range(BODIES):
        body = no_event(random)
        header = signature(body) if number % 2 else no_signature(random, body)
        answers[receive(sent(body, header))] += 1
        if number == BODIES // 2:
            halfway = memory()

    assert answers.keys() == REFUSED, answers
    assert WebhookEvent.objects.count() == 0
    assert memory() - halfway < 20 * MIB


def test_ten_thousand_mutated_signatures():
    random, right = chance(), delivery(event(ref="cs_1"))
    body = base64.b64decode(right["body"])
    for _ in range(SIGNATURES):
        header = no_signature(random, body)
        assert receive(sent(body, header)) == 400, header

    assert WebhookEvent.objects.count() == 0
    assert receive(right) == 200


def test_control_without_the_check_mutated_signatures_are_let_in(
    monkeypatch: pytest.MonkeyPatch,
):
    """What they sign is a fine event, so that the signature alone keeps it out."""
    monkeypatch.setattr(
        stripe_gateway.stripe.WebhookSignature, "verify_header", lambda *_: True
    )
    body = base64.b64decode(delivery(event())["body"])
    random = chance()

    answers = {receive(sent(body, no_signature(random, body))) for _ in range(50)}

    assert 200 in answers
    assert WebhookEvent.objects.count() == 1


@pytest.fixture
def approval(anna: Visitor, sandbox: SandboxProcess) -> dict:
    anna.order("monthly", method="paypal")
    sandbox.approve(Payment.objects.get().ref)
    return sandbox.deliveries()[0]


def test_paypals_headers_mutated(approval: dict):
    """Of what PayPal signs: id, time and signature."""
    random = chance()
    signed = ["PAYPAL-TRANSMISSION-ID", "PAYPAL-TRANSMISSION-SIG"]
    for _ in range(PAYPALS):
        name = random.choice(signed)
        text = approval["headers"][name]
        at = random.randrange(len(text))
        other = random.choice([s for s in "0123456789abcdefgXYZ" if s != text[at]])
        wrong = text[:at] + other + text[at + 1 :]
        forged = approval | {"headers": approval["headers"] | {name: wrong}}
        assert receive(forged) == 400, (name, wrong)

    assert WebhookEvent.objects.count() == 0
    assert receive(approval) == 200


def test_what_is_no_document_is_not_shown_to_paypal(approval: dict, sandbox):
    """Refused before anybody is asked; a document that PayPal did not sign, after."""
    random, kinds = chance(), Counter()
    for _ in range(500):
        body = no_event(random)
        kinds[_is_document(body)] += 1
        if not _is_document(body):
            forged = approval | {"body": base64.b64encode(body).decode()}
            assert receive(forged) in REFUSED

    assert kinds[False] > 150
    assert sandbox.calls("webhooks.verify") == []
    assert WebhookEvent.objects.count() == 0


def _is_document(body: bytes) -> bool:
    try:
        paypal._parsed(body)
    except paypal.InvalidSignature:
        return False
    return len(body) <= webhooks.LARGEST_BODY
