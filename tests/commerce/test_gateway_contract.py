"""What every gateway promises, whoever wrote it. A new one is added to ``GATEWAYS`` here and is held to all of it."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.conf import settings as configured
from django.utils import timezone
from stripe import HTTPClient

from amphi.csp import PUBLIC
from commerce.gateways import gateway, paypal_transport, stripe, webhook_gateway
from commerce.gateways.contract import (
    Capability,
    Gateway,
    GatewayError,
    GatewayRejected,
    GatewayUnavailable,
    Instructions,
    InvalidSignature,
    PaymentRequest,
    Redirect,
    RefundRequest,
    ReturnUrls,
    Status,
)
from commerce.money import Money
from tests.commerce.test_trouble import FAULTS
from tests.sandbox_process import SandboxProcess

URLS = ReturnUrls("http://testserver/yes", "http://testserver/no")
GATEWAYS = sorted(configured.GATEWAYS)
HOSTED = ["paypal", "stripe"]
PAY = {"stripe": SandboxProcess.pay, "paypal": SandboxProcess.approve}
TRIES = {"stripe": 2, "paypal": 1}  # the SDK repeats a call once
BASES = {"stripe": "STRIPE_API_BASE", "paypal": "PAYPAL_API_BASE"}
ORIGINS = {  # where no sandbox stands in
    "stripe": configured.STRIPE_CHECKOUT_ORIGIN,
    "paypal": configured.PAYPAL_CHECKOUT_ORIGIN,
}


@dataclass
class Trial:
    """A gateway with an attempt to be made through it."""

    gateway: Gateway
    request: PaymentRequest

    def start(self) -> Redirect | Instructions:
        action = self.gateway.start(self.request, urls=URLS)
        self.request = replace(self.request, ref=action.ref)
        return action


@pytest.fixture
def trial(code: str, sandbox: SandboxProcess) -> Trial:
    payment = str(uuid.uuid4())
    request = PaymentRequest(
        id=payment,
        reference="A-TEST-2345",
        money=Money(4900, "EUR"),
        title="Python « élémentaire »",
        email="anna@example.com",
        language="fr",
        expires_at=timezone.now() + timedelta(minutes=60),
        key=f"{payment}:start:1",
    )
    return Trial(gateway(code), request)


every_gateway = pytest.mark.parametrize("code", GATEWAYS)
hosted = pytest.mark.parametrize("code", HOSTED)


@every_gateway
def test_it_says_what_it_is(code: str):
    found = gateway(code)

    assert found.code == code
    assert found.icon
    assert found.livemode is (Capability.OFFLINE in found.capabilities)
    assert found.capabilities <= set(Capability)


@every_gateway
def test_an_attempt_begins_stays_open_and_can_be_closed(trial: Trial):
    action = trial.start()

    assert 0 < len(action.ref) <= 255
    assert trial.gateway.retrieve(trial.request).status == Status.OPEN
    assert trial.gateway.cancel(trial.request).status == Status.CANCELED
    assert trial.gateway.retrieve(trial.request).captured == 0


@every_gateway
def test_the_same_key_begins_the_same_attempt(trial: Trial):
    assert trial.start() == trial.start()


@hosted
def test_another_key_begins_another(trial: Trial):
    first = trial.start()
    trial.request = replace(trial.request, key=f"{trial.request.id}:start:2")

    assert trial.start().ref != first.ref


@hosted
def test_the_buyer_is_sent_only_where_a_form_may_lead(trial: Trial):
    action = trial.start()
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(action.url))

    base = getattr(configured, BASES[trial.gateway.code])
    assert origin == base  # the sandbox serves both; elsewhere the origin is a setting
    assert ORIGINS[trial.gateway.code] in PUBLIC["form-action"]


@hosted
def test_what_was_paid_is_seen_to_the_cent(trial: Trial, sandbox: SandboxProcess):
    trial.start()
    PAY[trial.gateway.code](sandbox, trial.request.ref)
    seen = trial.gateway.capture(trial.request)

    assert (seen.status, seen.captured, seen.currency) == ("succeeded", 4900, "EUR")
    assert trial.request.ref in seen.refs
    assert trial.gateway.cancel(trial.request).captured == 4900
    assert trial.gateway.capture(trial.request).captured == 4900


@hosted
@pytest.mark.parametrize(("amount", "currency"), [(4900, "JPY"), (1, "EUR")])
def test_every_currency_comes_back_as_it_went(trial: Trial, amount: int, currency: str):
    trial.request = replace(trial.request, money=Money(amount, currency))
    try:
        trial.start()
    except GatewayRejected:  # less than the provider takes
        assert amount == 1
        return

    assert trial.gateway.retrieve(trial.request).currency == currency


STRIPE, PAYPAL = "checkout.sessions", "orders"
CALLS = [  # each of ours, and what of the provider's it cannot do without
    ("stripe", "start", f"{STRIPE}.create"),
    ("stripe", "retrieve", f"{STRIPE}.retrieve"),
    ("stripe", "capture", f"{STRIPE}.retrieve"),
    ("stripe", "refund", "refunds.create"),
    ("stripe", "cancel", f"{STRIPE}.expire"),
    ("paypal", "start", f"{PAYPAL}.create"),
    ("paypal", "retrieve", f"{PAYPAL}.retrieve"),
    ("paypal", "capture", f"{PAYPAL}.capture"),
    ("paypal", "refund", "captures.refund"),
    ("paypal", "cancel", f"{PAYPAL}.retrieve"),
]
every_call = pytest.mark.parametrize(("code", "call", "operation"), CALLS)


def ready(trial: Trial, sandbox: SandboxProcess, call: str) -> Callable[[], object]:
    """This call, with all done that comes before it."""
    if call == "start":
        return trial.start
    trial.start()
    provider, request = trial.gateway, trial.request
    if call in {"capture", "refund"}:
        PAY[provider.code](sandbox, request.ref)
        request = replace(request, key=f"{request.id}:capture:1")
    if call == "refund":
        provider.capture(request)
        back = RefundRequest(request.id, request, Money(1000, "EUR"), "back")
        return lambda: provider.refund(back)
    return lambda: getattr(provider, call)(request)


@every_call
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_trouble_at_the_provider_is_unknown_and_its_repeat_does_it_once(
    trial: Trial,
    sandbox: SandboxProcess,
    monkeypatch: pytest.MonkeyPatch,
    *,
    call: str,
    operation: str,
    fault: dict,
):
    monkeypatch.setattr(HTTPClient, "INITIAL_DELAY", 0)  # the SDK's, before its repeat
    make = ready(trial, sandbox, call)
    trouble = fault | ({"seconds": 0.01} if fault["kind"] == "timeout" else {})
    sandbox.faults(operation=operation, times=TRIES[trial.gateway.code], **trouble)

    with pytest.raises(GatewayUnavailable):
        make()
    sandbox.recover()
    assert make() == make()

    made = sandbox.calls(operation)
    assert fault["kind"] in {each["fault"] for each in made}
    held = sandbox.totals()[trial.gateway.code].get("EUR", {})
    captured = 4900 if call in {"capture", "refund"} else 0
    refunded = 1000 if call == "refund" else 0
    assert held.get("captured", 0) == captured
    assert held.get("refunded", 0) == refunded
    if call == "start":
        assert len({each["idempotency_key"] for each in made}) == 1
        assert made[-1]["replayed"]
    if call == "cancel":
        assert make().status == Status.CANCELED


@every_call
@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refusal_is_our_fault_and_no_state(
    trial: Trial, sandbox: SandboxProcess, *, call: str, operation: str, status: int
):
    make = ready(trial, sandbox, call)
    sandbox.faults(kind="api_error", operation=operation, status=status, times=2)

    if (trial.gateway.code, call) == ("stripe", "cancel"):  # paid or expired meanwhile
        assert make().status == Status.OPEN
    else:
        with pytest.raises(GatewayRejected):
            make()


@hosted
def test_nobody_there_is_known_at_once(trial: Trial, settings: LazySettings):
    setattr(settings, BASES[trial.gateway.code], "http://127.0.0.1:9")
    began = time.monotonic()

    with pytest.raises(GatewayUnavailable):
        trial.start()

    assert time.monotonic() - began < 4


def test_a_provider_that_hangs_is_left_before_the_web_server_gives_up():
    limits = {"stripe": stripe.CONNECT + stripe.READ}
    limits["paypal"] = paypal_transport.CONNECT + paypal_transport.READ

    assert all(limits[code] * TRIES[code] < 30 for code in HOSTED)


@hosted
def test_the_limit_is_kept(
    trial: Trial, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stripe, "READ", 1)
    send = paypal_transport.PayPalTransport.send
    monkeypatch.setitem(send.__kwdefaults__, "read_within", 1)
    sandbox.faults(kind="timeout", provider=trial.gateway.code, seconds=30, times=9)
    began = time.monotonic()

    with pytest.raises(GatewayUnavailable):
        trial.start()

    assert time.monotonic() - began < 6


@hosted
def test_wrong_keys_are_our_fault_and_no_state(trial: Trial, settings: LazySettings):
    settings.STRIPE_SECRET_KEY = "sk_test_wrong"
    settings.PAYPAL_CLIENT_SECRET = "wrong"

    with pytest.raises(GatewayError) as found:
        trial.start()

    assert isinstance(found.value, GatewayRejected)
    assert "wrong" not in str(found.value)


@hosted
def test_keys_that_work_are_known_by_asking(trial: Trial, sandbox: SandboxProcess):
    trial.gateway.ping()

    assert sandbox.calls("checkout.sessions.create") == []
    assert sandbox.calls("orders.create") == []


@hosted
def test_keys_that_are_refused_are_known_by_asking(
    trial: Trial, settings: LazySettings
):
    trial.gateway.ping()
    settings.STRIPE_SECRET_KEY = "sk_test_wrong"
    settings.PAYPAL_CLIENT_SECRET = "wrong"

    with pytest.raises(GatewayRejected):
        trial.gateway.ping()


@hosted
def test_keys_are_not_blamed_where_nobody_answers(
    trial: Trial, sandbox: SandboxProcess
):
    trial.gateway.ping()
    sandbox.faults(kind="api_error", status=500, provider=trial.gateway.code, times=4)

    with pytest.raises(GatewayUnavailable):
        trial.gateway.ping()


@every_gateway
def test_who_can_be_asked_has_the_method(code: str):
    can_be_asked = Capability.PING in gateway(code).capabilities

    assert can_be_asked == hasattr(gateway(code), "ping")


@hosted
def test_what_is_not_there_is_no_state_either(trial: Trial):
    trial.start()
    trial.request = replace(trial.request, ref="cs_test_none")

    with pytest.raises(GatewayRejected):
        trial.gateway.retrieve(trial.request)


@hosted
def test_an_unsigned_event_is_nobodys(code: str):
    with pytest.raises(InvalidSignature):
        webhook_gateway(code).verify(b"{}", {})
