"""What a page says of itself: one address, its languages, words of its own, nothing of what is closed."""

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Locale, Page, PageViewRestriction

from accounts.models import User
from commerce.models import PricingPage
from courses.models import CoursePage, LessonPage
from home.models import HomePage, StandardPage
from tests.commerce.shop import Shop
from tests.home.heads import read

ROOT = "http://localhost"


@pytest.fixture
def shop(shop: Shop) -> Shop:
    LessonPage.objects.update(body="<p>canary</p><p>sings</p>")
    return shop


@pytest.fixture
def french(shop: Shop) -> CoursePage:
    """The course and all above it, in French."""
    locale = Locale.objects.get(language_code="fr")
    for page in [*shop.course.get_ancestors()[1:], shop.course]:
        page.specific.copy_for_translation(locale, copy_parents=True)
        page.get_translation(locale).specific.save_revision().publish()
    return shop.course.get_translation(locale)


def signed_in(client: Client) -> Client:
    user = User.objects.create_user("anna@example.com", is_superuser=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_translations_name_each_other_and_one_default(shop: Shop, french: CoursePage):
    pages = {"en": shop.course, "fr": french}
    addresses = {code: page.full_url for code, page in pages.items()}

    for page in pages.values():
        head = read(page.url)
        assert head.alternates == {**addresses, "x-default": addresses["fr"]}
        assert head.linked("canonical") == [page.full_url]


def test_what_is_not_translated_leads_nowhere_else(shop: Shop):
    own = shop.course.full_url

    assert read(shop.course.url).alternates == {"en": own, "x-default": own}


def test_a_draft_is_no_alternate(shop: Shop, french: CoursePage):
    french.unpublish()

    assert set(read(shop.course.url).alternates) == {"en", "x-default"}


@pytest.mark.parametrize("closed", [True, False])
def test_a_closed_translation_is_no_alternate_of_a_free_lesson(
    shop: Shop, french: CoursePage, *, closed: bool
):
    lesson = shop.free_lesson.copy_for_translation(french.locale)
    lesson.free = not closed
    lesson.save_revision().publish()
    named = set(read(shop.free_lesson.url).alternates)

    assert named == {"en", "x-default"} | (set() if closed else {"fr"})


@pytest.mark.parametrize("above", [False, True])
def test_a_translation_behind_a_sign_in_is_no_alternate(
    shop: Shop, french: CoursePage, *, above: bool
):
    before = set(read(shop.course.url).alternates)
    fence = french.get_parent() if above else french
    PageViewRestriction.objects.create(page=fence, restriction_type="login")

    assert before - set(read(shop.course.url).alternates) == {"fr"}


@pytest.mark.parametrize("place", ["search/?q=a", "account/login/"])
def test_views_have_one_address_in_each_language(shop: Shop, place: str):
    path = place.partition("?")[0]
    head = read(f"/en/{place}")
    french, english = (f"{ROOT}/{code}/{path}" for code in ("fr", "en"))

    assert head.linked("canonical") == [english]
    assert head.alternates == {"fr": french, "en": english, "x-default": french}
    assert head.metas["robots"] == "noindex"


def test_no_address_is_claimed_for_what_is_not_there(shop: Shop):
    head = read("/en/nothing/")

    assert (head.status, head.linked("canonical"), head.alternates) == (404, [], {})


def test_the_editors_words_come_first(shop: Shop):
    shop.course.seo_title, shop.course.search_description = "Learn Python", "In a week"
    shop.course.save()
    head = read(shop.course.url)

    assert head.title == f"Learn Python – {settings.WAGTAIL_SITE_NAME}"
    assert head.metas["og:title"] == "Learn Python"
    assert head.metas["description"] == head.metas["og:description"] == "In a week"


def test_without_them_the_page_speaks_for_itself(shop: Shop):
    home = HomePage.objects.get()
    opening = {"heading": "See code", "text": "One picture at a time.", "actions": []}
    home.body = [("hero", opening)]
    home.save()
    about = StandardPage(title="About", locale=home.locale)
    about.body = [("text", "<h2>We teach</h2><p>since 2020 &amp; more.</p>")]
    home.add_child(instance=about)

    assert read("/en/").metas["description"] == "One picture at a time."
    assert read("/en/").title == "See code – Amphi"
    assert read(about.url).metas["description"] == "We teach since 2020 & more."
    assert read(shop.course.url).metas["description"] == "Learn it."
    assert read(shop.free_lesson.url).metas["description"] == "canary sings"


def test_every_page_that_sells_introduces_itself(shop: Shop):
    home = HomePage.objects.get()
    plans = PricingPage(title="Plans", locale=home.locale)
    plans.body = [("text", "<p>One course, or all.</p>")]
    index = shop.course.get_parent()
    index.search_description = "All we teach."
    index.save()
    home.search_description = "We teach."
    home.save()
    pages = [home, index, shop.course, shop.free_lesson, home.add_child(instance=plans)]

    for page in pages:
        head = read(page.url)
        assert head.title.endswith(f" – {settings.WAGTAIL_SITE_NAME}")
        assert head.linked("canonical") == [page.full_url]
        assert head.metas["description"] == head.metas["og:description"] != ""
        assert head.metas["og:image"].startswith(f"{ROOT}/cards/{page.pk}-")
        assert head.metas["twitter:card"] == "summary_large_image"
        trails = head.of_type("BreadcrumbList")
        assert len(trails) == (page != home)


def test_a_closed_lesson_says_nothing_to_anybody_s_machine(shop: Shop, client: Client):
    for reader, status in ((client, 403), (signed_in(Client()), 200)):
        head = read(shop.lesson.url, reader)

        assert head.status == status
        assert (head.graph, head.linked("canonical"), head.alternates) == ([], [], {})
        assert head.metas["robots"] == "noindex"
        assert not {"description", "og:image", "og:title"} & set(head.metas)


def test_control_the_same_lesson_free_does(shop: Shop):
    LessonPage.objects.filter(pk=shop.lesson.pk).update(free=True)
    head = read(shop.lesson.url)

    assert head.metas["description"] == "canary sings"
    assert head.graph
    assert "robots" not in head.metas


def test_a_page_behind_a_sign_in_is_no_search_engine_s(shop: Shop, client: Client):
    kind = PageViewRestriction.LOGIN
    above = Page.objects.get(pk=shop.course.get_parent().pk)
    PageViewRestriction.objects.create(page=above, restriction_type=kind)
    head = read(shop.course.url, signed_in(client))

    assert (head.status, head.metas["robots"]) == (200, "noindex")
    assert (head.graph, head.alternates) == ([], {})


def test_every_page_names_feed_icons_manifest_and_both_colours(shop: Shop):
    head = read("/en/search/")
    text = Client().get("/en/search/").content.decode()
    (feed,) = [it for it in head.links if it.get("type") == "application/atom+xml"]

    assert feed["href"] == "/en/courses.atom"
    assert head.linked("manifest") == ["/manifest.webmanifest"]
    assert len(head.linked("icon")) == 2
    assert len(head.linked("apple-touch-icon")) == 1
    assert text.count('name="theme-color"') == 2


def test_a_checkout_may_be_found_and_says_what_it_sells(shop: Shop):
    address = f"/en/checkout/{shop.checkout.translation_key}/"
    head = read(f"{address}?plan=month")

    assert "robots" not in head.metas
    assert head.linked("canonical") == [f"{ROOT}{address}"]
    assert (
        head.metas["description"]
        == "access: access, €49; python, €49.99; access, €499."
    )
    assert head.title == "access – Amphi"
