"""Plans side by side: a switch between terms where it compares something, and savings that are true."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils.translation import override
from wagtail.models import Locale

from commerce.domain.offers import offers_of
from commerce.domain.plans import plan_of
from commerce.domain.tiers import PlanTable, table_of, term_label
from commerce.models import Price, PriceVersion, PricingPage, Product, ProductText
from home.models import HomePage
from tests.commerce.shop import Shop

LANGUAGE = "en"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override(LANGUAGE):
        yield


def add(shop: Shop, product: str, amount: int, days: int | None) -> Price:
    """One more way to pay for a product of the shop's checkout."""
    sold = next(it.product for it in shop.prices.values() if it.product.code == product)
    kind = Price.Kind.PASS if days else Price.Kind.ONE_TIME
    price = Price.objects.create(code=f"{product}-{days}", product=sold, kind=kind, days=days)  # fmt: skip
    PriceVersion.objects.create(price=price, currency="EUR", amount=amount)
    keep(shop, *shop.checkout.prices.all(), price)
    return price


def keep(shop: Shop, *prices: Price) -> None:
    shop.checkout.prices = list(prices)
    shop.checkout.save_revision().publish()


def table(shop: Shop) -> PlanTable:
    checkout = shop.checkout
    return table_of([plan_of(checkout, offer, None) for offer in offers_of(checkout)])


def terms(shop: Shop) -> list[tuple[str, str]]:
    return [(term.label, term.saving) for term in table(shop).terms]


def test_a_product_of_two_terms_beside_another_is_switched(shop: Shop):
    found = table(shop)

    assert [(term.days, term.chosen) for term in found.terms] == [(30, True), (365, False)]  # fmt: skip
    assert [[plan.code for plan in tier.plans] for tier in found.tiers] == [
        ["monthly", "annual"],
        ["course"],
    ]


def test_the_recommended_term_is_shown_first(shop: Shop):
    shop.checkout.recommended = shop.prices["annual"]
    found = table(shop)

    assert [term.chosen for term in found.terms] == [False, True]
    assert [tier.featured for tier in found.tiers] == [True, False]


def alone(shop: Shop) -> None:
    keep(shop, shop.prices["monthly"], shop.prices["annual"])


def one_term(shop: Shop) -> None:
    keep(shop, shop.prices["monthly"], shop.prices["course"])


def other_terms(shop: Shop) -> None:
    add(shop, "python", 900, 7)
    add(shop, "python", 1900, 30)
    keep(shop, *(it for it in Price.objects.all() if it.days))


def for_good_as_well(shop: Shop) -> None:
    add(shop, "access", 99900, None)


def two_of_a_kind(shop: Shop) -> None:
    second = add(shop, "access", 5900, 31)
    Price.objects.filter(pk=second.pk).update(days=30)


@pytest.mark.parametrize(
    "offered", [alone, one_term, other_terms, for_good_as_well, two_of_a_kind]
)
def test_nothing_is_switched_where_that_compares_nothing(shop: Shop, offered):
    offered(shop)
    found = table(shop)

    assert found.terms == []
    assert all(len(tier.plans) == 1 for tier in found.tiers)
    assert len(found.tiers) == shop.checkout.prices.count()


def test_more_terms_than_the_stylesheet_knows_stand_side_by_side(shop: Shop):
    for days, amount in ((90, 13000), (180, 25000)):
        add(shop, "access", amount, days)
    assert len(terms(shop)) == 4  # the control

    add(shop, "access", 800, 7)

    assert terms(shop) == []


def test_what_is_saved_is_rounded_down(shop: Shop):
    assert terms(shop) == [("1 month", ""), ("1 year", "Save 15%")]  # 89 of 588


def test_the_least_saving_is_told(shop: Shop):
    guided(shop, annual=99000)

    assert terms(shop)[1] == ("1 year", "Save 15% or more")


def test_no_saving_is_told_where_one_plan_saves_nothing(shop: Shop):
    guided(shop, annual=12 * 9900)

    assert terms(shop)[1] == ("1 year", "")


def guided(shop: Shop, *, annual: int) -> None:
    """A second product of the same two terms instead of the course."""
    month = add(shop, "python", 9900, 30)
    year = add(shop, "python", annual, 365)
    keep(shop, shop.prices["monthly"], shop.prices["annual"], month, year)


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 day"), (29, "1 month"), (30, "1 month"), (31, "1 month"), (45, "45 days"), (90, "3 months"), (365, "1 year"), (366, "1 year"), (730, "730 days")],
)  # fmt: skip
def test_a_term_has_the_words_that_are_true(days: int, words: str):
    assert term_label(days) == words


def test_what_differs_is_compared_with_the_amounts_of_each_term(shop: Shop):
    guided(shop, annual=99000)
    for price, features in (("monthly", "Films"), ("course", "Films\nA teacher")):
        ProductText.objects.create(product=shop.prices[price].product, language=LANGUAGE, title=price, features=features)  # fmt: skip

    assert [(row["title"], row["cells"]) for row in table(shop).rows] == [
        ("1 month", ["€49", "€99"]),
        ("1 year", ["€499", "€990"]),
        ("Films", [True, True]),
        ("A teacher", [False, True]),
    ]


def test_what_is_bought_for_good_is_not_compared_with_passes_that_open_it(shop: Shop):
    for price, features in (("monthly", "Films"), ("course", "Read a program")):
        ProductText.objects.create(product=shop.prices[price].product, language=LANGUAGE, title=price, features=features)  # fmt: skip

    assert len(table(shop).tiers) == 2
    assert table(shop).rows == []


def test_passes_are_compared_beside_what_is_bought_for_good(shop: Shop):
    guided = Product.objects.create(code="guided")
    for code, features in (("access", "Films"), ("guided", "Films\nA teacher"), ("python", "Python")):  # fmt: skip
        ProductText.objects.create(product=Product.objects.get(code=code), language=LANGUAGE, title=code, features=features)  # fmt: skip
    month = Price.objects.create(code="guided", product=guided, kind=Price.Kind.PASS, days=30)  # fmt: skip
    PriceVersion.objects.create(price=month, currency="EUR", amount=9900)
    keep(shop, shop.prices["monthly"], month, shop.prices["course"])

    found = table(shop)

    assert len(found.tiers) == 3
    assert [row["cells"] for row in found.rows] == [[True, True], [False, True]]
    assert len(found.compared) == 2


def test_where_nothing_differs_nothing_is_compared(shop: Shop):
    assert table(shop).rows == []


def test_every_plan_stands_in_the_page_whatever_is_switched(shop: Shop):
    home = HomePage.objects.get(locale=Locale.objects.get(language_code=LANGUAGE))
    page = PricingPage(title="Plans", locale=home.locale)
    page.body = [("pricing_table", shop.checkout)]
    home.add_child(instance=page).save_revision().publish()
    text = Client().get(page.url).text

    assert text.count('type="radio"') == 2
    assert text.count(" checked>") == 1
    assert [f"plan={code}&" in text for code in shop.prices] == [True] * 3
