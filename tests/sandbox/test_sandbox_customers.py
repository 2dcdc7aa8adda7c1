"""Customers, what they save, and sessions and intents of theirs."""

import pytest
import stripe

from tests.sandbox.test_sandbox_checkout import event_types, open_session
from tests.sandbox.test_sandbox_intents import CARD, open_intent, submit

ANNA = {"email": "anna@example.com", "name": "Anna", "metadata": {"user": "7"}}
KEPT = {"payment_intent_data": {"setup_future_usage": "off_session"}}


@pytest.fixture
def anna(shop):
    return shop.v1.customers.create(ANNA)


def test_a_customer_is_made_once_for_a_key(shop, sandbox):
    first = shop.v1.customers.create(ANNA, {"idempotency_key": "anna"})
    again = shop.v1.customers.create(ANNA, {"idempotency_key": "anna"})

    (listed,) = shop.v1.customers.list({"email": "anna@example.com"}).data
    assert first.id == again.id == listed.id
    assert event_types(sandbox) == ["customer.created"]


def test_a_customer_changes_and_is_deleted(shop, sandbox, anna):
    changed = shop.v1.customers.update(
        anna.id, {"name": "Anna B.", "metadata": {"user": "", "plan": "free"}}
    )
    gone = shop.v1.customers.delete(anna.id)

    assert (changed.name, changed.metadata.to_dict()) == ("Anna B.", {"plan": "free"})
    assert gone.deleted
    assert shop.v1.customers.retrieve(anna.id).deleted
    assert shop.v1.customers.list().data == []
    assert event_types(sandbox)[1:] == ["customer.updated", "customer.deleted"]


@pytest.mark.parametrize(
    "changes",
    [
        {"customer": "cus_nobody", "customer_email": None},
        {"customer_update": {"name": "auto"}},
    ],
)
def test_a_session_of_nobody_is_refused(shop, changes):
    with pytest.raises(stripe.InvalidRequestError):
        open_session(shop, **changes)


def test_a_session_pays_for_its_customer_and_learns_their_name(shop, sandbox, anna):
    wishes = {"customer": anna.id, "customer_email": None}
    session = open_session(shop, **wishes, customer_update={"name": "auto"})

    outcome = sandbox.pay(session.id, name="Anna Bauer")

    paid = shop.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge", "customer"]}
    )
    assert outcome["state"] == "paid"
    assert paid.payment_intent.latest_charge.customer == anna.id
    assert paid.customer_details.email == "anna@example.com"
    assert paid.customer.name == "Anna Bauer"
    listed = shop.v1.checkout.sessions.list({"customer": anna.id})
    assert [found.id for found in listed.data] == [session.id]


def test_checkout_makes_a_customer_when_asked(shop, sandbox):
    session = open_session(shop, customer_creation="always")

    sandbox.pay(session.id)

    made = shop.v1.checkout.sessions.retrieve(session.id).customer
    assert shop.v1.customers.retrieve(made).email == "anna@example.com"


def test_a_card_is_saved_listed_and_let_go(shop, sandbox, anna):
    session = open_session(shop, customer=anna.id, customer_email=None, **KEPT)
    sandbox.pay(session.id)
    (saved,) = shop.v1.customers.payment_methods.list(anna.id, {"type": "card"}).data
    again = open_intent(shop, customer=anna.id, payment_method=saved.id, confirm=True)

    detached = shop.v1.payment_methods.detach(saved.id)

    assert saved.card.last4 == "4242"
    assert again.status == "succeeded"
    assert (detached.customer, detached.id) == (None, saved.id)
    assert shop.v1.payment_methods.list({"customer": anna.id}).data == []
    kinds = event_types(sandbox)
    assert kinds.count("payment_method.attached") == 1
    assert kinds[-1] == "payment_method.detached"


def test_nothing_is_saved_unless_asked(shop, sandbox, anna):
    session = open_session(shop, customer=anna.id, customer_email=None)
    sandbox.pay(session.id)

    assert shop.v1.customers.payment_methods.list(anna.id).data == []


@pytest.mark.parametrize(
    ("iban", "paid", "status"),
    [
        ("DE89370400440532013000", "succeeded", "paid"),
        ("DE62370400440532013001", "failed", "unpaid"),
    ],
)
def test_a_debit_on_checkout_settles_by_the_clock(shop, sandbox, iban, paid, status):
    session = open_session(shop)
    outcome = sandbox.pay(session.id, method="sepa_debit", iban=iban)
    before = shop.v1.checkout.sessions.retrieve(session.id)

    sandbox.advance_clock(5 * 24 * 3600)

    assert outcome["state"] == "processing"
    assert (before.status, before.payment_status) == ("complete", "unpaid")
    after = shop.v1.checkout.sessions.retrieve(session.id)
    assert after.payment_status == status
    assert event_types(sandbox)[-1] == f"checkout.session.async_payment_{paid}"


SAVES = {"payment_method_save": "enabled", "payment_method_save_usage": "on_session"}


def session_of(shop, customer, **features: str) -> str:
    element = {"enabled": True, "features": features}
    asked = {"customer": customer, "components": {"payment_element": element}}
    return shop.v1.customer_sessions.create(asked).client_secret


@pytest.mark.parametrize("wants", [True, False])
def test_a_card_is_kept_in_the_element_by_who_ticks_the_box(shop, sandbox, anna, wants):
    intent = open_intent(shop, customer=anna.id)
    secret = session_of(shop, anna.id, **SAVES)
    wish = {"save": "1"} if wants else {}

    paid = submit(sandbox, intent, **CARD, customer_session=secret, **wish).json()

    kept = shop.v1.customers.payment_methods.list(anna.id).data
    assert paid["paymentIntent"]["status"] == "succeeded"
    assert [each.card.last4 for each in kept] == (["4242"] if wants else [])


def test_only_its_own_customers_session_keeps_a_card(shop, sandbox, anna):
    other = shop.v1.customers.create({"email": "other@example.com"})
    for secret in (session_of(shop, other.id, **SAVES), session_of(shop, anna.id), "x"):
        intent = open_intent(shop, customer=anna.id)
        submit(sandbox, intent, **CARD, customer_session=secret, save="1")

    assert shop.v1.customers.payment_methods.list(anna.id).data == []
    assert shop.v1.customers.payment_methods.list(other.id).data == []


def test_a_session_of_no_customer_is_refused(shop):
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        session_of(shop, "cus_nobody", **SAVES)
