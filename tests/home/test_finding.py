"""What search engines and the site's own search find: everything public, nothing behind the gate."""

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import PageViewRestriction

from courses.models import LessonPage
from home.models import HomePage, StandardPage
from story import letters
from tests.commerce.shop import Shop
from tests.queries import cost

pytestmark = pytest.mark.both_databases
NOTES = "<p>The canary sings of pagination.</p>"


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """The course speaks of “débuter”, and both its lessons' notes of a canary."""
    shop.course.summary = "Pour débuter sans peine."
    shop.course.instructor = "Zoë Müller"
    point = {"title": "Sorting", "text": None}
    shop.course.body = [
        ("text", "<p>You will paginate and sort.</p>"),
        ("points", {"heading": "", "points": [point]}),
    ]
    shop.course.save()
    for lesson in (shop.free_lesson, shop.lesson):
        lesson.body = NOTES
        lesson.save()
    return shop


def found(asked: str) -> list[int]:
    page = Client().get("/en/search/", {"q": asked})
    return [each.page.pk for each in page.context["results"]]


def test_the_sitemap_names_free_lessons_only(shop: Shop, client: Client):
    text = client.get("/sitemap.xml").content.decode()

    assert shop.free_lesson.slug in text
    assert shop.lesson.slug not in text


def test_a_closed_lessons_notes_are_not_searched(shop: Shop):
    assert found("canary") == [shop.free_lesson.pk]


def test_control_the_same_lesson_free_is_found(shop: Shop):
    shop.lesson.free = True
    shop.lesson.save()

    assert set(found("canary")) == {shop.free_lesson.pk, shop.lesson.pk}


def test_a_closed_lesson_is_found_by_its_title_and_shows_no_more(
    shop: Shop, client: Client
):
    page = client.get("/en/search/", {"q": "loops"})
    (result,) = page.context["results"]

    assert (result.page.pk, result.excerpt) == (shop.lesson.pk, "")
    assert "canary" not in page.text


def test_a_lesson_that_is_closed_again_is_forgotten(shop: Shop):
    shop.free_lesson.free = False
    shop.free_lesson.save()

    assert found("canary") == []


def test_what_a_sign_in_guards_is_not_found(shop: Shop):
    PageViewRestriction.objects.create(page=shop.course, restriction_type="login")

    assert found("python") == found("canary") == []


@pytest.mark.parametrize(
    "asked",
    ["python", "PYTH", "débuter", "debut", "DÉBUT", "zoe mul", "müller", "pagin sor"],
)
def test_beginnings_of_words_are_enough_and_accents_do_not_matter(
    shop: Shop, asked: str
):
    assert found(asked) == [shop.course.pk]


@pytest.mark.parametrize("asked", ["ython", "python canary", "sorts"])
def test_every_word_must_begin_one_of_the_page(shop: Shop, asked: str):
    assert found(asked) == []


def test_titles_come_first(shop: Shop):
    home = HomePage.objects.get()
    about = StandardPage(title="About", locale=home.locale)
    about.body = [("text", "<p>Python, python and more python.</p>")]
    home.add_child(instance=about)

    assert found("python") == [shop.course.pk, about.pk]


def test_a_result_says_what_it_is_where_and_why(shop: Shop, client: Client):
    page = client.get("/en/search/", {"q": "canary"})
    (result,) = page.context["results"]

    assert result.inside == "Python"
    assert result.excerpt == "The canary sings of pagination."
    assert "Lesson · Python" in page.text
    assert "1 result" in page.text


def test_what_is_left_out_of_a_block_is_no_word(shop: Shop, client: Client):
    assert "None" not in client.get("/en/search/", {"q": "paginate"}).text
    assert found("none") == []


def test_courses_are_offered_where_nothing_is_found(shop: Shop, client: Client):
    for asked in ("", "xylophone"):
        page = client.get("/en/search/", {"q": asked})
        offered = [card.course.pk for card in page.context["offered"]]
        assert offered == [shop.course.pk]
    assert not client.get("/en/search/", {"q": "canary"}).context["offered"]


def test_an_index_made_anew_finds_the_same(shop: Shop):
    call_command("update_index", verbosity=0)

    assert found("canary") == [shop.free_lesson.pk]


TITLE = "One two three four five six seven eight"


def folds(asked: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often letters are compared without their accents while one searches."""
    plain, texts = letters.folded, []
    with monkeypatch.context() as patch:
        patch.setattr(letters, "folded", lambda text: texts.append(text) or plain(text))
        assert len(found(asked)) == 1
    return len(texts)


def test_longer_texts_and_more_words_are_not_looked_at_more_often(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    home = HomePage.objects.get()
    page = StandardPage(title=TITLE, locale=home.locale)
    page.body = [("text", "<p>Nothing</p>")]
    home.add_child(instance=page)
    once = folds("one", monkeypatch)

    page.body = [("text", f"<p>{'nothing ' * 3000}</p>")]
    page.save()

    assert once > 0
    assert folds(TITLE, monkeypatch) == once


@pytest.mark.parametrize(("before", "shown"), [(900, True), (1100, False)])
def test_an_excerpt_is_looked_for_in_the_first_thousand_words(
    shop: Shop, client: Client, before: int, *, shown: bool
):
    home = HomePage.objects.get()
    page = StandardPage(title="Long", locale=home.locale)
    page.body = [("text", f"<p>{'nothing ' * before} xylophone</p>")]
    home.add_child(instance=page)

    [result] = client.get("/en/search/", {"q": "xylo"}).context["results"]

    assert ("xylophone" in result.excerpt) == shown


def test_what_a_search_costs(shop: Shop):
    """More lessons, not more queries."""
    for number in range(9):
        shop.course.add_child(instance=LessonPage(title=f"Loops {number}", free=True))

    assert cost(Client(), "/en/search/?q=loops") <= 7


@pytest.mark.parametrize("asked", ["", "x" * 5000, "'\" OR 1=1 --", "\x00", "(((("])
def test_whatever_is_asked_is_answered(shop: Shop, client: Client, asked: str):
    assert client.get("/en/search/", {"q": asked}).status_code == 200
