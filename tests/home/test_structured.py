"""What search engines read as data: valid by schema.org's words, at the price that is asked."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Page

from accounts.models import User
from commerce.models import PriceVersion, PricingPage
from home.models import HomePage
from tests.commerce.shop import Shop
from tests.courses.school import store_film
from tests.home.heads import read

ROOT = "http://localhost"
REQUIRED = {
    "BreadcrumbList": {"itemListElement"},
    "Course": {"name", "description", "provider", "hasCourseInstance", "offers"},
    "CourseInstance": {"courseMode"},
    "FAQPage": {"mainEntity"},
    "Offer": {"price", "priceCurrency", "availability", "url", "category"},
    "Organization": {"name", "url"},
    "Product": {"name", "image", "offers"},
    "Question": {"name", "acceptedAnswer"},
    "VideoObject": {"name", "description", "thumbnailUrl", "uploadDate", "duration"},
    "WebSite": {"name", "url"},
}


@pytest.fixture
def shop(shop: Shop) -> Shop:
    shop.course.checkout = shop.checkout
    shop.course.hours, shop.course.instructor = 12, "Marie Dupont"
    questions = [{"question": "Is it </script> hard?", "answer": "<p>No & yes.</p>"}]
    shop.course.body = [("faq", {"questions": questions})]
    shop.course.save()
    for lesson in (shop.free_lesson, shop.lesson):
        lesson.video = store_film()
        lesson.save_revision().publish()
    return shop


def pricing(shop: Shop) -> Page:
    home = HomePage.objects.get()
    body = [("pricing_table", shop.checkout), ("checkout", shop.checkout)]
    return home.add_child(
        instance=PricingPage(title="Plans", locale=home.locale, body=body)
    )


def nodes(value: object) -> list[dict]:
    """Every node of a graph, however deep."""
    if isinstance(value, list):
        return [node for each in value for node in nodes(each)]
    if not isinstance(value, dict):
        return []
    return [value, *nodes([*value.values()])]


def test_every_node_has_what_its_type_asks_for(shop: Shop):
    addresses = ["/en/", shop.course.url, shop.free_lesson.url, pricing(shop).url]
    found = [node for address in addresses for node in nodes(read(address).graph)]

    for node in found:
        missing = REQUIRED.get(node.get("@type", ""), set()) - set(node)
        assert not missing, node
    assert {node.get("@type") for node in found} >= set(REQUIRED)


def test_a_course_is_offered_at_the_prices_it_shows(shop: Shop):
    (course,) = read(shop.course.url).of_type("Course")
    prices = [(it["name"], it["price"], it["priceCurrency"]) for it in course["offers"]]

    assert prices == [
        ("access", "49.00", "EUR"),
        ("python", "49.99", "EUR"),
        ("access", "499.00", "EUR"),
    ]
    assert course["offers"][0]["eligibleDuration"]["value"] == 30
    assert course["hasCourseInstance"][0]["courseWorkload"] == "PT12H"
    assert course["hasCourseInstance"][0]["instructor"]["name"] == "Marie Dupont"


@pytest.mark.parametrize("on_page", ["course", "pricing"])
def test_a_new_amount_is_told_at_once(shop: Shop, on_page: str):
    address = shop.course.url if on_page == "course" else pricing(shop).url
    before = told(address)
    PriceVersion.objects.create(
        price=shop.prices["monthly"],
        currency="EUR",
        amount=5900,
        effective_from=timezone.now(),
    )

    assert (before["monthly"], told(address)["monthly"]) == ("49.00", "59.00")
    assert "€59" in Client().get(address).content.decode()


def told(address: str) -> dict[str, str]:
    """Prices by the plan their address chooses."""
    offers = [it for it in nodes(read(address).graph) if it.get("@type") == "Offer"]
    return {it["url"].partition("plan=")[2].partition("&")[0]: it["price"] for it in offers}  # fmt: skip


def test_a_product_is_named_once_with_its_plans(shop: Shop):
    products = read(pricing(shop).url).of_type("Product")
    plans = {it["name"]: [Decimal(o["price"]) for o in it["offers"]] for it in products}

    assert plans == {"access": [49, 499], "python": [Decimal("49.99")]}


@pytest.mark.parametrize("unsold", ["draft", "archived"])
def test_what_is_not_on_sale_is_not_offered(shop: Shop, unsold: str):
    address = pricing(shop).url
    if unsold == "draft":
        shop.checkout.unpublish()
    else:
        for price in shop.prices.values():
            price.archived_at = timezone.now()
            price.save()

    assert read(address).of_type("Product") == []


def test_the_way_down_is_told_from_the_home_page(shop: Shop):
    (trail,) = read(shop.free_lesson.url).of_type("BreadcrumbList")
    steps = trail["itemListElement"]

    assert [it["position"] for it in steps] == [1, 2, 3, 4]
    assert [it["name"] for it in steps] == ["Amphi", "Courses", "Python", "Welcome"]
    assert steps[-1]["item"] == shop.free_lesson.full_url
    assert read("/en/").of_type("BreadcrumbList") == []


def test_questions_are_plain_words_and_cannot_end_the_block(shop: Shop):
    head = read(shop.course.url)
    (page,) = head.of_type("FAQPage")
    (question,) = page["mainEntity"]

    assert question["name"] == "Is it </script> hard?"
    assert question["acceptedAnswer"]["text"] == "No & yes."
    (block,) = [it for it in head.scripts if it.get("type") == "application/ld+json"]
    assert block == {"type": "application/ld+json"}


def test_the_catalogue_lists_its_courses(shop: Shop):
    (listed,) = read("/en/courses/").of_type("ItemList")
    (course,) = listed["itemListElement"]

    assert (course["position"], course["url"]) == (1, shop.course.full_url)
    assert read(shop.course.url).of_type("ItemList") == []


def test_who_we_are_stands_on_the_home_page(shop: Shop):
    (us,) = read("/en/").of_type("Organization")

    assert us["url"] == f"{ROOT}/"
    assert us["logo"].startswith(f"{ROOT}/static/icon-512")
    assert read(shop.course.url).of_type("Organization") == []


def test_nothing_of_a_closed_lesson_is_told_elsewhere(shop: Shop):
    shop.lesson.body = "<p>canary</p>"
    shop.lesson.save_revision().publish()

    for address in ("/en/", shop.course.url, shop.free_lesson.url):
        assert "canary" not in Client().get(address).content.decode()
        assert shop.lesson.title not in str(read(address).graph)


def test_the_film_of_a_free_lesson_is_described_and_not_given_away(shop: Shop):
    (film,) = read(shop.free_lesson.url).of_type("VideoObject")

    assert (film["name"], film["duration"]) == ("Welcome", "PT60S")
    assert film["thumbnailUrl"] == [f"{ROOT}/media/v/{shop.free_lesson.pk}/poster.jpg"]
    assert Client().get(film["thumbnailUrl"][0]).status_code == 200
    assert parse_datetime(film["uploadDate"]).tzinfo
    assert "film.mp4" not in str(film)


@pytest.mark.parametrize("closed", ["gated", "without a film"])
def test_no_other_film_is_described(shop: Shop, closed: str):
    shop.free_lesson.free = closed != "gated"
    shop.free_lesson.video = None if closed == "without a film" else store_film()
    shop.free_lesson.save()

    for client in (Client(), signed_in()):
        assert read(shop.free_lesson.url, client).of_type("VideoObject") == []


def signed_in() -> Client:
    client = Client()
    user = User.objects.create_user("edith@example.com", is_superuser=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client
