"""When the provider is not well: nothing is lost, nothing is opened twice, and the buyer reads what happened."""

import pytest
from django.conf import LazySettings
from django.utils import timezone

from commerce.domain import calls, refunds, work
from commerce.domain.refunds import Wish
from commerce.gateways import paypal
from commerce.gateways.paypal_transport import PayPalTransport
from commerce.models import Effect, Order, Payment, ProviderCall, Refund
from commerce.money import Money
from tests.commerce.books import assert_books
from tests.commerce.paying import hear
from tests.commerce.shop import Visitor
from tests.commerce.test_checkout import post
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.django_db

FAULTS = {
    "500": {"kind": "api_error", "status": 500},
    "500 after it was done": {"kind": "api_error", "status": 500, "after_effect": True},
    "busy": {"kind": "api_error", "status": 429},
    "a page of HTML": {"kind": "html"},
    "half a document": {"kind": "malformed"},
    "silence": {"kind": "timeout", "seconds": 0.2},
    "silence after it was done": {
        "kind": "timeout",
        "seconds": 0.2,
        "after_effect": True,
    },
}
CREATE = {"stripe": "checkout.sessions.create", "paypal": "orders.create"}


@pytest.mark.parametrize("method", CREATE)
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_provider_in_trouble_costs_patience_and_no_second_session(
    guest: Visitor, sandbox: SandboxProcess, method: str, fault: dict
):
    sandbox.faults(provider=method, operation=CREATE[method], times=2, **fault)

    answer = post(guest, method=method)
    waiting = guest.client.get(answer.headers["Location"])
    tries = [post(guest, method=method).headers["Location"] for _ in range(2)]

    assert "The payment service does not answer" in waiting.text
    assert tries[-1].startswith(sandbox.url)
    made = sandbox.calls(CREATE[method])
    assert len({call["idempotency_key"] for call in made}) == 1
    assert Order.objects.count() == Payment.objects.count() == 1


def test_a_provider_that_is_away_loses_no_order(
    guest: Visitor, sandbox: SandboxProcess, settings: LazySettings
):
    there, settings.STRIPE_API_BASE = settings.STRIPE_API_BASE, "http://127.0.0.1:9"
    answer = post(guest)
    page = guest.client.get(answer.headers["Location"])
    assert "The payment service does not answer" in page.text

    settings.STRIPE_API_BASE = there
    Payment.objects.update(look_due=timezone.now())
    work.drain()

    assert Payment.objects.get().ref.startswith("cs_")
    assert len(sandbox.calls(CREATE["stripe"])) == 1


def test_wrong_keys_are_not_blamed_on_the_bank(guest: Visitor, settings: LazySettings):
    settings.STRIPE_SECRET_KEY = "sk_test_mistyped"
    page = guest.client.get(post(guest).headers["Location"]).text

    assert "The payment service does not answer" in page
    assert "Your bank" not in page


NONSENSE = [{}, [], None, "yes", {"id": 1}, {"purchase_units": []}, {"id": None}]


@pytest.mark.parametrize("answer", [*NONSENSE, {"access_token": 7, "expires_in": "x"}])
def test_an_answer_that_means_nothing_is_taken_as_none(
    guest: Visitor, monkeypatch: pytest.MonkeyPatch, answer: object
):
    paypal._transport.cache_clear()  # no token yet: that is asked for, too
    with monkeypatch.context() as nonsense:
        nonsense.setattr(PayPalTransport, "http_call", lambda *_call, **_more: answer)
        ordered = post(guest, method="paypal")
        work.drain()

    page = guest.client.get(ordered.headers["Location"])
    assert page.status_code == 200
    assert Payment.objects.get().status == Payment.Status.CREATED
    again = post(guest, method="paypal")  # and PayPal is well again
    assert again.headers["Location"].startswith(guest.sandbox.url)


def test_an_error_that_stripe_remembers_ends_with_the_attempt(
    anna: Visitor, sandbox: SandboxProcess
):
    """The same key gets the same 500 for a day: it is sent for 25 minutes, then the buyer begins anew."""
    sandbox.faults(kind="api_error", operation=CREATE["stripe"], saved=True)
    post(anna)
    order = Order.objects.get()
    again = f"/en/checkout/orders/{order.pk}/pay/"
    refused = anna.client.post(again, {"method": "stripe"})
    assert not refused.headers["Location"].startswith(sandbox.url)

    late = calls.RESEND_WITHIN
    ProviderCall.objects.update(created=timezone.now() - late)
    Payment.objects.update(look_due=timezone.now())
    work.drain()
    assert Payment.objects.get().status == Payment.Status.CANCELED
    leads = anna.client.post(again, {"method": "stripe"}).headers["Location"]

    assert leads.startswith(f"{sandbox.url}/c/pay/")
    first, *_, last = sandbox.calls(CREATE["stripe"])
    assert first["idempotency_key"] != last["idempotency_key"]


@pytest.mark.parametrize("done", [False, True], ids=["not done", "done"])
def test_a_refund_is_made_once_though_stripe_forgot_its_key(
    anna: Visitor, sandbox: SandboxProcess, *, done: bool
):
    """After a day a key is new again, so what it did before is looked for first."""
    anna.buy()
    hear(sandbox)
    payment = Payment.objects.get()
    error = {"kind": "api_error", "operation": "refunds.create"}
    sandbox.faults(**error, saved=True, after_effect=done)
    refunds.plan_refund(payment.pk, Wish(payment.money, Refund.Source.STAFF))
    work.drain()
    assert Refund.objects.get().status == "requested"

    sandbox.advance_clock(24 * 3600 + 1)
    Effect.objects.filter(kind="refund").update(due=timezone.now())
    work.drain()

    assert Refund.objects.get().status == "succeeded"
    assert sandbox.totals()["stripe"]["EUR"]["refunded"] == payment.amount
    assert_books(sandbox)


def test_control_without_looking_first_a_refund_would_be_made_twice(
    anna: Visitor, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(refunds, "_is_still_due", lambda _refund: True)
    anna.buy()
    hear(sandbox)
    payment = Payment.objects.get()
    half = Money(payment.amount // 2, payment.currency)
    sandbox.faults(
        kind="api_error", operation="refunds.create", saved=True, after_effect=True
    )
    refunds.plan_refund(payment.pk, Wish(half, Refund.Source.STAFF))
    work.drain()
    sandbox.advance_clock(24 * 3600 + 1)
    Effect.objects.filter(kind="refund").update(due=timezone.now())
    work.drain()

    assert sandbox.totals()["stripe"]["EUR"]["refunded"] == 2 * half.amount
