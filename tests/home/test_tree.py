"""Where pages of each type may stand: a wrong tree cannot be made, by form or by a direct post."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page

from accounts.models import User
from accounts.roles import OWNER
from commerce.models import PricingPage
from courses.models import CourseIndexPage, CoursePage, LessonPage
from home.models import HomePage, StandardPage
from home.tree import OnceForm
from story.forms import StoryForm
from tests.commerce.shop import Shop

pytestmark = pytest.mark.django_db

TYPES = {
    each._meta.model_name: each
    for each in (
        HomePage, StandardPage, CourseIndexPage, CoursePage, LessonPage, PricingPage,
    )
}  # fmt: skip
BELOW = {  # what may be added below a page of each type, in a shop that has one of each
    "root": {"homepage"},
    "homepage": {"standardpage", "pricingpage"},
    "standardpage": {"standardpage"},
    "courseindexpage": {"coursepage"},
    "coursepage": {"lessonpage"},
    "lessonpage": set(),
    "pricingpage": set(),
}


@pytest.fixture
def olive(roles: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("olive@example.com"), BACKEND)
    client.user = User.objects.get()
    client.user.groups.add(Group.objects.get(name=OWNER))
    return client


BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def tree(shop: Shop) -> dict[str, Page]:
    """One page of each type; a language is left that has none yet."""
    index = shop.course.get_parent()
    home = index.get_parent()
    about = StandardPage(title="About", slug="about", locale=home.locale)
    plans = PricingPage(title="Plans", slug="plans", locale=home.locale)
    for page in (about, plans):
        home.add_child(instance=page)
    Locale.objects.get_or_create(language_code="fr")
    pages = {"root": Page.get_first_root_node()}
    for page in (home, about, index, shop.course, shop.lesson, plans):
        pages[page.specific_class._meta.model_name] = page.specific
    return pages


def address(kind: str, parent: Page) -> str:
    label = TYPES[kind]._meta.app_label
    return reverse("wagtailadmin_pages:add", args=[label, kind, parent.pk])


def opened(client: Client, parent: Page) -> set[str]:
    return {
        kind for kind in TYPES if client.get(address(kind, parent)).status_code == 200
    }


@pytest.mark.parametrize("parent", BELOW)
def test_a_form_opens_only_where_its_page_may_stand(olive, tree, parent):
    assert opened(olive, tree[parent]) == BELOW[parent]


WORDS = {
    "title": "Wrong",
    "slug": "wrong",
    "summary": "Wrong.",
    "level": "all",
    **{f"{stream}-count": "0" for stream in ("body", "menu", "footer")},
    "action-publish": "1",
}


@pytest.mark.parametrize("parent", BELOW)
def test_a_direct_post_makes_no_other_page(olive, tree, parent):
    for kind in TYPES.keys() - BELOW[parent]:
        olive.post(address(kind, tree[parent]), WORDS)

    assert not Page.objects.filter(slug="wrong").exists()


MOVES = [
    ("lessonpage", "homepage"),
    ("lessonpage", "courseindexpage"),
    ("coursepage", "homepage"),
    ("coursepage", "coursepage"),
    ("courseindexpage", "root"),
    ("courseindexpage", "standardpage"),
    ("pricingpage", "courseindexpage"),
    ("pricingpage", "root"),
    ("standardpage", "coursepage"),
    ("homepage", "courseindexpage"),
]


@pytest.mark.parametrize(("moved", "to"), MOVES)
def test_a_page_is_moved_or_copied_to_no_wrong_place(olive, tree, moved, to):
    page, there = tree[moved], tree[to]
    before = Page.objects.count()
    copy = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": there.pk}

    olive.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, there.pk]))
    olive.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), copy)

    assert Page.objects.get(pk=page.pk).path == page.path
    assert Page.objects.count() == before


# -- one of each language


def test_a_language_has_one_home_and_one_catalogue(olive, tree):
    root, home = tree["root"], tree["homepage"]

    olive.post(address("homepage", root), {**WORDS, "locale": "en"})
    olive.post(address("courseindexpage", home), WORDS)

    assert HomePage.objects.count() == CourseIndexPage.objects.count() == 1


def test_control_without_their_rules_there_are_two(olive, tree, monkeypatch):
    monkeypatch.setattr(CourseIndexPage, "max_count_per_parent", None)
    monkeypatch.setattr(OnceForm, "clean", StoryForm.clean)

    olive.post(address("homepage", tree["root"]), {**WORDS, "locale": "en"})
    olive.post(address("courseindexpage", tree["homepage"]), WORDS)

    assert HomePage.objects.count() == CourseIndexPage.objects.count() == 2


def test_a_second_language_gets_its_own(olive, tree):
    olive.post(address("homepage", tree["root"]), {**WORDS, "locale": "fr"})
    french = HomePage.objects.get(locale__language_code="fr")
    olive.post(address("courseindexpage", french), {**WORDS, "slug": "cours"})

    assert CourseIndexPage.objects.filter(locale=french.locale).count() == 1
    assert "courseindexpage" not in opened(olive, french)
    assert opened(olive, tree["root"]) == set()  # every language has its home


def test_a_copy_makes_no_second_catalogue(olive, tree):
    home, index = tree["homepage"], tree["courseindexpage"]
    copy = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": home.pk}

    olive.post(reverse("wagtailadmin_pages:copy", args=[index.pk]), copy)

    assert CourseIndexPage.objects.count() == 1


def test_a_home_is_translated_though_its_language_has_none(olive, tree):
    french = Locale.objects.get(language_code="fr")
    translate = reverse(
        "simple_translation:submit_page_translation", args=[tree["homepage"].pk]
    )

    olive.post(translate, {"locales": [french.pk], "include_subtree": "on"})

    assert HomePage.objects.filter(locale=french).exists()
    assert CourseIndexPage.objects.filter(locale=french).exists()


def test_a_new_course_asks_for_no_parent(olive, tree):
    screen = olive.get("/cms/").content.decode()

    assert address("coursepage", tree["courseindexpage"]) in screen
