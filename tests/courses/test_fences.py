"""What lies behind a restriction is offered to those only who read a page that lies behind it too."""

import pytest
from django.db.models import Q
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from accounts.models import User
from courses import cards
from courses.models import CoursePage
from home.models import HomePage
from tests.commerce.shop import Shop
from tests.courses.school import store_film

SAMPLE = '<details class="sample"'


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """Python with a free film, Django with another; both on the front page."""
    shop.free_lesson.video = store_film()
    shop.free_lesson.save()
    index = Page.objects.get(pk=shop.course.get_parent().pk)
    django = CoursePage(title="Django", summary="Build", locale=index.locale)
    index.add_child(instance=django)
    home = HomePage.objects.get()
    home.body = [("course_cards", {"courses": [shop.course, django]})]
    home.save_revision().publish()
    return shop


@pytest.fixture
def member(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("anna@example.com"))
    return client


def fence(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def beside() -> str:
    return CoursePage.objects.get(title="Django").get_url()


def offered(place: str, client: Client | None = None) -> bool:
    """Python, by its card."""
    page = (client or Client()).get(place)
    assert page.status_code == 200
    return "Learn it." in page.text


def places() -> list[str]:
    return ["/en/", "/en/courses/", "/en/search/", beside()]


def test_control_a_course_is_offered_in_four_places(shop: Shop):
    assert all(offered(place) for place in places())


def test_a_course_behind_a_sign_in_is_offered_in_none(shop: Shop, member: Client):
    fence(shop.course)

    assert not any(offered(place, who) for place in places() for who in (None, member))


def test_control_without_the_look_for_fences_it_would_be(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    fence(shop.course)
    monkeypatch.setattr(cards, "fenced", lambda _passed: Q(pk=None))

    assert all(offered(place) for place in places())


def test_behind_the_same_sign_in_it_is(shop: Shop, member: Client):
    fence(shop.course.get_parent())

    shown = [offered(place, member) for place in places()]

    assert shown == [False, True, False, True]
    assert not any(map(offered, ["/en/", "/en/search/"]))


def samples(client: Client, shop: Shop) -> tuple[bool, str | None]:
    """Whether the course page shows the film, and what the catalogue says of it."""
    page = client.get("/en/courses/")
    shown = page.context["request"].shown_cards
    told = [card.course.has_sample for card in shown if card.course == shop.course]
    return SAMPLE in client.get(shop.course.get_url()).text, *told


def test_a_free_lesson_behind_a_sign_in_of_its_own_is_not_played_elsewhere(
    shop: Shop, member: Client
):
    assert samples(Client(), shop) == (True, True)

    fence(shop.free_lesson)

    assert samples(Client(), shop) == samples(member, shop) == (False, False)


def test_behind_the_sign_in_of_its_course_it_plays_there(shop: Shop, member: Client):
    fence(shop.course.get_parent())
    film = f"/media/v/{shop.free_lesson.pk}/film.mp4"

    assert samples(member, shop) == (True, True)
    assert member.get(film).status_code == 200
    assert Client().get(film).status_code == 403
