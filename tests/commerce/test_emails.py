"""Every mail the site sends: both parts, both languages, one look; and when those about failures are sent."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from allauth.core import context
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts import letters
from commerce.domain import calendar, facts
from commerce.domain.work import drain
from commerce.emails import LETTERS
from commerce.gateways.contract import PaymentSnapshot, Status
from commerce.models import Effect, Order, Payment, PaymentMethod, Product
from commerce.viewsets.samples import ACCOUNT, SHOWN, composed
from tests.commerce.shop import DECLINED, Visitor, deliver
from tests.measure import ROOT
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.django_db

NUMBER = "A-7Q3M-K2ZB"
SLUGS = [*SHOWN, *(ACCOUNT + name for name in letters.samples(""))]
SAME = re.compile(
    r"^(Amphi|e-mail|[\d €.,]+|A-\S+|[A-Z]{4}-[A-Z]{4}|\S+@\S+|https?:\S+|-- ?|)$"
)
each_mail = pytest.mark.parametrize("slug", SLUGS)
each_language = pytest.mark.parametrize("language", ["en", "fr"])


FILLING = "\u034f\u2007 \n"  # after the preheader, so that no program goes on reading


class Read(HTMLParser):
    """What a reader sees of a mail, and where it leads or loads from."""

    def __init__(self, html: str):
        super().__init__()
        self.words, self.addresses, self.tags = [], [], []
        self.feed(html.partition("<body")[2].partition(">")[2])

    def handle_starttag(self, tag: str, attrs: list):
        self.tags.append(tag)
        self.addresses += [at for name, at in attrs if name in {"href", "src"}]

    def handle_data(self, data: str):
        words = " ".join(data.strip(FILLING).split())
        self.words += [words] if words else []


@pytest.fixture(autouse=True)
def _within_a_request():
    with context.request_context(RequestFactory().get("/cms/")):
        yield


def parts(mail: EmailMultiAlternatives) -> tuple[str, str]:
    [(html, kind)] = mail.alternatives
    assert kind == "text/html"
    return mail.body, html


# -- what there is


def folder(name: str) -> Path:
    return ROOT / "templates" / name


def test_every_mail_is_shown_to_staff():
    of_orders = {path.stem for path in folder("emails").glob("*.txt")} - {"signature"}
    of_accounts = {
        path.name.removesuffix("_subject.txt")
        for path in folder("account/email").glob("*_subject.txt")
    }

    assert set(LETTERS) == of_orders == {shown.kind for shown in SHOWN.values()}
    assert set(letters.samples("")) == of_accounts == set(letters.titles())


@each_language
@each_mail
def test_both_parts_say_something_and_leave_nothing_open(slug: str, language: str):
    mail = composed(slug, language, None)
    text, html = parts(mail)

    assert mail.subject
    assert "\n" not in mail.subject
    assert f'<html lang="{language}">' in html
    for part in (mail.subject, text, html):
        assert not re.search(r"\{\{|\{%|%\(|None|AnonymousUser", part)
    assert settings.SUPPORT_EMAIL in html
    assert settings.SUPPORT_EMAIL in text or slug in {"review", "alarm"}


@each_language
@each_mail
def test_addresses_are_whole_and_none_is_of_a_stranger(slug: str, language: str):
    text, html = parts(composed(slug, language, None))

    ours = (settings.APP_URL, "mailto:")
    in_html = Read(html).addresses
    in_text = re.findall(r"https?://\S+", text)

    assert in_html
    assert [at for at in in_html + in_text if not at.startswith(ours)] == []
    assert "url(" not in html
    assert "@import" not in html


@each_mail
def test_no_word_stays_in_english(slug: str):
    english, french = (parts(composed(slug, each, None)) for each in ("en", "fr"))

    lines = [set(part[0].splitlines()) for part in (english, french)]
    words = [set(Read(part[1]).words) for part in (english, french)]

    assert {it for it in lines[0] & lines[1] if not SAME.match(it.strip())} == set()
    assert {it for it in words[0] & words[1] if not SAME.match(it)} == set()


@each_mail
def test_one_look_in_light_and_dark(slug: str):
    _text, html = parts(composed(slug, "en", None))

    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert "<table" not in html
    preheader = re.search(r"display: none;[^>]*>(.*?)</div>", html, re.DOTALL)[1]
    assert len(re.sub(r"<[^>]+>", "", preheader).strip(FILLING)) > 8
    drawn = {"script", "form", "iframe", "link", "svg"}
    assert drawn.isdisjoint(Read(html).tags)


def test_numbers_codes_and_dates_are_not_broken():
    order, code = (parts(composed(slug, "en", None))[1] for slug in ("transfer", ACCOUNT + "login_code"))  # fmt: skip
    whole = re.findall(r'<span style="white-space: nowrap;">([^<]+)</span>', order + code)  # fmt: skip

    assert {NUMBER, "WXYZ-BCDF", "e-mail"} <= set(whole)
    assert any(re.fullmatch(r"\d+ \w+ \d{4}", each) for each in whole)
    assert order.partition("<body")[2].count(NUMBER) == whole.count(NUMBER)
    assert all(len(each) < 30 for each in whole)


# -- a payment that fails when nobody looks any more


def debited(anna: Visitor, sandbox: SandboxProcess, outcome: str) -> Payment:
    """She signs a bank debit; days later the bank answers."""
    anna.order("monthly")
    payment = Payment.objects.get()
    sandbox.pay(payment.ref, method="sepa_debit")
    deliver(sandbox)
    drain()
    sandbox.settle(payment.ref, outcome)
    deliver(sandbox, times=2)
    drain()
    payment.refresh_from_db()
    return payment


def kinds() -> list[str]:
    return list(Effect.objects.order_by("pk").values_list("kind", flat=True))


def test_a_debit_that_fails_days_later_is_told_once(
    anna: Visitor, sandbox: SandboxProcess, mailoutbox: list
):
    payment = debited(anna, sandbox, "failed")

    assert payment.status == Payment.Status.FAILED
    assert kinds() == ["confirming", "failed"]
    [_confirming, mail] = mailoutbox
    assert mail.to == [anna.email]
    assert "No payment was taken." in mail.body
    [link] = re.findall(r"http://testserver(/\S+/orders/\S+)", mail.body)
    assert "Your bank did not approve" in anna.client.get(link).content.decode()


def test_a_debit_that_succeeds_is_no_failure(anna: Visitor, sandbox: SandboxProcess):
    assert debited(anna, sandbox, "succeeded").status == Payment.Status.SUCCEEDED
    assert kinds() == ["confirming", "receipt"]


def test_a_card_declined_before_the_buyers_eyes_is_not_mailed(
    anna: Visitor, sandbox: SandboxProcess
):
    anna.buy("monthly", card=DECLINED)
    deliver(sandbox)
    drain()

    assert kinds() == []


def test_control_without_waiting_for_news_a_buyer_who_saw_it_is_mailed(
    anna: Visitor, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    anna.order("monthly", method="paypal")
    payment = Payment.objects.get()
    failed = PaymentSnapshot(Status.FAILED)
    facts.record_facts(payment, failed)
    assert kinds() == []

    payment.status = Payment.Status.PENDING
    monkeypatch.setattr(facts, "AWAITED", {Payment.Status.PENDING})
    facts.record_facts(payment, failed)

    assert kinds() == ["failed"]


def time_passes() -> None:
    past = timezone.now() - timedelta(days=1)
    Payment.objects.update(expires_at=past, check_due=past)
    Order.objects.update(expires_at=past)
    drain()
    calendar.expire_orders()
    calendar.expire_orders()
    drain()


def test_a_transfer_that_never_came_closes_the_order_with_a_word(
    anna: Visitor, sandbox: SandboxProcess, mailoutbox: list
):
    anna.order("monthly", method="transfer")
    time_passes()

    assert Order.objects.get().payment_state == Order.PaymentState.EXPIRED
    assert kinds() == ["instructions", "expired"]
    assert "You owe nothing." in mailoutbox[-1].body


def test_who_left_the_card_page_is_left_in_peace(
    anna: Visitor, sandbox: SandboxProcess
):
    anna.order("monthly")
    sandbox.advance_clock(2 * 3600)
    time_passes()

    assert Order.objects.get().payment_state == Order.PaymentState.EXPIRED
    assert kinds() == []


# -- the first mail of an account


def claimed(guest: Visitor, sandbox: SandboxProcess, mailoutbox: list, plan: str = "monthly", **typed: str) -> None:  # fmt: skip
    guest.client = Client()
    guest.order(plan, **typed)
    payment = Payment.objects.latest("created")
    sandbox.pay(payment.ref)
    deliver(sandbox)
    drain()
    link = re.search(r"http://testserver(/\S+/claim/\S+)", mailoutbox[-1].body)[1]
    Client().post(link)
    drain()


def test_whoever_makes_an_account_by_an_order_is_welcomed_once(
    guest: Visitor, sandbox: SandboxProcess, mailoutbox: list
):
    claimed(guest, sandbox, mailoutbox)

    welcome = mailoutbox[-1]
    assert welcome.subject == "Welcome to Amphi"
    assert guest.shop.course.get_parent().title in welcome.body
    assert "/en/courses/" in welcome.body
    assert "Access until" in welcome.body

    claimed(guest, sandbox, mailoutbox, "course")
    assert kinds().count("welcome") == 1


def test_goods_open_nothing_and_welcome_nobody(
    guest: Visitor, sandbox: SandboxProcess, mailoutbox: list
):
    Product.objects.filter(code="python").update(kind=Product.Kind.GOODS)

    claimed(guest, sandbox, mailoutbox, "course", **WHERE)

    assert "welcome" not in kinds()


# -- where goods are sent


WHERE = {
    "ship_name": "Anna Martin",
    "ship_street": "Rue 1",
    "ship_postcode": "75001",
    "ship_city": "Paris",
    "ship_country": "FR",
}


@pytest.fixture
def post(shop) -> None:
    """The course is a book now, and is paid for at the door."""
    Product.objects.filter(code="python").update(kind=Product.Kind.GOODS)
    PaymentMethod.objects.create(
        code="cod", gateway="cod", needs_shipping=True, active=True
    )


def sent_book(buyer: Visitor, sandbox: SandboxProcess, mailoutbox: list) -> str:
    """Her order's page, when it is paid and the receipt is out."""
    buyer.order("course", **WHERE)
    sandbox.pay(Payment.objects.get().ref)
    deliver(sandbox)
    drain()
    page = f"/en/checkout/orders/{Order.objects.get().pk}/"
    return buyer.client.get(page).content.decode()


