"""What buyers, and those who only pretend to be, may send to the checkout: a clear page, nothing lost, nothing given."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from commerce.domain import work
from commerce.domain.pricing import archive
from commerce.gateways import paypal_seen
from commerce.gateways.contract import PaymentSnapshot, Status
from commerce.gateways.paypal import PayPalGateway
from commerce.gateways.stripe import StripeGateway
from commerce.models import (
    CheckoutSnippet,
    Effect,
    Entitlement,
    Order,
    OrderLine,
    Payment,
    PricingPage,
    ProviderCall,
)
from tests.commerce.proofs.events import receive
from tests.commerce.shop import Visitor
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
CANARIES = {
    "name": "Canary Name",
    "street": "1 Canary Street",
    "phone": "+33 1 23 45 67 89",
    "notes": "canary notes",
}


def post(visitor: Visitor, **typed: object) -> object:
    """The answer to a checkout form with these fields changed."""
    address = f"/en/checkout/{visitor.shop.checkout.translation_key}/"
    form = {"plan": "monthly", "method": "stripe", "terms": "on", "waiver": "on"}
    token = visitor.client.get(address).context["form"]["token"].value()
    sent = form | {"email": visitor.email, "token": token} | typed
    visitor.client.raise_request_exception = False
    return visitor.client.post(address, sent)


REFUSED = {
    "unknown price": {"plan": "gold"},
    "no price": {"plan": ""},
    "unknown method": {"method": "cash"},
    "bad address": {"email": "anna"},
    "address with NUL": {"email": "anna\x00@example.com"},
    "no terms": {"terms": ""},
    "no waiver": {"waiver": ""},
    "no token": {"token": ""},
    "token with NUL": {"token": "a\x00"},
    "long token": {"token": "t" * 65},
    "long name": {"name": "n" * 121},
    "long notes": {"notes": "n" * 1001},
    "notes of a megabyte": {"notes": "n" * 1_000_000},
    "NUL in notes": {"notes": "\x00"},
    "page is a word": {"page": "home"},
    "company without name": {"audience": "professionnel"},
    "audience nobody knows": {"audience": "robot"},
}


@pytest.mark.one_database
@pytest.mark.parametrize("typed", REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_asked_for_again(guest: Visitor, typed: dict):
    assert post(guest, **typed).status_code == 422
    assert Order.objects.count() == 0


@pytest.mark.one_database
def test_a_request_past_all_size_is_refused(guest: Visitor):
    assert post(guest, notes="n" * 2_000_000).status_code in {400, 413}
    assert Order.objects.count() == 0


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["0", "-1", "999999", "9" * 30])
def test_a_page_that_is_none_is_not_kept(guest: Visitor, page: str):
    assert post(guest, page=page).status_code == 302
    assert Order.objects.get().source_page is None


@pytest.mark.one_database
def test_an_archived_price_is_not_sold(guest: Visitor):
    archive(guest.shop.prices["monthly"])

    assert post(guest).status_code == 422
    assert Order.objects.count() == 0


@pytest.mark.one_database
def test_a_method_switched_off_is_not_offered(guest: Visitor):
    guest.shop.methods["stripe"].active = False
    guest.shop.methods["stripe"].save()

    assert post(guest).status_code == 422


@pytest.mark.one_database
def test_cash_on_delivery_fits_nothing_that_is_not_delivered(guest: Visitor):
    cash = guest.shop.methods["transfer"]
    cash.needs_shipping = True
    cash.save()

    assert post(guest, method="transfer").status_code == 422


@pytest.mark.one_database
def test_a_draft_checkout_is_not_there(guest: Visitor):
    key = guest.shop.checkout.translation_key
    CheckoutSnippet.objects.update(live=False)

    assert guest.client.get(f"/en/checkout/{key}/").status_code == 404
    assert guest.client.get(f"/en/checkout/{uuid.uuid4()}/").status_code == 404


def test_amounts_are_ours_whatever_else_is_sent(guest: Visitor):
    tampered = {"amount": "1", "total": "1", "price": "1", "currency": "JPY"}
    claims = {"status": "paid", "payment_state": "paid", "user": "1", "quantity": "-1"}

    assert post(guest, **tampered, **claims).status_code == 302

    order = Order.objects.get()
    assert (order.total, order.currency, order.user) == (4900, "EUR", None)
    assert order.payment_state == Order.PaymentState.PENDING
    assert OrderLine.objects.get().quantity == 1


# -- whose order it is


def addresses(order: Order) -> list[str]:
    home = f"/en/checkout/orders/{order.pk}/"
    returned = f"/en/payment-success/?order={order.pk}"
    return [home, f"{home}?back=1", returned, returned.replace("success", "cancelled")]


@pytest.fixture
def paid_order(guest: Visitor, sandbox: SandboxProcess) -> Order:
    guest.order("monthly", **CANARIES)
    order = Order.objects.get()
    sandbox.pay(order.payments.get().ref)
    for each in sandbox.deliveries():
        receive(each)
    work.drain()
    return order


def test_an_order_id_shows_a_stranger_nothing_personal(
    guest: Visitor, paid_order: Order
):
    for address in addresses(paid_order):
        shown = Client().get(address, follow=True).content.decode()
        for canary in (*CANARIES.values(), guest.email, "4242"):
            assert canary not in shown


def test_control_who_bought_sees_what_the_stranger_must_not(
    guest: Visitor, paid_order: Order
):
    shown = guest.client.get(addresses(paid_order)[0]).content.decode()

    assert guest.email in shown


def test_another_persons_order_is_not_there(
    guest: Visitor, paid_order: Order, sandbox: SandboxProcess
):
    anna = User.objects.create_user("anna@example.com")
    Order.objects.filter(pk=paid_order.pk).update(user=anna)
    bob = Visitor(guest.shop, sandbox, email="bob@example.com").signed_in()
    pay = f"/en/checkout/orders/{paid_order.pk}/pay/"

    assert bob.client.get(addresses(paid_order)[0]).status_code == 404
    assert bob.client.post(pay, {"method": "stripe"}).status_code == 404
    assert Client().post(pay, {"method": "stripe"}).status_code == 404


def test_ids_from_a_log_open_nothing(guest: Visitor, paid_order: Order):
    payment = paid_order.payments.get()
    ids = [paid_order.pk, paid_order.number, payment.pk, payment.ref]
    ids += [ref.ref for ref in payment.refs.all()]

    for known in ids:
        thief = Client()
        thief.cookies["amphi-order"] = str(known)
        query = {"order": paid_order.pk, "session_id": known, "token": known}
        thief.get("/en/payment-success/", query)
        assert thief.get(guest.shop.lesson.get_url(), query).status_code == 403


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["payment-success", "payment-cancelled"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?order=",
        "?order=x",
        "?order=%00",
        f"?order={uuid.UUID(int=1)}",
        "?order=1'--",
    ],
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_return_without_an_order_leads_on(
    page: str, query: str, language: str, anna: Visitor
):
    home = anna.shop.course.get_parent().get_parent()
    plans = home.add_child(instance=PricingPage(title="Plans", locale=home.locale))
    stranger = Client(headers={"Accept-Language": "en"})
    address = f"{language}/{page}/{query}"

    assert stranger.get(address)["Location"] == plans.url
    mine = anna.client.get(address, headers={"Accept-Language": "en"})
    assert mine["Location"] == "/en/account/orders/"


FOREIGN = [
    "//evil.example",
    "https://evil.example/",
    r"\\evil.example",
    "/\t/evil.example",
]


@pytest.mark.one_database
@pytest.mark.parametrize("target", FOREIGN)
def test_nothing_leads_to_a_foreign_site(
    guest: Visitor, paid_order: Order, target: str
):
    wishes = dict.fromkeys(("next", "success_url", "cancel_url", "return_to"), target)
    for address in addresses(paid_order):
        answer = guest.client.get(address, wishes | {"order": paid_order.pk})
        assert "evil" not in answer.headers.get("Location", "")
    ordered = post(guest, plan="annual", **wishes)
    assert "evil" not in ordered.headers["Location"]
    assert "evil" not in str(ProviderCall.objects.last().params)


def test_reading_changes_no_money(guest: Visitor, paid_order: Order):
    def books() -> list:
        tables = (Order, OrderLine, Entitlement, Effect, ProviderCall)
        payments = Payment.objects.values_list("status", "captured", "ref")
        return [list(table.objects.values()) for table in tables] + [list(payments)]

    before = books()
    for address in addresses(paid_order):
        guest.client.get(address, follow=True)
        guest.client.head(address)
    pay = f"/en/checkout/orders/{paid_order.pk}/pay/"

    assert guest.client.get(pay).status_code == 405
    assert books() == before


# -- money that is not what was asked


ODD = {
    "too little": (
        PaymentSnapshot(Status.SUCCEEDED, captured=4899, currency="EUR"),
        True,
    ),
    "too much": (
        PaymentSnapshot(Status.SUCCEEDED, captured=4901, currency="EUR"),
        True,
    ),
    "another currency": (
        PaymentSnapshot(Status.SUCCEEDED, captured=4900, currency="JPY"),
        True,
    ),
    "none at all": (
        PaymentSnapshot(Status.SUCCEEDED, captured=0, currency="EUR"),
        True,
    ),
    "an unknown word": (PaymentSnapshot(Status.UNKNOWN, currency="EUR"), False),
}


@pytest.mark.parametrize(("view", "reviewed"), ODD.values(), ids=ODD)
def test_odd_money_opens_nothing_and_is_reviewed(
    anna: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    view: PaymentSnapshot,
    reviewed: bool,
):
    anna.order("monthly")
    monkeypatch.setattr(StripeGateway, "retrieve", lambda *_asked: view)
    Payment.objects.update(check_due=timezone.now())
    work.drain()

    review = Order.objects.get().payment_state == Order.PaymentState.NEEDS_REVIEW
    assert review is reviewed
    assert Effect.objects.filter(kind="review").exists()
    assert Entitlement.objects.count() == 0
    assert anna.reads(anna.shop.lesson) == 403


def test_the_whole_amount_ends_the_review(
    anna: Visitor, monkeypatch: pytest.MonkeyPatch
):
    anna.order("monthly")
    for captured in (0, 4900):
        view = PaymentSnapshot(Status.SUCCEEDED, captured=captured, currency="EUR")
        monkeypatch.setattr(StripeGateway, "retrieve", lambda *_asked, now=view: now)
        Payment.objects.update(check_due=timezone.now())
        work.drain()

    assert anna.reads(anna.shop.lesson) == 200


def test_a_capture_in_a_currency_we_do_not_sell_in_is_reviewed():
    amount = {"currency_code": "BRL", "value": "49.00"}
    document = {
        "id": "O1",
        "status": "COMPLETED",
        "purchase_units": [
            {
                "amount": amount,
                "payments": {
                    "captures": [{"id": "C1", "status": "COMPLETED", "amount": amount}]
                },
            }
        ],
    }
    assert paypal_seen.snapshot(document).currency == "BRL"


@pytest.mark.parametrize("approved", [4899, 4901])
def test_paypal_takes_nothing_where_another_amount_was_approved(
    anna: Visitor, monkeypatch: pytest.MonkeyPatch, approved: int
):
    anna.order("monthly", method="paypal")
    view = PaymentSnapshot(Status.APPROVED, amount=approved, currency="EUR")
    monkeypatch.setattr(PayPalGateway, "retrieve", lambda *_asked: view)
    monkeypatch.delattr(PayPalGateway, "capture")
    Payment.objects.update(check_due=timezone.now())

    work.drain()

    assert Payment.objects.get().captured == 0
