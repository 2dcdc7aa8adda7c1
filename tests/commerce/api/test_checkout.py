"""Buying by program: guests, people with an account, and whoever tries to pay less or to be sent elsewhere."""

import uuid

import pytest
from django.db import connection

from accounts.models import User
from commerce.domain import work
from commerce.models import (
    CheckoutSnippet,
    Coupon,
    Order,
    Payment,
    PaymentMethod,
    Price,
    PriceVersion,
)
from tests.commerce.goods import stock_up
from tests.commerce.shop import deliver
from tests.queries import counted

from .callers import MONTH, Caller
from .test_returns import PAYLOADS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def anna(shop, sandbox) -> Caller:
    user = User.objects.create_user("anna@example.com")
    caller = Caller(sandbox, user.email)
    caller.client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return caller


def test_a_guest_buys_pays_and_watches(caller: Caller, shop, sandbox):
    started = caller.checkout().json()
    assert caller.verify(started["session_id"])["status"] == "pending"
    assert caller.client.get(shop.lesson.url).status_code == 403

    sandbox.pay(started["session_id"])
    deliver(sandbox)
    work.drain()

    told = caller.verify(started["session_id"])
    assert (told["status"], told["order"]["status"]) == ("success", "paid")
    assert caller.client.get(shop.lesson.url).status_code == 200
    assert started["url"].startswith(sandbox.url)


def test_the_order_holds_what_was_asked_and_our_amount(caller: Caller):
    caller.checkout(customer_info={
        "firstName": "Gus", "lastName": "Guest", "email": "Gus@Example.com", "phone": "123",
    })  # fmt: skip
    order = Order.objects.get()

    assert (order.email, order.phone, order.total) == ("gus@example.com", "123", 4900)
    assert order.billing["name"] == "Gus Guest"
    assert order.terms_accepted_at
    assert order.waived_withdrawal_at


def test_who_is_signed_in_needs_no_address_and_gets_no_cookie(anna: Caller, settings):
    assert anna.checkout(customer_info={}).status_code == 200

    assert Order.objects.get().user.email == "anna@example.com"
    assert settings.ORDER_COOKIE not in anna.client.cookies


def test_a_repeat_finds_the_same_order(caller: Caller, sandbox):
    first, second = caller.checkout().json(), caller.checkout().json()

    assert first == second
    assert Order.objects.count() == 1
    assert len(sandbox.calls("checkout.sessions.create")) == 1


@pytest.mark.parametrize("method", ["stripe", "paypal", "transfer"])
def test_the_session_s_name_is_in_the_return_address_whoever_carries_it_out(
    caller: Caller, sandbox, method
):
    back = "http://testserver/done?id={CHECKOUT_SESSION_ID}"
    started = caller.checkout(method=method, success_url=back).json()
    session = started["session_id"]
    if method == "stripe":
        landed = sandbox.pay(session)["url"]
    elif method == "paypal":
        landed = sandbox.approve(Payment.objects.get().ref)["url"]
    else:
        landed = started["url"]

    assert landed.startswith(f"http://testserver/done?id={session}")
    assert caller.client.get(f"/api/orders/session/{session}/").status_code == 200


@pytest.mark.one_database
def test_without_return_addresses_the_website_s_own_are_used(caller: Caller):
    started = caller.checkout(method="transfer").json()

    order = Order.objects.get()
    assert started["session_id"] == str(order.pk)
    assert started["url"].startswith("http://testserver/")
    assert str(order.pk) in started["url"]


# -- a course by its page


