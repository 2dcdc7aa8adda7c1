"""Whose purchase it is: who reads the buyer's mailbox, and for a day the browser that bought."""

import logging
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts import mailbox
from accounts.models import User
from commerce import access
from commerce.domain import claims, work
from commerce.models import Effect, Entitlement, Order
from commerce.models.orders import OrderQuerySet, hash_secret
from tests.commerce.shop import Visitor
from tests.sandbox_process import SandboxProcess

from .events import receive

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PASSWORD = "correct horse battery"


@pytest.fixture
def bought(guest: Visitor, sandbox: SandboxProcess) -> Order:
    """Paid by a guest, in the guest's browser; the receipt is in the mailbox."""
    guest.buy("monthly")
    for each in sandbox.deliveries():
        receive(each)
    work.drain()
    return Order.objects.get()


def link_in(mail: object) -> str:
    return re.search(r"http://testserver(/\S+/claim/\S+)", mail.body)[1]


def ask_again(order: Order) -> None:
    claims.ask_for_link(order)
    work.drain()


def watches(client: Client, visitor: Visitor) -> bool:
    return client.get(visitor.shop.lesson.get_url()).status_code == 200


# -- somebody was there first


@pytest.fixture
def mallory(guest: Visitor) -> Client:
    """Signed up with the guest's address and a password, signed in, never able to read the mailbox."""
    user = User.objects.create_user(guest.email, PASSWORD)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def gets_in(guest: Visitor, mallory: Client) -> bool:
    """By the session kept open, or by the password."""
    again = Client()
    again.login(username=guest.email, password=PASSWORD)
    return watches(mallory, guest) or watches(again, guest)


def test_whoever_registered_the_address_before_gets_nothing(
    guest: Visitor, mallory: Client, bought: Order, mailoutbox: list
):
    assert not gets_in(guest, mallory)

    reader = Client()
    reader.post(link_in(mailoutbox[0]))

    assert watches(reader, guest)
    assert not gets_in(guest, mallory)


