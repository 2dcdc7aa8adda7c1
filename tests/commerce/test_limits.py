"""How often somebody may begin to pay, and what is open to who tried too often."""

import uuid

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from accounts.roles import SUPPORT
from commerce.browser import origin_of
from commerce.domain import attempts, limits, work
from commerce.domain.checkout import Buyer, Details, place_order
from commerce.domain.items import Item
from commerce.domain.offers import offers_of
from commerce.models import Order, Payment, PaymentMethod, WebhookEvent
from tests.commerce.proofs.crowd import together
from tests.commerce.shop import DECLINED, Shop, Visitor, deliver, terms_read
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MOST = 5


@pytest.fixture(autouse=True)
def _as_installed(settings):
    """Five an hour, as where nothing else is set."""
    settings.TRIES_PER_HOUR = MOST


def post(visitor: Visitor, address: str = "198.51.100.7", **typed: str) -> object:
    """A new order from this network address; the answer."""
    place = f"/en/checkout/{visitor.shop.checkout.translation_key}/"
    opened = visitor.client.get(place, REMOTE_ADDR=address)
    form = {
        "plan": "monthly",
        "method": "stripe",
        "email": visitor.email,
        "terms": "on",
        "waiver": "on",
        "token": opened.context["form"]["token"].value(),
        "terms_read": terms_read(opened.text),
    }
    return visitor.client.post(place, form | typed, REMOTE_ADDR=address)


def newcomer(shop: Shop, sandbox: SandboxProcess, email: str = "") -> Visitor:
    """Somebody with a browser of their own and, unless told, an address of their own."""
    return Visitor(shop, sandbox, email=email or f"{uuid.uuid4()}@example.com")


def sessions(sandbox: SandboxProcess) -> int:
    return len(sandbox.calls("checkout.sessions.create"))


# -- unpaid checkouts


def test_the_sixth_unpaid_checkout_from_an_address_waits(shop, sandbox):
    told = [post(newcomer(shop, sandbox)).status_code for _time in range(MOST + 3)]

    assert told == [302] * MOST + [429] * 3
    assert (sessions(sandbox), Order.objects.count()) == (MOST, MOST)


def test_the_sixth_of_an_e_mail_address_waits_wherever_it_comes_from(shop, sandbox):
    told = [
        post(newcomer(shop, sandbox, "eve@example.com"), f"198.51.100.{n}").status_code
        for n in range(MOST + 1)
    ]

    assert told == [302] * MOST + [429]


def test_the_sixth_of_an_account_waits(shop, sandbox):
    anna = newcomer(shop, sandbox, "anna@example.com").signed_in()
    ways = ["stripe", "paypal", "transfer", "stripe", "paypal", "paypal"]
    told = [
        post(anna, f"198.51.100.{n}", method=way, plan=plan).status_code
        for n, (way, plan) in enumerate(
            zip(ways, ["monthly", "course"] * 3, strict=True)
        )
    ]

    assert told[-1] == 429


def test_whoever_waits_reads_how_long(shop, sandbox):
    for _time in range(MOST):
        post(newcomer(shop, sandbox))
    waiting = newcomer(shop, sandbox, "rosa@example.com")
    refused = post(waiting, company="Rosa & Co", audience="professionnel")

    assert 3500 < int(refused["Retry-After"]) <= 3601
    assert "Try again in 60 minutes" in refused.text
    assert 'value="rosa@example.com"' in refused.text
    assert "Rosa &amp; Co" in refused.text  # nothing is typed twice


def test_after_an_hour_it_is_open_again(shop, sandbox):
    for _time in range(MOST):
        post(newcomer(shop, sandbox))
    Payment.objects.update(created=timezone.now() - limits.WINDOW)

    assert post(newcomer(shop, sandbox)).status_code == 302


def test_who_paid_is_not_counted(shop, sandbox):
    for _time in range(MOST + 2):
        buyer = newcomer(shop, sandbox)
        assert post(buyer).status_code == 302
        sandbox.pay(Payment.objects.latest("created").ref)
        deliver(sandbox)
        work.drain()

    assert Order.objects.filter(payment_state="paid").count() == MOST + 2


def test_one_order_sent_twenty_times_is_one(shop, sandbox):
    anna = newcomer(shop, sandbox, "anna@example.com").signed_in()

    assert {post(anna).status_code for _time in range(20)} == {302}
    assert sessions(sandbox) == 1


def test_staff_who_try_things_out_are_let_through(shop, sandbox, roles):
    sam = newcomer(shop, sandbox, "sam@example.com").signed_in()
    User.objects.get().groups.add(Group.objects.get(name=SUPPORT))
    plans = ["monthly", "annual", "course"]
    told = [post(sam, plan=plan).status_code for plan in plans * 4]

    assert set(told) == {302}
    assert Payment.objects.count() > MOST


@pytest.mark.one_database
def test_of_a_thousand_checkouts_five_reach_the_provider(shop, sandbox):
    offer = offers_of(shop.checkout)[0]
    refused = sum(place(shop, offer, number) for number in range(1000))

    assert (Order.objects.count(), refused) == (MOST, 1000 - MOST)


def place(shop: Shop, offer: object, number: int, way: str = "stripe") -> bool:
    """Somebody new, from the one address; whether they were refused."""
    buyer = Buyer(None, f"token {number}", f"browser {number}", origin="one address")
    details = Details(f"{number}@example.com", "en", "", True, True)
    method = shop.methods[way]
    try:
        place_order([Item(offer)], method, buyer=buyer, details=details, urls_of=lambda _order: {"success": "", "cancel": ""})  # fmt: skip
    except limits.TooManyTries:
        return True
    return False