def test_the_owner_of_an_order_reads_where_it_goes(
    anna: Visitor, post: None, sandbox: SandboxProcess, mailoutbox: list
):
    page = sent_book(anna, sandbox, mailoutbox)

    where = "Anna Martin, Rue 1, 75001 Paris, France"
    assert where in page
    assert all(where in part for part in parts(mailoutbox[-1]))


def test_no_postal_address_goes_to_a_mailbox_nobody_proved(
    guest: Visitor, post: None, sandbox: SandboxProcess, mailoutbox: list
):
    page = sent_book(guest, sandbox, mailoutbox)

    told = [page, *parts(mailoutbox[-1])]
    assert Order.objects.get().shipping["ship_street"] == "Rue 1"
    assert not any("Rue 1" in part or "75001" in part for part in told)


def test_a_checkout_of_goods_alone_promises_no_access(
    guest: Visitor, anna: Visitor, post: None
):
    shop = guest.shop
    address = f"/en/checkout/{shop.checkout.translation_key}/"
    both = guest.client.get(address).content.decode()
    shop.checkout.prices = [shop.prices["course"]]
    shop.checkout.save_revision().publish()

    for buyer in (guest, anna):
        goods = buyer.client.get(address).content.decode()
        assert "access" not in goods.partition("<main")[2]
        assert "Your receipt goes" in goods
    assert "Your receipt and your access go here." in both
