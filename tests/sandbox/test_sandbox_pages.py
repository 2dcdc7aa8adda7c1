"""The hosted pages without a script: forms, redirects, messages, languages."""

from typing import Any

import pytest
import requests

from tests.sandbox.test_sandbox_checkout import open_session
from tests.sandbox.test_sandbox_paypal import api_of, capture, create
from tests.sandbox_process import SandboxProcess

CARD = {
    "card_number": "4242 4242 4242 4242",
    "card_expiry": "12 / 34",
    "card_cvc": "123",
    "cardholder_name": "Anna",
    "email": "anna@example.com",
}


def submit(url: str, **fields: str) -> requests.Response:
    return requests.post(url, data=fields, allow_redirects=False, timeout=10)


def paypal_page(order: dict[str, Any]) -> str:
    return next(
        link["href"] for link in order["links"] if link["rel"] == "payer-action"
    )


def test_the_payment_page_says_what_is_bought_in_the_sessions_language(shop):
    french = requests.get(open_session(shop).url, timeout=10)
    english = requests.get(open_session(shop, locale="en").url, timeout=10)

    assert "Bac à sable — aucun argent réel" in french.text
    assert "49,00\N{NO-BREAK SPACE}€" in french.text
    assert "Sandbox — no real money" in english.text
    assert "€49.00" in english.text
    assert "Ear training" in english.text


def test_a_page_runs_no_script_and_its_forms_lead_back_to_the_shop(shop):
    session = open_session(shop, success_url="https://shop.example/thanks")
    page = requests.get(session.url, timeout=10)

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert (
        "form-action 'self' http://127.0.0.1:* http://localhost:* "
        "http://127.0.0.1:8000 https://shop.example" in policy
    )
    assert "<script" not in page.text
    assert "style=" not in page.text


def test_a_typed_card_pays_and_leads_back_to_the_shop(shop):
    session = open_session(shop, customer_email=None)

    answer = submit(session.url, **CARD)

    assert answer.status_code == 303
    assert (
        answer.headers["Location"]
        == f"http://127.0.0.1:8000/thanks?session={session.id}"
    )
    paid = shop.v1.checkout.sessions.retrieve(session.id)
    assert (paid.customer_details.email, paid.customer_details.name) == (
        "anna@example.com",
        "Anna",
    )


def test_a_test_card_pays_with_one_click(shop):
    session = open_session(shop)

    assert submit(session.url, test_card="4242424242424242").status_code == 303


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"card_number": "4000000000000002"}, "card-number", "Your card was declined."),
        ({"card_number": "4000000000000069"}, "card-expiry", "Your card has expired."),
        (
            {"card_number": "4000000000000127"},
            "card-cvc",
            "security code is incorrect.",
        ),
        (
            {"card_number": "4242424242424241"},
            "card-number",
            "Your card number is incorrect.",
        ),
        ({"card_number": "4111111111111111"}, "card-number", "used a non test card."),
        ({"card_expiry": "13/34"}, "card-expiry", "expiration month is invalid."),
        ({"card_expiry": "01/20"}, "card-expiry", "expiration year is invalid."),
        ({"card_cvc": "12"}, "card-cvc", "security code is invalid."),
    ],
)
def test_a_refused_card_is_explained_beside_its_field(shop, changes, field, message):
    session = open_session(shop, locale="en")

    page = submit(session.url, **CARD | changes)

    said = page.text.partition(f'data-testid="{field}-error">')[2].partition("</p>")[0]
    assert message in said.replace("&#39;", "'")
    assert 'aria-invalid="true"' in page.text
    assert shop.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_three_d_secure_failed_leads_back_to_the_page_which_says_why(shop):
    session = open_session(shop, locale="en")
    challenge = submit(session.url, test_card="4000002500003155").headers["Location"]

    asked = requests.get(challenge, timeout=10)
    back = submit(challenge, outcome="fail").headers["Location"]
    page = requests.get(back, timeout=10)
    gone = requests.get(challenge, timeout=10)

    assert "card ending in 3155" in asked.text
    assert back.endswith(f"/c/pay/{session.id}")
    assert "We are unable to authenticate" in page.text
    assert gone.status_code == 410


def test_three_d_secure_passed_leads_back_to_the_shop(shop):
    session = open_session(shop)
    challenge = submit(session.url, test_card="4000000000003220").headers["Location"]

    assert "/thanks" in submit(challenge, outcome="complete").headers["Location"]


