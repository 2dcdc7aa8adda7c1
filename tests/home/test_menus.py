"""Menus and foot of a language: what an editor placed, in order, and never a page that is closed to a visitor."""

import pytest
from django.test import Client
from wagtail.blocks import StreamValue
from wagtail.models import Locale, Page, PageViewRestriction, Site

from home import frame
from home.models import HomePage, SiteSettings, StandardPage
from tests.commerce.shop import Shop
from tests.queries import cost

SIX = ["Courses", "Pricing", "About us"] * 2


@pytest.fixture
def home(shop: Shop) -> HomePage:
    return HomePage.objects.get()


@pytest.fixture
def about(home: HomePage) -> StandardPage:
    return home.add_child(instance=StandardPage(title="About us"))


def to(page: Page, label: str = "") -> dict:
    return {"type": "page", "value": {"page": page.pk, "label": label}}


def address(url: str, label: str) -> dict:
    return {"type": "address", "value": {"url": url, "label": label}}


def place(home: HomePage, *links: dict) -> None:
    home.menu = StreamValue(home.menu.stream_block, list(links), is_lazy=True)
    home.save_revision().publish()


def place_below(home: HomePage, heading: str, *links: dict) -> None:
    column = {"type": "column", "value": {"heading": heading, "links": list(links)}}
    home.footer = StreamValue(home.footer.stream_block, [column], is_lazy=True)
    home.save_revision().publish()


def bar(path: str = "/en/") -> list[str]:
    return [each["title"] for each in Client().get(path).context["navigation"]]


def test_the_editors_order_and_words(home: HomePage, shop: Shop, about: StandardPage):
    place(
        home,
        to(about),
        address("https://blog.example/", "Blog"),
        to(shop.course, "Start"),
    )

    assert bar() == ["About us", "Blog", "Start"]
    assert bar("/en/account/login/") == ["About us", "Blog", "Start"]


def test_without_a_menu_the_pages_shown_in_menus(home: HomePage, about: StandardPage):
    about.show_in_menus = True
    about.save()

    assert "About us" in bar()


def test_a_draft_is_not_shown_until_it_is_published(
    home: HomePage, about: StandardPage
):
    place(home, to(about))
    assert bar() == ["About us"]

    about.unpublish()
    assert bar() == []

    about.save_revision().publish()
    assert bar() == ["About us"]


def fence(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def test_a_page_that_is_restricted_or_below_one_is_not_shown(
    home: HomePage, shop: Shop, about: StandardPage
):
    place(home, to(about), to(shop.course))

    fence(about)
    fence(shop.course.get_parent())

    assert bar() == []


def test_a_lesson_for_sale_is_not_shown_however_it_came_in(home: HomePage, shop: Shop):
    place(home, to(shop.lesson), to(shop.free_lesson))

    assert bar() == ["Welcome"]


def test_without_the_look_at_who_may_read_all_would_be_shown(
    home: HomePage, shop: Shop, about: StandardPage, monkeypatch
):
    place(home, to(shop.lesson), to(about))
    fence(about)
    assert bar() == []

    monkeypatch.setattr(frame, "is_for_all", lambda _page: True)

    assert bar() == ["Loops", "About us"]


def test_a_restricted_page_shown_in_menus_is_not_either(about: StandardPage):
    about.show_in_menus = True
    about.save()

    fence(about)

    assert "About us" not in bar()


def test_another_languages_page_is_shown_in_its_translation_or_not_at_all(
    home: HomePage, shop: Shop, about: StandardPage
):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    accueil = home.copy_for_translation(french)
    accueil.save_revision().publish()
    place(accueil, to(about), to(shop.course))
    assert bar("/fr/") == []

    propos = about.copy_for_translation(french)
    propos.title = "À propos"
    propos.save_revision().publish()

    assert bar("/fr/") == ["À propos"]
    assert "About us" not in bar("/fr/")


def test_each_language_has_its_own(home: HomePage, about: StandardPage):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    accueil = home.copy_for_translation(french)
    place(accueil, address("https://fr.example/", "Journal"))
    place(home, address("https://en.example/", "Blog"))

    assert (bar("/en/"), bar("/fr/")) == (["Blog"], ["Journal"])


def test_a_front_page_kept_like_another_changes_with_it_at_once(home: HomePage):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    place(home, address("https://b.example/", "Blog"))
    home.copy_for_translation(french, alias=True)
    assert bar("/fr/") == ["Blog"]

    place(home, address("https://n.example/", "News"))

    assert bar("/fr/") == bar("/en/") == ["News"]


def test_the_foot_has_the_editors_columns_and_words(
    home: HomePage, about: StandardPage
):
    home.footer_words = "Paid once."
    place_below(home, "Who we are", to(about))

    page = Client().get("/en/").content.decode()

    assert "<h2>Who we are</h2>" in page
    assert "<p>Paid once.</p>" in page


def test_an_empty_column_is_left_out(home: HomePage, about: StandardPage):
    place_below(home, "Who we are", to(about))
    about.unpublish()

    assert "Who we are" not in Client().get("/en/").content.decode()


@pytest.mark.parametrize("pages", [1, 5])
def test_menus_cost_no_query_more(home: HomePage, shop: Shop, pages: int):
    before = cost(Client(), "/en/")
    placed = [
        home.add_child(instance=StandardPage(title=f"P{it}")) for it in range(pages)
    ]
    place(home, *(to(page) for page in placed))
    place_below(home, "All", *(to(page) for page in placed))

    assert cost(Client(), "/en/") == before


def test_a_preview_shows_the_menu_of_the_draft(home: HomePage, about: StandardPage):
    place(home, to(about))
    home.menu = StreamValue(
        home.menu.stream_block, [address("https://b.example/", "Blog")], is_lazy=True
    )

    shown = home.make_preview_request().content.decode()

    assert bar() == ["About us"]
    assert ">Blog</a>" in shown
    assert "About us" not in shown


def test_another_process_sees_a_new_menu_at_once(
    home: HomePage, about: StandardPage, monkeypatch
):
    """What is kept stands under the version it was read from: nothing need be thrown away."""
    place(home, to(about))
    assert bar() == ["About us"]
    HomePage.objects.filter(pk=home.pk).update(
        menu=[address("https://b.example/", "Blog")]
    )
    assert bar() == ["About us"]

    HomePage.objects.filter(pk=home.pk).update(live_revision=None)

    assert bar() == ["Blog"]


@pytest.mark.parametrize(
    ("labels", "name", "fold"),
    [
        (["Courses", "Pricing", "About us"], "Amphi", ""),
        (SIX, "Amphi", "is-long"),
        ([*SIX, "Teachers"], "Institute of Languages", "is-full"),
        (["Courses for everybody"] * 6, "Amphi", "is-full"),
    ],
)
def test_a_menu_that_does_not_fit_is_folded(
    home: HomePage, labels: list[str], name: str, fold: str
):
    SiteSettings.objects.create(site=Site.objects.get(), name=name)
    place(home, *(address("https://blog.example/", label) for label in labels))

    assert Client().get("/en/").context["bar_fold"] == fold
