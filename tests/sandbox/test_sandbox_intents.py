"""Payment intents and the element that pays them."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import stripe

from tests.sandbox.test_sandbox_checkout import event_types, open_session

INTENT = {
    "amount": 4900,
    "currency": "eur",
    "automatic_payment_methods": {"enabled": True},
    "metadata": {"payment": "p1"},
}
BACK = "http://127.0.0.1:8000/thanks?payment=p1"
CHALLENGED = "4000000000003220"


def open_intent(shop: stripe.StripeClient, **changes: Any) -> stripe.PaymentIntent:
    return shop.v1.payment_intents.create({**INTENT, **changes})


def returned(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def submit(sandbox, intent: stripe.PaymentIntent, **fields: str) -> requests.Response:
    form = {"client_secret": intent.client_secret, "return_url": BACK, **fields}
    return requests.post(f"{sandbox.url}/elements/{intent.id}", data=form, timeout=10)


CARD = {
    "card_number": "4242 4242 4242 4242",
    "card_expiry": "12/34",
    "card_cvc": "123",
}


def test_a_new_intent_waits_for_a_buyer(shop, sandbox):
    intent = open_intent(shop, receipt_email="anna@example.com")

    assert (intent.status, intent.amount) == ("requires_payment_method", 4900)
    assert intent.client_secret.startswith(f"{intent.id}_secret_")
    assert intent.automatic_payment_methods.to_dict() == {
        "enabled": True,
        "allow_redirects": "always",
    }
    assert event_types(sandbox) == ["payment_intent.created"]


def test_a_card_in_the_element_pays_and_leads_back(shop, sandbox):
    intent = open_intent(shop)

    outcome = sandbox.pay_intent(intent.id, return_url=BACK)

    assert outcome["state"] == "paid"
    assert returned(outcome["url"]) == {
        "payment": "p1",
        "payment_intent": intent.id,
        "payment_intent_client_secret": intent.client_secret,
        "redirect_status": "succeeded",
    }
    paid = shop.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (paid.status, paid.amount_received) == ("succeeded", 4900)
    assert paid.latest_charge.metadata["payment"] == "p1"
    assert event_types(sandbox) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]


@pytest.mark.parametrize(
    ("answer", "status", "intent_status"),
    [
        ("complete", "succeeded", "succeeded"),
        ("fail", "failed", "requires_payment_method"),
    ],
)
def test_three_d_secure_leads_back_either_way(
    shop, sandbox, answer, status, intent_status
):
    intent = open_intent(shop)

    asked = sandbox.pay_intent(intent.id, CHALLENGED, return_url=BACK)
    page = requests.get(asked["url"], timeout=10)
    back = requests.post(
        asked["url"], data={"outcome": answer}, allow_redirects=False, timeout=10
    )

    assert (asked["state"], "3220" in page.text) == ("challenge", True)
    assert returned(back.headers["Location"])["redirect_status"] == status
    assert shop.v1.payment_intents.retrieve(intent.id).status == intent_status


def test_a_debit_in_the_element_settles_when_the_clock_gets_there(shop, sandbox):
    paid, unpaid = open_intent(shop), open_intent(shop)
    outcome = sandbox.pay_intent(paid.id, method="sepa_debit", return_url=BACK)
    sandbox.pay_intent(unpaid.id, method="sepa_debit", iban="DE62370400440532013001")
    processing = shop.v1.payment_intents.retrieve(paid.id).status

    sandbox.advance_clock(5 * 24 * 3600)

    assert returned(outcome["url"])["redirect_status"] == "pending"
    assert (outcome["state"], processing) == ("processing", "processing")
    assert shop.v1.payment_intents.retrieve(paid.id).status == "succeeded"
    failed = shop.v1.payment_intents.retrieve(unpaid.id)
    assert failed.status == "requires_payment_method"
    assert failed.last_payment_error.code == "payment_intent_payment_attempt_failed"


def test_an_intent_is_changed_only_while_it_can_be_paid(shop, sandbox):
    intent = open_intent(shop)
    changed = shop.v1.payment_intents.update(
        intent.id, {"amount": 3900, "metadata": {"coupon": "SPRING"}}
    )
    sandbox.pay_intent(intent.id)

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.v1.payment_intents.update(intent.id, {"amount": 100})

    assert changed.metadata.to_dict() == {"payment": "p1", "coupon": "SPRING"}
    assert refusal.value.code == "payment_intent_unexpected_state"
    assert shop.v1.payment_intents.retrieve(intent.id).amount_received == 3900


def test_a_canceled_intent_cannot_be_paid(shop, sandbox):
    intent = open_intent(shop)

    canceled = shop.v1.payment_intents.cancel(
        intent.id, {"cancellation_reason": "abandoned"}
    )

    assert (canceled.status, canceled.cancellation_reason) == ("canceled", "abandoned")
    assert sandbox.pay_intent(intent.id)["state"] == "closed"
    assert event_types(sandbox)[-1] == "payment_intent.canceled"


def test_a_paid_intent_and_one_of_a_session_cannot_be_canceled(shop, sandbox):
    paid = open_intent(shop)
    sandbox.pay_intent(paid.id)
    session = open_session(shop)
    declined = sandbox.pay(session.id, "4000000000000002")["payment_intent"]

    for intent in (paid.id, declined):
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            shop.v1.payment_intents.cancel(intent)
        assert refusal.value.code == "payment_intent_unexpected_state"


def test_an_intent_is_confirmed_through_the_api(shop):
    paid = open_intent(shop, confirm=True, payment_method="pm_card_visa")
    asked = open_intent(shop)
    asked = shop.v1.payment_intents.confirm(
        asked.id,
        {"payment_method": "pm_card_threeDSecure2Required", "return_url": BACK},
    )
    with pytest.raises(stripe.CardError) as declined:
        open_intent(shop, confirm=True, payment_method="pm_card_chargeDeclined")

    assert paid.status == "succeeded"
    assert asked.next_action.redirect_to_url.return_url == BACK
    assert declined.value.code == "card_declined"


def test_the_elements_page_pays_and_names_a_wrong_field(shop, sandbox):
    intent = open_intent(shop)

    wrong = submit(sandbox, intent, **CARD | {"card_cvc": "1"}, locale="fr").json()
    declined = submit(
        sandbox, intent, **CARD | {"card_number": "4000000000000002"}
    ).json()
    paid = submit(sandbox, intent, **CARD).json()

    assert (wrong["field"], wrong["error"]["type"]) == ("card_cvc", "validation_error")
    assert "code de sécurité" in wrong["error"]["message"]
    assert declined["error"]["type"] == "card_error"
    assert declined["error"]["decline_code"] == "generic_decline"
    assert paid["paymentIntent"]["status"] == "succeeded"
    assert paid["url"].startswith(BACK)


def test_the_elements_page_opens_to_the_secret_alone(shop, sandbox):
    intent = open_intent(shop)
    url = f"{sandbox.url}/elements/{intent.id}"

    opened = requests.get(
        url, {"client_secret": intent.client_secret, "locale": "fr"}, timeout=10
    )
    known = requests.get(
        f"{url}/intent", {"client_secret": intent.client_secret}, timeout=10
    )

    assert "Numéro de carte" in opened.text
    assert "frame-ancestors http://127.0.0.1:*" in str(opened.headers)
    assert known.json()["status"] == "requires_payment_method"
    assert "metadata" not in known.json()
    assert known.headers["Access-Control-Allow-Origin"] == "*"
    assert requests.get(url, {"client_secret": "x"}, timeout=10).status_code == 404


def test_the_script_can_be_kept_from_the_browser(sandbox):
    url = f"{sandbox.url}/stripe.js"
    sandbox.faults(
        kind="api_error", provider="stripe", operation="stripe.js", status=503
    )

    refused, loaded = requests.get(url, timeout=10), requests.get(url, timeout=10)

    assert (refused.status_code, loaded.status_code) == (503, 200)
    assert "confirmPayment" in loaded.text


def test_intents_are_listed_by_time(shop):
    first, second = open_intent(shop), open_intent(shop)

    listed = shop.v1.payment_intents.list({"created": {"gte": first.created}})

    assert [intent.id for intent in listed.data] == [second.id, first.id]
