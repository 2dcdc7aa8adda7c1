"""What nobody types: megabytes of accents, numbers without an end, and the byte that PostgreSQL refuses."""

import unicodedata
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from accounts.forms import FoldedEmail
from accounts.models import fold_email
from commerce.models import Coupon, fold_code
from commerce.postal import format_of
from tests.commerce.goods import sends, ship, stock_up
from tests.commerce.shop import Shop, Visitor

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

ACCENTS = "a" + "\u0316\u0301" * 3000  # to put in order, quadratically many steps
NUL = "a\0b"
NAMES = {
    "plan",
    "page",
    "coupon",
    "applied",
    "method",
    "delivery",
    "line",
    "q",
    "order",
    "seen",
    "session_id",
    "token",
    "next",
    "language",
    "locale",
    "search",
    "instructor",
    "email",
    "login",
    "name",
    "ship_name",
    "country",
    "ship_country",
    "postcode",
    "ship_postcode",
    "area",
    "ship_area",
    "add",
    "remove",
    "quantity",
    "days",
    "shown",
    "terms_read",
    "terms",
    "waiver",
    "phone",
    "notes",
}
JUDGED = [
    "coupon",
    "email",
    "token",
    "method",
    "delivery",
    "plan",
    "ship_country",
    "ship_area",
]
ADDRESSES = [
    "/",
    "/pricing/",
    "/courses/",
    "/sitemap.xml",
    "/documents/1/%00",
    "/media/%00.png",
    "/media/v/%00/%00",
    "/api/courses/",
    "/api/plans/",
    "/api/config/",
    "/api/orders/session/%00/",
    "/api/webhooks/stripe%00/",
    "/cms/login/",
    "/en/%00/",
    "/en/courses/%00/",
    "/en/courses/python/",
    "/en/all-courses/",
    "/en/courses.atom",
    "/en/search/",
    "/en/basket/",
    "/en/basket/checkout/",
    "/en/checkout/{key}/",
    "/en/checkout/orders/{key}/",
    "/en/checkout/orders/{key}/pay/",
    "/en/checkout/orders/{key}/link/",
    "/en/checkout/claim/%00/",
    "/en/payment-success/",
    "/en/payment-cancelled/",
    "/en/renew-subscription/",
    "/en/account/login/",
    "/en/account/signup/",
    "/en/account/login/code/confirm/",
    "/en/account/password/reset/",
    "/en/account/password/reset/key/1-%00/",
    "/en/account/confirm-email/%00/",
]


@pytest.fixture
def longest(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Of the texts that were normalised."""
    seen = [0]
    normalize = unicodedata.normalize

    def noted(form: str, text: str) -> str:
        seen.append(len(text))
        return normalize(form, text[:5000])

    monkeypatch.setattr(unicodedata, "normalize", noted)
    return lambda: max(seen)


@pytest.mark.parametrize("fold", [fold_code, fold_email, FoldedEmail().to_python])
def test_what_is_too_long_is_cut_before_it_is_folded(
    fold: Callable[[str], str], longest: Callable[[], int]
):
    fold(ACCENTS)

    assert 0 < longest() < 2000


def test_no_address_works_itself_to_death(shop: Shop, longest: Callable[[], int]):
    client = browser(shop)
    sent = dict.fromkeys(NAMES - {"remove"}, ACCENTS)
    answers = {each: client.post(each, sent).status_code for each in addresses(shop)}

    assert max(answers.values()) < 500, answers
    assert longest() < 2000


def test_a_nul_is_no_mistake_of_ours(shop: Shop):
    client = browser(shop)
    odd = dict.fromkeys(NAMES, NUL)
    answers = {
        f"{each} {send.__name__}": send(each, odd).status_code
        for each in addresses(shop)
        for send in (client.get, client.post)
    }

    assert max(answers.values()) < 500, answers


def test_a_nul_in_a_cookie_is_no_session(shop: Shop):
    client = browser(shop)
    client.cookies.load({settings.SESSION_COOKIE_NAME: "12345678\0abc"})

    assert client.get("/en/basket/").status_code == 200


def test_a_nul_in_one_field_leaves_the_form_standing(guest: Visitor):
    guest.client = client = browser(guest.shop)
    answers = {
        name: client.post("/en/basket/", {name: NUL}).status_code
        for name in ("add", "remove")
    }
    client.post("/en/basket/", {"add": "book"})
    for name in JUDGED:
        typed = {"plan": "basket", "coupon": "SPRING", "apply": ""} | {name: NUL}
        answer = sends(guest, "/en/basket/checkout/", **typed)
        answers[name] = answer.status_code

    assert max(answers.values()) < 500, answers


def test_a_total_of_five_thousand_digits_was_not_shown(guest: Visitor):
    guest.client = client = browser(guest.shop)
    client.post("/en/basket/", {"add": "book"})
    endless = "basket:" + "9" * 5000
    there = {"plan": "basket", "shown": endless}

    assert sends(guest, "/en/basket/checkout/", **there).status_code == 422


def test_of_countries_nobody_knows_nothing_is_remembered():
    assert format_of("X" * 1000) is format_of("Y" * 1000) is format_of("FR")


def browser(shop: Shop) -> Client:
    """Shown mistakes of ours as others see them, in a shop that has all there is."""
    stock_up(shop)
    ship("post", 400, "FR")
    Coupon.objects.create(code="SPRING", value=10, limit_person=1)
    return Client(raise_request_exception=False)


def addresses(shop: Shop) -> list[str]:
    return [each.format(key=shop.checkout.translation_key) for each in ADDRESSES]