def test_control_without_the_check_all_reach_it(shop, sandbox, monkeypatch):
    monkeypatch.setattr(limits, "check", lambda *_asked: None)
    told = [post(newcomer(shop, sandbox)).status_code for _time in range(MOST + 3)]

    assert told == [302] * (MOST + 3)
    assert sessions(sandbox) == MOST + 3


@pytest.mark.django_db(transaction=True)
def test_processes_that_count_at_once_agree(shop):
    offer = offers_of(shop.checkout)[0]
    together([lambda n=n: place(shop, offer, n) for n in range(12)])

    assert Payment.objects.count() == MOST


# -- who pays a person, not a provider


def test_a_school_behind_one_address_orders_by_transfer_and_pays_by_card(shop, sandbox):
    def told(**method: str) -> int:
        return post(newcomer(shop, sandbox), **method).status_code

    waiting = [told(method="transfer") for _buyer in range(MOST + 1)]

    assert {*waiting, told(method="stripe")} == {302}


def test_of_a_crowd_that_only_orders_by_transfer_some_wait(shop, settings):
    settings.TRIES_PER_HOUR = 1
    offer = offers_of(shop.checkout)[0]
    refused = [place(shop, offer, n, "transfer") for n in range(limits.CROWD + 2)]

    assert refused == [False] * limits.CROWD + [True] * 2


def test_control_counted_like_cards_the_school_would_wait(shop, sandbox, monkeypatch):
    monkeypatch.setattr(limits, "is_offline", lambda _code: False)
    told = [post(newcomer(shop, sandbox), method="transfer").status_code for _buyer in range(MOST + 1)]  # fmt: skip

    assert told == [302] * MOST + [429]


# -- a card form that does not come


def test_the_providers_page_in_place_of_a_form_that_did_not_come_is_no_second_try(
    shop, sandbox, settings
):
    settings.TRIES_PER_HOUR = 1
    method = shop.methods["stripe"]
    PaymentMethod.objects.update(embedded=True)
    method.refresh_from_db()
    visitor = newcomer(shop, sandbox)
    visitor.order("monthly")
    order = Order.objects.get()
    urls = {"success": "http://testserver/yes", "cancel": "http://testserver/no"}

    attempts.pay(order, method, urls=urls, hosted=True)

    assert order.payments.count() == 2
    with pytest.raises(limits.TooManyTries):
        attempts.pay(order, shop.methods["paypal"], urls=urls)


# -- cards


def declined(visitor: Visitor, times: int) -> Payment:
    """A checkout at which so many cards are refused, a minute and a look later.

    Until that look nobody knows whose the events are: Stripe makes the intent they name when the first card is tried.
    """
    payment = Payment.objects.latest("created")
    for _card in range(times):
        visitor.sandbox.pay(payment.ref, card=DECLINED)
    deliver(visitor.sandbox)
    for _turn in range(2):
        Payment.objects.update(check_due=timezone.now())
        WebhookEvent.objects.update(due=timezone.now())
        work.drain()
    payment.refresh_from_db()
    return payment


def test_after_five_declined_cards_the_open_page_is_closed(guest: Visitor):
    guest.order("monthly")

    assert declined(guest, MOST - 1).status == Payment.Status.PENDING
    assert declined(guest, 1).status == Payment.Status.CANCELED
    closed = guest.sandbox.pay(Payment.objects.get().ref)
    assert closed["state"] == "closed"


def test_cards_wait_and_other_ways_stay_open(guest: Visitor):
    guest.order("monthly")
    declined(guest, MOST)
    order = Order.objects.get()
    again = f"/en/checkout/orders/{order.pk}/pay/"
    refused = guest.client.post(again, {"method": "stripe"})

    assert (refused.status_code, sessions(guest.sandbox)) == (429, 1)
    assert "Too many cards were declined" in refused.text
    assert f"/en/checkout/orders/{order.pk}/" in refused.text
    assert guest.client.post(again, {"method": "transfer"}).status_code == 302
    assert order.payments.filter(gateway="transfer").count() == 1


def test_a_new_order_from_the_same_address_may_not_be_tried_by_card(
    guest: Visitor, shop, sandbox
):
    guest.order("monthly")
    declined(guest, MOST)

    refused = post(newcomer(shop, sandbox), "127.0.0.1")
    assert refused.status_code == 429
    assert list(refused.context["form"].errors) == ["method"]
    assert post(newcomer(shop, sandbox), "203.0.113.9").status_code == 302


def test_control_events_that_tell_of_no_decline_leave_the_card_open(
    guest: Visitor, monkeypatch
):
    monkeypatch.setattr(limits, "_too_many_cards", lambda _tries: None)
    guest.order("monthly")

    assert declined(guest, MOST + 1).status == Payment.Status.PENDING


# -- who is the same


def origin(rf, **meta: str) -> str:
    return origin_of(rf.get("/", **meta))


def test_an_address_is_kept_as_a_hash_and_a_household_is_one(rf):
    one = origin(rf, REMOTE_ADDR="2001:db8:1:2::1")

    assert "2001" not in one
    assert one == origin(rf, REMOTE_ADDR="2001:db8:1:2:ffff::9")
    assert one != origin(rf, REMOTE_ADDR="2001:db8:1:3::1")
    assert origin(rf, REMOTE_ADDR="") == ""


def test_only_a_trusted_proxy_says_where_somebody_is(rf, settings):
    claim = {"HTTP_X_FORWARDED_FOR": "203.0.113.9", "REMOTE_ADDR": "198.51.100.7"}
    believed = origin(rf, REMOTE_ADDR="203.0.113.9")

    assert origin(rf, **claim) == origin(rf, REMOTE_ADDR="198.51.100.7")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert origin(rf, **claim) == believed
