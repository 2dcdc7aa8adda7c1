"""Who reads which order, payment and enrolment by program, and what a look costs."""

import uuid

import pytest
from django.test import Client

from accounts.models import User
from commerce.domain import work
from commerce.models import Order
from tests.commerce.shop import Visitor, deliver
from tests.commerce.test_pages import paid_order
from tests.queries import cost

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def bought(anna: Visitor, sandbox) -> Order:
    """Anna's month, paid and settled."""
    order = anna.buy("monthly")
    deliver(sandbox)
    work.drain()
    order.refresh_from_db()
    return order


def session_of(order: Order) -> str:
    return order.payments.get().ref


def verify(client: Client, session_id: str) -> object:
    return client.post(
        "/api/payments/verify/", {"session_id": session_id}, "application/json"
    )


def test_config_tells_what_a_shop_window_needs_and_no_secret(shop, settings):
    settings.STRIPE_PUBLISHABLE_KEY = "pk_test_window"
    response = Client().get("/api/config/")
    told = response.json()

    assert (told["currency"], told["stripe_publishable_key"]) == (
        "EUR",
        "pk_test_window",
    )
    assert [way["code"] for way in told["methods"]] == ["stripe", "paypal", "transfer"]
    secrets = (
        settings.STRIPE_SECRET_KEY,
        settings.STRIPE_WEBHOOK_SECRET,
        settings.PAYPAL_CLIENT_SECRET,
        settings.SECRET_KEY,
    )
    assert [secret for secret in secrets if secret in response.text] == []


def test_anna_reads_her_order_by_any_of_its_names(anna: Visitor, bought: Order):
    listed = anna.client.get("/api/orders/").json()
    one = anna.client.get(f"/api/orders/{bought.pk}/").json()

    assert listed == {"count": 1, "results": [one]}
    for name in (session_of(bought), bought.pk):
        assert anna.client.get(f"/api/orders/session/{name}/").json() == one
    assert (one["number"], one["total"], one["currency"]) == (
        bought.number,
        4900,
        "EUR",
    )
    assert one["items"] == [
        {"id": "monthly", "title": "access", "quantity": 1, "days": 30, "amount": 4900}
    ]


def test_anna_reads_her_payments(anna: Visitor, bought: Order):
    (payment,) = anna.client.get("/api/payments/").json()["results"]

    assert (payment["order"], payment["status"]) == (str(bought.pk), "succeeded")
    assert (payment["amount"], payment["captured"], payment["method"]) == (
        4900,
        4900,
        "stripe",
    )


def test_verifying_a_paid_order_answers_what_it_opened(anna: Visitor, bought: Order):
    told = verify(anna.client, session_of(bought)).json()

    assert (told["status"], told["payment_status"]) == ("success", "succeeded")
    enrolled = told["enrollment"]
    assert (enrolled["price_paid"], enrolled["is_paid"]) == (4900, True)
    assert enrolled["course"]["title"] == "Courses"
    assert enrolled["until"] > enrolled["enrolled_at"] == enrolled["paid_at"]


def test_verifying_before_the_money_came_asks_for_one_look(anna: Visitor, sandbox):
    anna.order("monthly")
    payment = Order.objects.get().payments.get()
    told = [verify(anna.client, payment.ref).json() for _time in range(5)]
    payment.refresh_from_db()

    assert {(each["status"], each["payment_status"]) for each in told} == {
        ("pending", "pending")
    }
    assert told[0]["enrollment"] is None
    assert payment.looks_wanted == 1


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("partially_refunded", "success"),
        ("refunded", "refunded"),
        ("expired", "cancelled"),
        ("canceled", "cancelled"),
        ("needs_review", "pending"),
    ],
)
def test_who_verifies_is_told_when_nothing_is_awaited(anna, sandbox, state, status):
    anna.order("monthly")
    Order.objects.update(payment_state=state)

    assert verify(anna.client, session_of(Order.objects.get())).json()["status"] == status  # fmt: skip


def test_verifying_alone_settles_what_no_event_told(anna: Visitor, sandbox):
    order = anna.buy("monthly")
    verify(anna.client, session_of(order))
    work.drain()

    assert verify(anna.client, session_of(order)).json()["status"] == "success"


# -- other people


def test_a_guest_reads_what_this_browser_ordered(guest: Visitor):
    guest.order("monthly")
    order = Order.objects.get()

    assert guest.client.get("/api/orders/").json()["count"] == 1
    assert guest.client.get("/api/payments/").json()["count"] == 1
    assert verify(guest.client, session_of(order)).status_code == 200


def addresses(order: Order) -> list[str]:
    session = session_of(order)
    return [f"/api/orders/{order.pk}/", f"/api/orders/session/{session}/"]


def test_another_person_s_order_looks_like_none(guest: Visitor, bought: Order):
    guest.signed_in()
    missing = guest.client.get(f"/api/orders/{uuid.uuid4()}/")
    for address in addresses(bought):
        response = guest.client.get(address)
        assert (response.status_code, response.content) == (404, missing.content)
    refused = verify(guest.client, session_of(bought))
    assert (refused.status_code, refused.content) == (404, missing.content)
    assert guest.client.get("/api/orders/").json() == {"count": 0, "results": []}
    assert guest.client.get("/api/payments/").json() == {"count": 0, "results": []}


def test_a_stranger_is_asked_to_sign_in(bought: Order):
    for address in [*addresses(bought), "/api/orders/", "/api/payments/"]:
        response = Client().get(address)
        assert (response.status_code, response.json()["error"]) == (401, "sign_in")
    assert verify(Client(), session_of(bought)).status_code == 404


def test_a_made_up_cookie_proves_nothing(bought: Order, settings):
    client = Client()
    client.cookies[settings.ORDER_COOKIE] = "made-up"

    assert client.get("/api/orders/").json()["count"] == 0
    assert {client.get(address).status_code for address in addresses(bought)} == {404}


def test_a_stranger_s_question_asks_no_provider(anna: Visitor):
    anna.order("monthly")
    payment = Order.objects.get().payments.get()
    verify(Client(), payment.ref)
    payment.refresh_from_db()

    assert payment.looks_wanted == 0


# -- many


@pytest.mark.parametrize("orders", [1, 8])
def test_lists_cost_the_same_for_many(shop, orders):
    user = User.objects.create_user("anna@example.com")
    for _order in range(orders):
        paid_order(shop, user=user)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")

    assert cost(client, "/api/orders/") == 6
    assert cost(client, "/api/payments/") == 4


def test_a_page_holds_twenty(shop):
    user = User.objects.create_user("anna@example.com")
    for _order in range(21):
        paid_order(shop, user=user)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    pages = [client.get(f"/api/orders/?page={n}").json() for n in (1, 2, 10_000)]

    assert [(page["count"], len(page["results"])) for page in pages] == [
        (21, 20),
        (21, 1),
        (21, 0),
    ]