def test_a_paid_and_an_expired_session_say_so(shop, sandbox):
    paid, expired = open_session(shop, locale="en"), open_session(shop, locale="en")
    sandbox.pay(paid.id)
    shop.v1.checkout.sessions.expire(expired.id)

    assert "This order is already paid" in requests.get(paid.url, timeout=10).text
    assert "has expired" in requests.get(expired.url, timeout=10).text
    assert "has expired" in submit(expired.url, **CARD).text


def test_paypals_page_approves_with_the_buyers_token(sandbox):
    order = create(api_of(sandbox))

    page = requests.get(paypal_page(order), timeout=10)
    answer = submit(paypal_page(order), action="approve", funding="pays")

    assert "Payer 49,00" in page.text
    location = answer.headers["Location"]
    assert location.startswith(
        f"http://127.0.0.1:8000/back?o=7&token={order['id']}&PayerID="
    )


def test_paypals_page_cancels_and_changes_nothing(sandbox):
    paypal = api_of(sandbox)
    order = create(paypal)

    answer = submit(paypal_page(order), action="cancel")

    assert (
        answer.headers["Location"] == f"http://127.0.0.1:8000/cart?token={order['id']}"
    )
    assert (
        paypal.get(f"/v2/checkout/orders/{order['id']}")["status"]
        == "PAYER_ACTION_REQUIRED"
    )


def test_a_captured_order_cannot_be_approved_again(sandbox):
    paypal = api_of(sandbox)
    order = create(paypal)
    submit(paypal_page(order), action="approve", funding="pays")
    capture(paypal, order)

    page = submit(paypal_page(order), action="approve", funding="pays")

    assert "already settled" in page.text or "déjà réglée" in page.text


def test_the_control_panel_settles_what_is_pending(sandbox: SandboxProcess):
    paypal = api_of(sandbox)
    order = create(paypal)
    sandbox.approve(order["id"], "pending")
    taken = capture(paypal, order)["purchase_units"][0]["payments"]["captures"][0]

    panel = requests.get(f"{sandbox.url}/_sandbox/", timeout=10)
    browser = {"Accept": "text/html"}
    form = {"capture": taken["id"], "outcome": "denied"}
    url = f"{sandbox.url}/_sandbox/settle"
    answer = requests.post(
        url, data=form, headers=browser, allow_redirects=False, timeout=10
    )

    assert taken["id"] in panel.text
    assert answer.headers["Location"] == "/_sandbox/"
    assert paypal.get(f"/v2/payments/captures/{taken['id']}")["status"] == "DECLINED"


def press(sandbox: SandboxProcess, path: str, **form: str) -> requests.Response:
    return requests.post(
        f"{sandbox.url}/_sandbox/{path}",
        data=form,
        headers={"Accept": "text/html"},
        timeout=10,
    )


def test_the_control_panel_disputes_and_refunds_a_payment(
    shop, sandbox: SandboxProcess
):
    intent = sandbox.pay(open_session(shop).id)["payment_intent"]

    press(sandbox, "refund", payment=intent, begins="pending")
    (refund,) = shop.v1.refunds.list().data
    press(sandbox, "settle", refund=refund.id, outcome="failed")
    press(sandbox, "dispute", payment=intent, status="inquiry")
    (dispute,) = shop.v1.disputes.list().data
    panel = press(sandbox, "dispute", dispute=dispute.id, status="needs_response")

    assert shop.v1.refunds.retrieve(refund.id).status == "failed"
    assert "Stripe · €49.00 · needs_response" in panel.text
    assert "Stripe · €49.00 · failed" in panel.text
    assert f'value="{intent}"' in panel.text


def test_the_control_panel_shows_what_paypal_may_do(sandbox: SandboxProcess):
    paypal = api_of(sandbox)
    order = create(paypal)
    sandbox.approve(order["id"])
    capture(paypal, order)

    press(sandbox, "dispute", payment=order["id"])
    panel = press(sandbox, "reverse", payment=order["id"])

    assert "PayPal · 49.00 EUR · WAITING_FOR_SELLER_RESPONSE" in panel.text
    assert "PayPal · 49.00 EUR · COMPLETED" in panel.text


def test_an_address_nothing_lives_at_is_a_page_too(sandbox):
    page = requests.get(f"{sandbox.url}/c/pay/cs_test_gone", timeout=10)

    assert (page.status_code, "There is no such page" in page.text) == (404, True)
