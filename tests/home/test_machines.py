"""What is read by machines alone: feed, sitemap, manifest, icons."""

import re
import struct
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from PIL import Image
from wagtail.models import Locale, Page, PageViewRestriction, Site

from courses.models import CourseIndexPage, CoursePage
from home.icons import icons, our_sign
from home.models import HomePage
from tests.commerce.shop import Shop
from tests.home.heads import read
from tests.queries import cost

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
STATIC = Path(settings.STATICFILES_DIRS[0])


@pytest.fixture
def shop(shop: Shop) -> Shop:
    shop.course.save_revision().publish()
    return shop


def add_courses(count: int) -> None:
    index = CourseIndexPage.objects.get()
    for number in range(count):
        course = CoursePage(title=f"C{number}", summary="<&", locale=index.locale)
        index.add_child(instance=course).save_revision().publish()


# -- the feed


def feed(address: str = "/en/courses.atom") -> ET.Element:
    response = Client().get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # noqa: S314 -- our own answer


def test_the_feed_has_what_atom_asks_for(shop: Shop):
    add_courses(1)
    root = feed()
    entries = root.findall(f"{ATOM}entry")

    assert root.tag == f"{ATOM}feed"
    for element in [root, *entries]:
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}")
        assert parse_datetime(element.findtext(f"{ATOM}updated")).tzinfo
    links = {it.get("rel"): it.get("href") for it in root.findall(f"{ATOM}link")}
    assert links["self"] == "http://localhost/en/courses.atom"
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert [it.findtext(f"{ATOM}title") for it in entries] == ["C0", "Python"]
    assert [it.findtext(f"{ATOM}summary") for it in entries] == ["&lt;&amp;", "Learn it."]  # fmt: skip


def test_each_language_has_its_feed(shop: Shop):
    assert feed("/fr/courses.atom").findall(f"{ATOM}entry") == []


@pytest.mark.parametrize("way", ["draft", "restricted"])
def test_what_strangers_may_not_read_is_not_announced(shop: Shop, way: str):
    assert len(feed().findall(f"{ATOM}entry")) == 1  # the control

    if way == "draft":
        shop.course.unpublish()
    else:
        PageViewRestriction.objects.create(page=shop.course, restriction_type="login")

    assert feed().findall(f"{ATOM}entry") == []


def test_what_no_feed_may_hold_is_left_out(shop: Shop):
    for name in ("title", "summary", "instructor"):
        setattr(shop.course, name, "one\x0btwo\ufffe")
    shop.course.save_revision().publish()

    [entry] = feed().findall(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}title") == "onetwo"
    assert entry.findtext(f"{ATOM}summary") == "onetwo"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "onetwo"


def test_another_site_s_courses_are_its_own(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["*"])
    home = HomePage(title="Bees", slug="bees", locale=shop.course.locale)
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.create(hostname="bees.example", root_page=home)
    index = home.add_child(instance=CourseIndexPage(title="Bees", locale=home.locale))
    bees = CoursePage(title="Bees", summary="Keep.", locale=home.locale)
    index.add_child(instance=bees).save_revision().publish()

    def titles(host: str) -> list[str]:
        page = Client().get("/en/courses.atom", headers={"host": host}).content
        root = ET.fromstring(page)  # noqa: S314 -- our own answer
        return [it.findtext(f"{ATOM}title") for it in root.findall(f"{ATOM}entry")]

    assert titles("localhost") == ["Python"]
    assert titles("bees.example") == ["Bees"]


@pytest.mark.parametrize("courses", [0, 12])
def test_what_the_feed_costs(shop: Shop, courses: int):
    add_courses(courses)

    assert cost(Client(), "/en/courses.atom") == 3


# -- the sitemap


def sitemap() -> dict[str, ET.Element]:
    root = ET.fromstring(Client().get("/sitemap.xml").content)  # noqa: S314 -- our own answer
    return {each.findtext(f"{SITEMAP}loc"): each for each in root}


