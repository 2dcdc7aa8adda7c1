"""A buyer with a code: what is shown is what is charged, and what is refused is said."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commerce.domain import calendar, coupons
from commerce.domain.work import drain
from commerce.models import (
    CheckoutSnippet,
    Coupon,
    CouponUse,
    Effect,
    Entitlement,
    Order,
    Payment,
    PriceVersion,
)
from commerce.reducible import ReducibleForm
from tests.commerce.shop import Visitor, deliver
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def coupon(code: str = "SPRING", **terms: object) -> Coupon:
    return Coupon.objects.create(code=code, **{"value": 10, "currency": "EUR"} | terms)


class Page:
    """A checkout as it stands in a browser: its hidden fields, sent with what somebody types."""

    def __init__(self, visitor: Visitor, query: str = "", plan: str = "monthly"):
        self.client = visitor.client
        key = visitor.shop.checkout.translation_key
        self.address = f"/en/checkout/{key}/?plan={plan}{query}"
        self.typed = {"plan": plan, "method": "stripe", "email": visitor.email}
        self.typed |= {"terms": "on", "waiver": "on"}
        self._read(self.client.get(self.address))

    def _read(self, response) -> None:
        self.response, self.text = response, response.text
        self.hidden = {}
        for name, value in HIDDEN.findall(self.text):
            self.hidden.setdefault(name, []).append(value)

    def send(self, **typed: str) -> "Page":
        self._read(self.client.post(self.address, self.hidden | self.typed | typed))
        return self

    def apply(self, code: str, **typed: str) -> "Page":
        return self.send(coupon=code, apply="", **typed)

    @property
    def button(self) -> str:
        return " ".join(
            re.search(r"data-pay-words[^>]*>(.*?)</button", self.text, re.DOTALL)[
                1
            ].split()
        )


def test_a_code_shows_the_saving_and_the_total_and_that_is_charged(guest: Visitor):
    coupon()
    page = Page(guest).apply("spring", notes="Hello", terms="")

    assert page.response.status_code == 200
    assert "€44.10" in page.button
    assert "-€4.90" in page.text
    assert "Hello" in page.text
    assert not Order.objects.exists()

    page.send()

    order = Order.objects.get()
    line = order.lines.get()
    assert (order.total, line.discount, line.amount) == (4410, 490, 4410)
    assert Payment.objects.get().amount == 4410
    use = CouponUse.objects.get()
    assert (use.order, use.discount, use.person) == (order, 490, guest.email)
    assert Coupon.objects.get().used == 1


def test_what_was_typed_is_kept_whatever_the_code(guest: Visitor):
    coupon()
    typed = {"notes": "At noon", "city": "Lyon", "method": "paypal", "plan": "annual"}

    for code in ("spring", "summer"):
        page = Page(guest).apply(code, **typed)

        for value in ("At noon", "Lyon", guest.email):
            assert value in page.text
        for name, value in {"method": "paypal", "plan": "annual"}.items():
            assert page.response.context["form"][name].value() == value
        assert page.response.context["form"]["terms"].value() == "on"


def test_a_code_is_removed_again(guest: Visitor):
    coupon()
    page = Page(guest).apply("SPRING").send(remove="")

    assert "€49" in page.button
    page.send()
    assert Order.objects.get().total == 4900


@pytest.mark.parametrize("code", ["SUMMER", "<script>", "SUM\u0000MER", "X" * 61])
def test_a_wrong_code_is_refused_and_nothing_is_lost(guest: Visitor, code: str):
    coupon()
    page = Page(guest).apply(code, notes="Hello")

    assert page.response.status_code == 422
    assert "This code is not known" in page.text
    assert "Hello" in page.text
    assert "€49" in page.button


def test_a_code_that_was_typed_but_never_applied_is_applied_first(guest: Visitor):
    coupon()
    page = Page(guest).send(coupon="SPRING")

    assert not Order.objects.exists()
    assert "€44.10" in page.button
    page.send()
    assert Order.objects.get().total == 4410


def test_a_code_in_the_address_is_in_place(guest: Visitor):
    coupon()

    assert "€44.10" in Page(guest, "&coupon=spring").button


def test_it_travels_through_a_page_that_sells(guest: Visitor, shop):
    shop.course.checkout = shop.checkout
    shop.course.save()

    shown = guest.client.get(shop.course.get_url(), {"coupon": "SPRING 10"}).text

    assert "coupon=SPRING+10" in shown
    assert "coupon" not in guest.client.get(shop.course.get_url()).text


def test_a_code_that_ran_out_meanwhile_charges_nothing_and_says_the_new_total(
    guest: Visitor,
):
    coupon(limit_total=1)
    page = Page(guest).apply("SPRING")
    Coupon.objects.update(used=1)  # somebody was quicker

    page.send()

    assert page.response.status_code == 422
    assert "used as often as it could be" in page.text
    assert "The total is now €49. Nothing was ordered yet." in page.text
    assert not Order.objects.exists()

    page.send(coupon="")
    assert Order.objects.get().total == 4900


def test_the_last_use_gone_while_the_order_is_written_says_the_same(
    guest: Visitor, monkeypatch
):
    coupon(limit_total=1)
    page = Page(guest).apply("SPRING")
    take = coupons.take

    def late(*what: object) -> None:
        Coupon.objects.update(used=1)
        take(*what)

    monkeypatch.setattr(coupons, "take", late)
    page.send()

    assert page.response.status_code == 422
    assert "The total is now €49. Nothing was ordered yet." in page.text
    assert not Order.objects.exists()


def test_a_price_that_rose_since_it_was_shown_is_shown_before_it_is_charged(
    guest: Visitor, shop
):
    page = Page(guest)
    PriceVersion.objects.create(
        price=shop.prices["monthly"], currency="EUR", amount=5900
    )

    page.send()

    assert page.response.status_code == 422
    assert "The total is now €59. Nothing was ordered yet." in page.text
    page.send()
    assert Order.objects.get().total == 5900


def test_control_without_the_total_that_was_shown_more_is_charged(
    guest: Visitor, shop, monkeypatch
):
    monkeypatch.setattr(ReducibleForm, "_tell_another_total", lambda *_: None)
    page = Page(guest)
    PriceVersion.objects.create(
        price=shop.prices["monthly"], currency="EUR", amount=5900
    )

    page.send()

    assert Order.objects.get().total == 5900


def test_terms_of_a_coupon_changed_since_it_was_shown_are_shown_first(guest: Visitor):
    coupon()
    page = Page(guest).apply("SPRING")
    Coupon.objects.update(value=5)

    page.send()

    assert "The total is now €46.55" in page.text
    assert not Order.objects.exists()


def test_a_guest_pays_nothing_with_everything_off_and_gets_the_claim_link(
    guest: Visitor, mailoutbox, sandbox: SandboxProcess
):
    coupon(value=100)
    page = Page(guest).apply("SPRING")

    assert "Order for free" in page.button
    page.send(method="")
    drain()

    order = Order.objects.get()
    assert (order.total, order.payment_state) == (0, Order.PaymentState.PAID)
    assert not Payment.objects.exists()
    assert sandbox.calls("checkout.sessions.create") == []
    assert Entitlement.objects.get().order == order
    (receipt,) = mailoutbox
    assert "/claim/" in receipt.body
    assert "SPRING" in receipt.body


def test_nobody_whose_order_is_free_by_a_coupon_skips_the_terms(guest: Visitor):
    coupon(value=100)
    page = Page(guest).apply("SPRING")
    page.typed.pop("terms")

    assert page.send().response.status_code == 422


def test_a_changed_code_makes_another_order_than_the_open_one(anna: Visitor):
    coupon()
    coupon("AUTUMN", value=20, limit_person=1)
    Page(anna).apply("SPRING").send()
    Page(anna).apply("AUTUMN").send()
    Page(anna).apply("AUTUMN").send()  # hers already: the same order

    totals = Order.objects.order_by("created").values_list("total", "payment_state")
    assert list(totals) == [(4410, "canceled"), (3920, "pending")]
    used = Coupon.objects.order_by("code").values_list("code", "used")
    assert list(used) == [("AUTUMN", 1), ("SPRING", 0)]

    Page(anna).send()
    assert Order.objects.latest("created").total == 4900
    assert not Coupon.objects.exclude(used=0).exists()


def test_who_used_it_once_is_told_under_any_name(anna: Visitor, shop, sandbox):
    coupon(limit_person=1)
    Page(anna).apply("SPRING").send()
    sandbox.pay(Payment.objects.get().ref)
    deliver(sandbox)
    drain()

    again = Page(anna).apply("spring")
    as_guest = Page(Visitor(shop, sandbox, email="ANNA@example.com")).apply("SPRING")

    for page in (again, as_guest):
        assert page.response.status_code == 422
        assert "You have used this code already." in page.text


def expire() -> None:
    Payment.objects.update(status=Payment.Status.CANCELED)
    Order.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    calendar.expire_orders()
    calendar.expire_orders()


def test_an_order_that_expires_gives_its_use_back_once(guest: Visitor):
    coupon(used=5, limit_total=9)
    Page(guest).apply("SPRING").send()
    assert Coupon.objects.get().used == 6

    expire()

    assert Order.objects.get().payment_state == Order.PaymentState.EXPIRED
    assert Coupon.objects.get().used == 5
    assert CouponUse.objects.get().released_at is not None


@pytest.mark.parametrize(("limit", "reviews"), [(2, []), (1, ["coupon"])])
def test_late_money_keeps_its_price_and_counts(
    guest: Visitor, shop, sandbox, limit: int, reviews: list[str]
):
    coupon(limit_total=limit)
    Page(guest).apply("SPRING").send()
    late = Payment.objects.get()
    expire()
    other = Visitor(shop, sandbox, email="other@example.com")
    Page(other).apply("SPRING").send()

    sandbox.pay(late.ref)
    deliver(sandbox)
    drain()

    assert Order.objects.get(payments=late).payment_state == Order.PaymentState.PAID
    live = CouponUse.objects.filter(released_at=None)
    assert live.count() == Coupon.objects.get().used == 2
    reasons = Effect.objects.filter(kind="review").values_list(
        "payload__reason", flat=True
    )
    assert list(reasons) == reviews


# -- who is asked, and how often


def test_nobody_is_asked_where_no_code_can_be_used_or_none_is_taken(
    guest: Visitor, shop
):
    assert "Have a code?" not in Page(guest).text
    made = coupon()
    assert "Have a code?" in Page(guest).text

    Coupon.objects.update(active=False)
    assert "Have a code?" not in Page(guest).text
    Coupon.objects.update(active=True)
    CheckoutSnippet.objects.update(takes_coupons=False)
    assert "Have a code?" not in Page(guest, f"&coupon={made.code}").text
    page = Page(guest).send(coupon="SPRING", applied="SPRING")
    assert Order.objects.get().total == 4900
    assert page.response.status_code == 302


def test_the_question_costs_no_query(guest: Visitor):
    Page(guest)
    with CaptureQueriesContext(connection) as without:
        guest.client.get(Page(guest).address)
    coupon()
    with CaptureQueriesContext(connection) as asking:
        guest.client.get(Page(guest).address)

    assert len(asking) == len(without)


def test_guessing_ends_after_ten_codes_but_a_known_one_goes_on(guest: Visitor):
    coupon()
    page = Page(guest).apply("SPRING")
    for number in range(10):
        assert "is not known" in Page(guest, f"&coupon=GUESS{number}").text

    told = Page(guest).apply("AUTUMN")
    assert told.response.status_code == 422
    assert "Too many codes were tried." in told.text
    assert Page(guest).apply("SPRING").response.status_code == 200
    page.send()
    assert Order.objects.get().total == 4410


def test_an_address_that_drops_its_cookies_is_stopped_too(
    guest: Visitor, shop, sandbox
):
    coupon()
    for number in range(40):
        Page(Visitor(shop, sandbox), f"&coupon=GUESS{number}")

    assert "Too many codes" in Page(Visitor(shop, sandbox), "&coupon=SPRING").text
