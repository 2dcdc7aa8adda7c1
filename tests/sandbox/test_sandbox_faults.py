"""Trouble on request: API errors, timeouts, broken answers."""

import pytest
import stripe

from tests.sandbox.test_sandbox_checkout import COURSE

CREATE = {"provider": "stripe", "operation": "checkout.sessions.create"}


def sessions_made(shop: stripe.StripeClient) -> int:
    return len(shop.v1.checkout.sessions.list().data)


def create(shop: stripe.StripeClient, key: str = "k1") -> stripe.checkout.Session:
    return shop.v1.checkout.sessions.create(COURSE, {"idempotency_key": key})


def test_an_error_before_the_effect_leaves_nothing_behind(shop, sandbox):
    sandbox.faults(kind="api_error", status=503, **CREATE)

    with pytest.raises(stripe.APIError) as failure:
        create(shop)

    assert failure.value.http_status == 503
    assert sessions_made(shop) == 0
    create(shop)
    assert sessions_made(shop) == 1


def test_an_error_after_the_effect_is_healed_by_the_same_key(shop, sandbox):
    sandbox.faults(kind="api_error", after_effect=True, **CREATE)

    with pytest.raises(stripe.APIError):
        create(shop)
    create(shop)

    assert sessions_made(shop) == 1


def test_a_saved_error_comes_again_under_its_key(shop, sandbox):
    sandbox.faults(kind="api_error", after_effect=True, saved=True, **CREATE)

    for _attempt in range(2):
        with pytest.raises(stripe.APIError):
            create(shop)
    create(shop, key="k2")

    assert sessions_made(shop) == 2


@pytest.mark.parametrize(("after_effect", "made"), [(False, 0), (True, 1)])
def test_a_timeout_tells_nothing_of_what_happened(shop, sandbox, after_effect, made):
    sandbox.faults(kind="timeout", seconds=0.2, after_effect=after_effect, **CREATE)

    with pytest.raises(stripe.APIConnectionError):
        create(shop)

    assert sessions_made(shop) == made


@pytest.mark.parametrize("kind", ["malformed", "html"])
def test_an_answer_may_be_no_answer(shop, sandbox, kind):
    sandbox.faults(kind=kind, **CREATE)

    with pytest.raises(stripe.APIError):
        create(shop)


def test_a_fault_strikes_as_often_as_ordered_and_only_there(shop, sandbox):
    sandbox.faults(kind="api_error", times=2, **CREATE)

    assert sessions_made(shop) == 0
    for _attempt in range(2):
        with pytest.raises(stripe.APIError):
            create(shop)
    create(shop)

    faults = [call["fault"] for call in sandbox.calls("checkout.sessions.create")]
    assert faults == ["api_error", "api_error", None]


def test_the_sdk_retries_a_passing_error_under_one_key(sandbox):
    patient = stripe.StripeClient(
        "sk_test_sandbox", base_addresses={"api": sandbox.url}, max_network_retries=2
    )
    sandbox.faults(kind="api_error", **CREATE)

    patient.v1.checkout.sessions.create(COURSE)

    first, second = sandbox.calls("checkout.sessions.create")
    assert first["idempotency_key"] == second["idempotency_key"]
    assert (first["status"], second["status"]) == (500, 200)


@pytest.mark.parametrize(
    ("operation", "ask"),
    [
        ("disputes.list", lambda shop: shop.v1.disputes.list()),
        ("customers.create", lambda shop: shop.v1.customers.create()),
        ("charges.list", lambda shop: shop.v1.charges.list()),
    ],
)
def test_what_is_new_fails_on_request_too(shop, sandbox, operation, ask):
    sandbox.faults(kind="api_error", provider="stripe", operation=operation)

    with pytest.raises(stripe.APIError):
        ask(shop)

    ask(shop)