def test_a_course_is_bought_by_its_page(anna: Caller, shop, sandbox):
    address = f"/api/courses/{shop.course.pk}/checkout/"
    agreed = anna.asks()
    del agreed["items"]
    started = anna.post(address, agreed).json()

    assert Order.objects.get().lines.get().price.code == "course"
    sandbox.pay(started["session_id"])
    deliver(sandbox)
    work.drain()
    again = anna.post(address, agreed)
    assert (again.status_code, again.json()["error"]) == (400, "already_enrolled")
    assert len(sandbox.calls("checkout.sessions.create")) == 1


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["lesson", "none", "huge"])
def test_what_is_no_course_for_sale_is_missing(anna: Caller, shop, page):
    pk = {"lesson": shop.lesson.pk, "none": 999_999, "huge": 10**30}[page]
    response = anna.post(f"/api/courses/{pk}/checkout/", {"method": "stripe"})

    assert response.status_code == (422 if page == "huge" else 404)


def test_one_bought_already_is_not_sold_again_by_its_code(anna: Caller, sandbox):
    course = {"id": "course", "type": "access"}
    sandbox.pay(anna.checkout(items=[course]).json()["session_id"])
    deliver(sandbox)
    work.drain()
    again = anna.post(
        "/api/checkout/", anna.asks(items=[course]), **{"Accept-Language": "fr"}
    )

    assert again.status_code == 400
    assert again.json()["message"] == "Vous êtes déjà inscrit à ce cours."


def test_a_free_course_asks_for_sign_in(caller: Caller, anna: Caller, shop):
    version = PriceVersion.objects.get(price=shop.prices["course"])
    PriceVersion.objects.filter(pk=version.pk).update(amount=0)
    course = [{"id": "course", "type": "access"}]

    assert caller.checkout(items=course).status_code == 401
    assert anna.checkout(items=course).status_code == 200
    assert Order.objects.get().payment_state == "paid"


# -- what is refused

REFUSED = {
    "amount": {"amount": 1},
    "total in the item": {"items": [MONTH | {"amount": 1}]},
    "price": {"items": [MONTH | {"price": "0.01"}]},
    "currency": {"currency": "JPY"},
    "another's account": {"user": 1},
    "unknown price": {"items": [{"id": "gold", "type": "access"}]},
    "wrong type": {"items": [{"id": "monthly", "type": "product"}]},
    "unknown type": {"items": [{"id": "monthly", "type": "gift"}]},
    "nothing": {"items": []},
    "twice": {"items": [MONTH, MONTH]},
    "too many": {"items": [MONTH | {"id": str(n)} for n in range(21)]},
    "other days": {"items": [MONTH | {"days": 365}]},
    "unknown method": {"method": "cash"},
    "no method": {"method": ""},
    "no terms": {"accepts_terms": False},
    "no waiver": {"waives_withdrawal": False},
    "yes as a word": {"accepts_terms": "yes"},
    "old terms": {"terms_version": "0123456789abcdef"},
    "no address": {"customer_info": {}},
    "bad address": {"customer_info": {"email": "gus"}},
    "NUL": {"customer_info": {"email": "gus\x00@example.com"}},
    "half a character": {"customer_info": {"firstName": "\ud800"}},
    "long name": {"customer_info": {"firstName": "n" * 201}},
    "unknown coupon": {"coupon": "NO-SUCH-CODE"},
    "elsewhere": {"success_url": "https://evil.example/"},
    "elsewhere afterwards": {"cancel_url": "//evil.example/"},
}  # fmt: skip
NUMBERS = [0, -1, 10**9, 10**30, 1.5, 1e3, "1", "٣", "1e3", None, True, [1], {}]