def test_control_where_reading_the_mailbox_ends_nothing_the_squatter_watches(
    guest: Visitor,
    mallory: Client,
    bought: Order,
    mailoutbox: list,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(mailbox, "prove", lambda _user, _email: False)

    Client().post(link_in(mailoutbox[0]))

    assert gets_in(guest, mallory)


# -- the link


def test_a_link_is_used_once(guest: Visitor, bought: Order, mailoutbox: list):
    link = link_in(mailoutbox[0])
    assert Client().post(link).status_code == 302

    late = Client()

    assert late.post(link).status_code == late.get(link).status_code == 410
    assert not watches(late, guest)


def test_control_a_link_that_is_not_spent_opens_again(
    guest: Visitor, bought: Order, mailoutbox: list
):
    link, spent = link_in(mailoutbox[0]), Order.objects.get().claim_hash
    Client().post(link)
    Order.objects.update(claim_hash=spent)

    late = Client()
    late.post(link)

    assert watches(late, guest)


def test_a_newer_link_ends_the_older(bought: Order, mailoutbox: list):
    ask_again(bought)
    older, newer = (link_in(mail) for mail in mailoutbox)

    assert Client().post(older).status_code == 410
    assert Client().post(newer).status_code == 302


def test_a_mail_scanner_changes_nothing(bought: Order, mailoutbox: list):
    link, before = link_in(mailoutbox[0]), Order.objects.values().get()

    for _ in range(3):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code in {200, 405}

    assert Order.objects.values().get() == before
    assert User.objects.count() == 0


def test_a_guessed_link_opens_nothing(bought: Order):
    for guess in (bought.claim_hash, str(bought.pk), bought.number, "x" * 2000, "%00"):
        assert Client().post(f"/en/checkout/claim/{guess}/").status_code == 410


def test_who_is_signed_in_as_another_does_not_get_it(
    guest: Visitor, bought: Order, mailoutbox: list, sandbox: SandboxProcess
):
    bob = Visitor(guest.shop, sandbox, email="bob@example.com").signed_in()

    bob.client.post(link_in(mailoutbox[0]))

    assert Order.objects.get().user.email == guest.email
    assert Entitlement.objects.get().user.email == guest.email
    assert not watches(bob.signed_in().client, guest)


def test_an_order_of_somebody_else_is_not_claimed(bought: Order, mailoutbox: list):
    bob = User.objects.create_user("bob@example.com")
    Order.objects.update(user=bob)

    assert Client().post(link_in(mailoutbox[0])).status_code == 410
    assert Order.objects.get().user == bob


def test_the_link_is_in_no_log(
    bought: Order, mailoutbox: list, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    ask_again(bought)
    link = link_in(mailoutbox[-1])
    Client().post(link)

    token = link.rstrip("/").rpartition("/")[2]
    ours = [
        each for each in caplog.records if each.name.startswith(("commerce", "acc"))
    ]
    assert ours
    assert token not in "".join(each.getMessage() for each in ours)


# -- the browser that bought


@pytest.fixture
def thief(guest: Visitor, bought: Order) -> Client:
    """With a copy of the buying browser's secret."""
    client = Client()
    client.cookies[settings.ORDER_COOKIE] = guest.client.cookies[
        settings.ORDER_COOKIE
    ].value
    return client


def test_a_stolen_cookie_is_worth_nothing_after_a_day(guest: Visitor, thief: Client):
    Order.objects.update(created=timezone.now() - timedelta(hours=24, minutes=1))

    assert not watches(thief, guest)
    assert not watches(guest.client, guest)


def test_control_for_a_day_the_cookie_is_what_opens(
    guest: Visitor, thief: Client, monkeypatch: pytest.MonkeyPatch
):
    assert watches(thief, guest)

    def ageless(orders: OrderQuerySet, _user: object, secret: str) -> OrderQuerySet:
        return orders.filter(browser_hash=secret)

    Order.objects.update(created=timezone.now() - timedelta(days=400))
    monkeypatch.setattr(OrderQuerySet, "of_viewer", ageless)
    assert watches(thief, guest)


def test_what_is_stored_is_not_what_opens(guest: Visitor, bought: Order):
    client = Client()
    client.cookies[settings.ORDER_COOKIE] = bought.browser_hash

    assert not watches(client, guest)
    assert hash_secret("") == access.Viewer().browser_hash == ""


def test_the_secret_is_gone_at_sign_in_and_sign_out(guest: Visitor, bought: Order):
    guest.client.post("/en/account/login/", {})
    assert guest.client.cookies[settings.ORDER_COOKIE].value

    user = User.objects.create_user("other@example.com", PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    guest.client.post("/en/account/login/", {"login": user.email, "password": PASSWORD})

    assert guest.client.cookies[settings.ORDER_COOKIE].value == ""


# -- the address was mistyped


def correct(visitor: Visitor, order: Order, email: str) -> str:
    """What the page says afterwards."""
    address = f"/en/checkout/orders/{order.pk}/address/"
    return visitor.client.post(address, {"email": email}, follow=True).text


def test_a_mistyped_address_is_corrected_where_it_was_typed(
    guest: Visitor, bought: Order, mailoutbox: list
):
    mistyped = link_in(mailoutbox[0])

    assert "a new link to right@example.com" in correct(
        guest, bought, "Right@example.com"
    )
    assert Client().post(mistyped).status_code == 410
    work.drain()

    assert mailoutbox[1].to == ["right@example.com"]
    reader = Client()
    reader.post(link_in(mailoutbox[1]))
    assert watches(reader, guest)
    assert User.objects.get().email == "right@example.com"


def test_it_is_corrected_three_times_and_not_once_it_is_somebodys(
    guest: Visitor, bought: Order, mailoutbox: list
):
    for number in range(5):
        correct(guest, bought, f"try{number}@example.com")
    work.drain()
    assert Order.objects.get().email == "try2@example.com"
    assert len(mailoutbox) == 4

    Order.objects.update(corrections=0)
    Client().post(link_in(mailoutbox[-1]))
    assert "cannot be changed" in correct(guest, bought, "late@example.com")
    assert Order.objects.get().email == "try2@example.com"


def test_control_without_its_limits_an_address_is_corrected_for_ever(
    guest: Visitor, bought: Order, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(claims, "MOST_CORRECTIONS", 99)
    for number in range(5):
        correct(guest, bought, f"try{number}@example.com")

    assert Order.objects.get().email == "try4@example.com"


def test_nobody_else_corrects_it_and_nonsense_is_said(
    guest: Visitor, bought: Order, mailoutbox: list
):
    stranger = Visitor(guest.shop, guest.sandbox)
    assert (
        stranger.client.post(
            f"/en/checkout/orders/{bought.pk}/address/", {"email": "m@example.com"}
        ).status_code
        == 404
    )
    assert "like name@example.com" in correct(guest, bought, "no address")

    work.drain()
    assert Order.objects.get().email == guest.email
    assert len(mailoutbox) == 1


def test_a_mail_repeated_after_a_crash_holds_the_link_it_held_before(
    guest: Visitor, bought: Order, mailoutbox: list
):
    Effect.objects.filter(kind="receipt").update(state="waiting", due=timezone.now())
    work.drain()

    first, again = map(link_in, mailoutbox)
    assert first == again
    assert Client().get(first).status_code == 200


def test_a_mail_under_way_to_the_mistyped_address_opens_nothing(
    guest: Visitor, bought: Order
):
    read_before = Order.objects.get()
    correct(guest, bought, "victim@example.com")

    token = read_before.new_claim_token("receipt")

    with pytest.raises(claims.SpentLink):
        claims.claim(token)


def test_control_written_whatever_the_address_that_mail_would_open_it(
    guest: Visitor, bought: Order, monkeypatch: pytest.MonkeyPatch
):
    read_before = Order.objects.get()
    correct(guest, bought, "victim@example.com")
    token = read_before.new_claim_token("receipt")

    Order.objects.update(claim_hash=hash_secret(token))

    assert claims.claim(token).email == "victim@example.com"


def test_an_address_longer_than_any_is_refused(guest: Visitor, bought: Order):
    correct(guest, bought, f"{'a' * 280}@example.com")

    assert Order.objects.get().email == guest.email