def alternates(url: ET.Element) -> dict[str, str]:
    found = url.findall(f"{XHTML}link")
    return {each.get("hreflang"): each.get("href") for each in found}


def test_the_sitemap_names_languages_as_the_pages_do(shop: Shop):
    locale = Locale.objects.get(language_code="fr")
    for page in [*shop.course.get_ancestors()[1:], shop.course]:
        page.specific.copy_for_translation(locale).save_revision().publish()
    urls = sitemap()
    pages = [shop.course, shop.course.get_translation(locale)]

    for page in pages:
        assert alternates(urls[page.full_url]) == read(page.url).alternates
        assert set(alternates(urls[page.full_url])) == {"en", "fr", "x-default"}
        assert urls[page.full_url].findtext(f"{SITEMAP}lastmod")


def test_closed_lessons_are_not_in_it(shop: Shop):
    assert shop.free_lesson.full_url in sitemap()
    assert shop.lesson.full_url not in sitemap()


@pytest.mark.parametrize("courses", [0, 12])
def test_what_the_sitemap_costs(shop: Shop, courses: int):
    add_courses(courses)

    assert cost(Client(), "/sitemap.xml") == 4


def test_robots_are_led_to_it_and_away_from_what_is_nobodys(client: Client):
    text = client.get("/robots.txt").content.decode()

    away = ["/cms/", "/api/"]
    for code in ("fr", "en"):
        away += [f"/{code}/checkout/orders/", f"/{code}/checkout/claim/"]
        away += [f"/{code}/account/", f"/{code}/search/"]

    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert re.findall("^Disallow: (.+)$", text, re.MULTILINE) == away


def test_robots_may_read_all_that_the_sitemap_names(shop: Shop, client: Client):
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").content.decode().splitlines())

    assert all(rules.can_fetch("*", address) for address in sitemap())
    assert not rules.can_fetch("*", "http://localhost/en/search/?q=a")  # the control


def test_robots_may_read_whatever_may_be_found_and_no_order(shop: Shop):
    checkout = reverse("checkout", args=[shop.checkout.translation_key])
    views = {
        checkout: True,
        reverse("search"): False,
        reverse("account_login"): False,
    }
    rules = RobotFileParser()
    rules.parse(Client().get("/robots.txt").content.decode().splitlines())

    for address, found in views.items():
        assert ("robots" not in read(address).metas) is found
        assert rules.can_fetch("*", address) is found
    for name in ("order", "pay_again", "send_link", "correct_address"):
        assert not rules.can_fetch("*", reverse(name, args=[shop.checkout.translation_key]))  # fmt: skip
    assert not rules.can_fetch("*", reverse("claim", args=["a"]))


# -- manifest and icons


def test_the_manifest_names_icons_of_the_sizes_they_have(client: Client):
    response = client.get("/manifest.webmanifest")
    told = response.json()

    assert response["Content-Type"] == "application/manifest+json"
    assert {"name", "short_name", "start_url", "display", "icons"} <= set(told)
    for icon in told["icons"]:
        with Image.open(STATIC / icon["src"].rpartition("/")[2]) as image:
            assert icon["sizes"] == f"{image.width}x{image.height}"
    assert {192, 512} <= {int(it["sizes"].partition("x")[0]) for it in told["icons"]}


@pytest.mark.parametrize("name", sorted(icons(our_sign())))
def test_icons_are_drawn_from_the_svg_of_today(name: str):
    assert (STATIC / name).read_bytes() == icons(our_sign())[name]


def test_the_old_icon_holds_three_sizes(client: Client):
    content = (STATIC / "favicon.ico").read_bytes()
    kind, count = struct.unpack("<xxHH", content[:6])

    assert (kind, count) == (1, 3)
    assert client.get("/favicon.ico")["Location"].startswith("/static/favicon")