@pytest.mark.one_database
@pytest.mark.parametrize("changed", REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_named(caller: Caller, sandbox, changed):
    refused = caller.checkout(**changed)

    assert refused.status_code == 422
    assert refused.json()["fields"]
    assert (Order.objects.count(), sandbox.calls()) == (0, [])


@pytest.mark.one_database
@pytest.mark.parametrize("number", NUMBERS, ids=repr)
@pytest.mark.parametrize("name", ["quantity", "days"])
def test_a_number_is_a_whole_number_of_pieces_or_days(caller: Caller, name, number):
    if (name, number) == ("days", None):
        return  # may be left out
    refused = caller.checkout(items=[MONTH | {name: number}])

    assert refused.status_code == 422
    assert list(refused.json()["fields"]) == [f"items.0.{name}"]
    assert Order.objects.count() == 0


@pytest.mark.one_database
def test_mistakes_are_explained_in_the_reader_s_language(caller: Caller):
    asked = caller.asks(items=[MONTH | {"quantity": 0}, MONTH | {"id": "x", "quantity": 1.5}])  # fmt: skip
    refused = caller.post("/api/checkout/", asked, **{"Accept-Language": "fr"})

    assert refused.json() == {
        "error": "invalid",
        "message": "Corrigez les champs indiqués.",
        "fields": {
            "items.0.quantity": "Au moins 1.",
            "items.1.quantity": "Saisissez un nombre entier.",
        },
    }


def test_what_no_live_checkout_shows_is_not_sold(caller: Caller, shop):
    shop.checkout.unpublish()

    assert caller.checkout().status_code == 422


def test_who_tried_too_often_waits_here_too(shop, sandbox, settings):
    settings.TRIES_PER_HOUR = 2
    callers = [Caller(sandbox, f"{uuid.uuid4()}@example.com") for _time in range(3)]
    told = [each.checkout() for each in callers]

    assert [each.status_code for each in told] == [200, 200, 429]
    assert told[-1].json()["error"] == "too_many"
    assert int(told[-1]["Retry-After"]) > 3500


def test_a_provider_that_is_away_is_said_so_and_the_order_waits(
    caller: Caller, sandbox
):
    sandbox.faults(kind="api_error", provider="stripe", status=500, times=9)
    away = caller.checkout()
    sandbox.post("/_sandbox/reset")

    assert (away.status_code, away.json()["error"]) == (503, "provider")
    assert Order.objects.count() == 1


def test_what_placing_an_order_asks_of_the_database(anna: Caller):
    anna.client.get("/api/config/")
    token = {"X-CSRFToken": anna.client.cookies["csrftoken"].value}
    with counted() as count:
        anna.client.post(
            "/api/checkout/", anna.asks(), "application/json", headers=token
        )

    # three more than the website's: the codes' prices, and the checkout that shows them
    assert count() == 24 + (connection.vendor == "postgresql")


@pytest.mark.one_database
@pytest.mark.parametrize("payload", PAYLOADS[::77])
def test_the_address_is_judged_before_anything_is_written(caller: Caller, payload):
    for name in ("success_url", "cancel_url"):
        refused = caller.checkout(**{name: payload})
        assert (refused.status_code, list(refused.json()["fields"])) == (422, [name])
    assert Order.objects.count() == 0


# -- a card form on this page


@pytest.fixture
def embedded(caller: Caller, settings) -> dict:
    """What a checkout answered whose cards are typed in the provider's fields."""
    settings.STRIPE_PUBLISHABLE_KEY = "pk_test_sandbox"
    PaymentMethod.objects.filter(code="stripe").update(embedded=True)
    return caller.checkout(success_url="http://testserver/done?id={CHECKOUT_SESSION_ID}").json()  # fmt: skip


def test_a_card_form_gets_its_secret_and_goes_on_where_it_was_asked_to(
    caller: Caller, embedded: dict, sandbox
):
    session = embedded["session_id"]
    told = caller.post("/api/payments/intent/", {"session_id": session}).json()
    page = caller.client.get(embedded["url"])

    assert session == str(Order.objects.get().pk)
    assert told["client_secret"].startswith(Payment.objects.get().ref)
    assert (told["publishable_key"], told["amount"]) == ("pk_test_sandbox", 4900)
    assert page.context["back"] == f"http://testserver/done?id={session}"

    sandbox.pay_intent(Payment.objects.get().ref)
    deliver(sandbox)
    work.drain()
    assert caller.verify(session)["status"] == "success"


def test_nobody_else_gets_the_secret(embedded: dict, sandbox):
    stranger = Caller(sandbox)
    asked = {"session_id": embedded["session_id"]}

    assert stranger.post("/api/payments/intent/", asked).status_code == 404


def test_an_order_paid_elsewhere_has_no_secret(caller: Caller):
    session = caller.checkout().json()["session_id"]
    refused = caller.post("/api/payments/intent/", {"session_id": session})

    assert (refused.status_code, refused.json()["error"]) == (409, "no_card_form")


def test_a_code_takes_off_what_it_says(caller: Caller, shop):
    Coupon.objects.create(code="HALF", kind=Coupon.Kind.PERCENT, value=50)
    CheckoutSnippet.objects.update(takes_coupons=True)

    assert caller.checkout(coupon="half").status_code == 200
    assert Order.objects.get().total == 2450


# -- several things, some of them sent

HOME = {"firstName": "Nora", "lastName": "Blum", "email": "nora@example.com", "address": "Rue des Lilas 3", "postalCode": "75020", "city": "Paris", "country": "FR"}  # fmt: skip
BASKET = [
    {"id": "course", "type": "access"},
    {"id": "book", "type": "product", "quantity": 2},
    {"id": "kit", "type": "equipment", "quantity": 1, "days": 3},
]


def test_a_course_two_books_and_a_kit_are_one_order(caller: Caller, shop):
    stock_up(shop, books=5, kits=1)
    assert caller.checkout(items=BASKET, customer_info=HOME).status_code == 200

    told = caller.client.get("/api/orders/").json()["results"][0]
    bought = [(it["id"], it["quantity"], it["days"], it["amount"]) for it in told["items"]]  # fmt: skip
    assert bought == [
        ("course", 1, None, 4999),
        ("book", 2, None, 3800),
        ("kit", 1, 3, 1500),
    ]
    assert told["total"] == 4999 + 3800 + 1500
    assert Order.objects.get().shipping["ship_city"] == "Paris"


def test_each_thing_keeps_the_rules_of_the_checkout_that_sells_it(caller: Caller, shop):
    stock_up(shop)
    Coupon.objects.create(code="HALF", value=50)
    shop.checkout.prices.remove(Price.objects.get(code="kit"))
    shop.checkout.save()
    lends = CheckoutSnippet(
        name="Lends", locale=shop.checkout.locale, takes_coupons=False
    )
    lends.prices = [Price.objects.get(code="kit")]
    lends.methods = [shop.methods["transfer"]]
    lends.save()

    asked = {"items": BASKET, "customer_info": HOME}
    refused = caller.checkout(**asked, coupon="HALF", method="stripe")
    assert refused.json()["fields"].keys() == {"coupon", "method"}
    assert caller.checkout(**asked, method="transfer").status_code == 200
    assert Order.objects.get().checkout_key is None


def test_what_is_sent_needs_somewhere_to_go(caller: Caller, shop):
    stock_up(shop, books=5, kits=1)
    nowhere = HOME | {"address": "", "city": ""}
    refused = caller.checkout(items=BASKET, customer_info=nowhere)

    assert refused.status_code == 422
    assert set(refused.json()["fields"]) == {
        "customer_info.address",
        "customer_info.city",
    }


def test_more_than_there_is_is_not_sold(caller: Caller, shop):
    stock_up(shop, books=1, kits=1)
    refused = caller.checkout(items=BASKET, customer_info=HOME)

    assert refused.status_code == 422
    assert list(refused.json()["fields"]) == ["items"]


@pytest.mark.one_database
@pytest.mark.parametrize("days", [None, 0, 366])
def test_equipment_is_rented_for_some_days(caller: Caller, shop, days):
    stock_up(shop, kits=1)
    kit = {"id": "kit", "type": "equipment", "days": days}
    refused = caller.checkout(items=[kit], customer_info=HOME)

    assert list(refused.json()["fields"]) == ["items.0.days"]
