"""The judge must catch what is broken, or its silence means nothing."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from sandbox.judge import Judge
from sandbox.paypal import schema as paypal_schema
from sandbox.paypal.errors import missing, unprocessable
from sandbox.schemas import stripe_api_version
from sandbox.state import Store
from sandbox.stripe import objects
from sandbox.stripe.errors import StripeError
from tests.sandbox.conftest import stripe_client
from tests.sandbox.test_sandbox_checkout import COURSE
from tests.sandbox.test_sandbox_paypal import api_of, create

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture
def store():
    made = Store(":memory:")
    yield made
    made.close()


def violations_of(store: Store, document: dict[str, Any]) -> list[dict[str, Any]]:
    Judge(store).stripe_object(document, "test")
    return store.all("violation")


@pytest.mark.parametrize(
    "name", ["charge", "checkout.session", "event", "item", "payment_intent", "refund"]
)
def test_stripes_own_samples_are_blameless(store, name):
    sample = objects.sample(name)
    if name == "event":
        sample["data"]["object"] = objects.sample("refund")
    if name == "checkout.session":
        sample |= objects.QUIET_SESSION | {
            "amount_subtotal": None,
            "amount_total": None,
        }
        sample["total_details"] = {
            "amount_discount": 0,
            "amount_shipping": 0,
            "amount_tax": 0,
        }
        sample |= {"amount_subtotal": 0, "amount_total": 0}

    assert violations_of(store, sample) == []


@pytest.mark.parametrize(
    "broken",
    [
        lambda refund: refund.update(invented=1),
        lambda refund: refund.pop("amount"),
        lambda refund: refund.update(amount="100"),
        lambda refund: refund["destination_details"].update(invented=1),
    ],
)
def test_a_broken_object_is_a_violation(store, broken: Change):
    refund = objects.sample("refund")
    broken(refund)

    assert violations_of(store, refund) != []


def test_what_is_broken_is_a_violation_each_time_it_is_said(store):
    judge = Judge(store)
    sound = objects.sample("refund")
    broken = {**sound, "amount": "100"}

    for document in (sound, broken, sound, broken):
        judge.stripe_object(document, "test")

    assert len(store.all("violation")) == 2


def test_a_broken_object_inside_an_event_is_a_violation(store):
    event = objects.event(
        "charge.failed", objects.sample("charge", status="exploded"), now=1
    )

    (violation,) = violations_of(store, event)

    assert "exploded" in violation["message"]


def test_an_event_type_stripe_does_not_have_is_a_violation(store):
    assert violations_of(
        store, objects.event("charge.exploded", objects.sample("refund"), now=1)
    )


def test_a_charge_refunded_beyond_what_was_captured_is_a_violation(store):
    charge = objects.sample(
        "charge", amount=100, amount_captured=100, amount_refunded=101
    )

    (violation,) = violations_of(store, charge)

    assert "do not add up" in violation["message"]


@pytest.mark.parametrize(
    ("changes", "code", "parameter"),
    [
        ({"bogus": 1}, "parameter_unknown", "bogus"),
        (
            {"payment_intent_data": {"bogus": 1}},
            "parameter_unknown",
            "payment_intent_data[bogus]",
        ),
        ({"locale": "klingon"}, None, "locale"),
        ({"expires_at": "soon"}, None, "expires_at"),
        (
            {"line_items": [{"price_data": {"unit_amount": 5}}]},
            "parameter_missing",
            "line_items[0][price_data][currency]",
        ),
    ],
)
def test_a_broken_request_is_refused_as_by_stripe_and_is_a_violation(
    lenient_sandbox, changes, code, parameter
):
    shop = stripe_client(lenient_sandbox)

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.v1.checkout.sessions.create({**COURSE, **changes})

    assert (refusal.value.http_status, refusal.value.code) == (400, code)
    assert refusal.value.param == parameter
    assert len(lenient_sandbox.violations()) == 1


def test_a_call_the_sandbox_does_not_know_is_a_violation(lenient_sandbox):
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        stripe_client(lenient_sandbox).v1.products.create({"name": "Ear training"})

    (violation,) = lenient_sandbox.violations()
    assert "POST /v1/products" in violation["message"]


def test_a_broken_paypal_request_is_refused_and_is_a_violation(lenient_sandbox):
    answer = create(api_of(lenient_sandbox), intent="GIFT")

    assert answer["error"]["details"][0]["issue"] == "INVALID_PARAMETER_SYNTAX"
    assert "'GIFT' is not one of" in lenient_sandbox.violations()[0]["message"]


def test_a_field_paypal_would_overlook_is_a_violation_all_the_same(lenient_sandbox):
    create(api_of(lenient_sandbox), bogus="1")

    asked, *_answered = lenient_sandbox.violations()
    assert asked["where"] == "request orders.create"
    assert asked["message"].endswith("bogus: is not in the published schema")


@pytest.mark.parametrize(
    "broken",
    [
        lambda order: order.update(status="EATEN"),
        lambda order: order["purchase_units"][0]["amount"].update(currency_code="EURO"),
        lambda order: order["purchase_units"][0].update(invented=1),
    ],
)
def test_a_broken_paypal_order_is_found(sandbox, broken: Change):
    order = create(api_of(sandbox))
    sound = json.loads(json.dumps(order))
    broken(order)

    found = paypal_schema.faults("order", order) + paypal_schema.unknown_fields(
        "order", order
    )

    assert len(found) == 1
    assert paypal_schema.faults("order", sound) == []


@pytest.mark.parametrize(
    ("schema", "refusal"),
    [("error_422", unprocessable("ORDER_NOT_APPROVED")), ("error_404", missing())],
)
def test_paypals_refusals_have_paypals_shape(schema, refusal):
    assert paypal_schema.faults(schema, refusal.body) == []
    assert paypal_schema.unknown_fields(schema, refusal.body) == []


def test_the_schemas_are_those_of_the_installed_sdk():
    assert stripe_api_version() == stripe.api_version


def test_values_get_their_types_from_the_schema(store):
    judged = Judge(store).stripe_parameters(
        "checkout.sessions.create",
        {"expires_at": "1800000000", "adaptive_pricing": {"enabled": "false"}},
    )

    assert judged == {"expires_at": 1800000000, "adaptive_pricing": {"enabled": False}}


def test_a_refused_value_leaves_its_violation(store):
    with pytest.raises(StripeError):
        Judge(store).stripe_parameters("events.list", {"bogus": "1"})

    assert len(store.all("violation")) == 1


def test_every_delivered_body_is_the_event_that_was_judged(shop, sandbox):
    shop.v1.checkout.sessions.expire(shop.v1.checkout.sessions.create(COURSE).id)
    (delivery,) = sandbox.deliveries()

    event = json.loads(base64.b64decode(delivery["body"]))

    assert event["id"] == delivery["event"]
    assert event["api_version"] == stripe.api_version
    assert "line_items" not in event["data"]["object"]
