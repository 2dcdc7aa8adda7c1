"""What an editor is told before publishing, one check after the other."""

import json
import time
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from courses import checks
from courses.models import CoursePage, CourseSection, LessonPage
from courses.video.models import Captions
from story.checks import Finding
from tests.commerce.shop import Shop
from tests.courses.people import People
from tests.courses.school import School, add_file, add_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def text(html: str) -> dict:
    return {"type": "text", "id": "t" * 8, "value": html}


def with_body(page: CoursePage, *blocks: dict) -> CoursePage:
    page.body = json.dumps(blocks)
    page.save()
    return CoursePage.objects.get(pk=page.pk)


def words(found: object) -> list[str]:
    return [each.text for each in found]


@pytest.mark.parametrize(
    ("alt", "decorative", "told"),
    [("", False, True), ("A bee", False, False), ("", True, False)],
)
def test_a_picture_without_words(school: School, alt, decorative, told) -> None:
    image = get_image_model().objects.create(title="bee", file=get_test_image_file())
    picture = {"image": image.pk, "alt_text": alt, "decorative": decorative}
    block = {"type": "picture", "id": "p" * 8, "value": {"image": picture}}
    page = with_body(school.course, block)

    found = list(checks.check_pictures(page))

    mute = Finding("A picture has no text for those who cannot see it.", "body.pppppppp")  # fmt: skip
    assert found == ([mute] if told else [])


def test_a_picture_inside_another_block_counts(school: School) -> None:
    image = get_image_model().objects.create(title="bee", file=get_test_image_file())
    picture = {"image": image.pk, "alt_text": "", "decorative": False}
    value = {"heading": "See", "text": "<p>it</p>", "image": picture}
    block = {"type": "image_and_text", "id": "i" * 8, "value": value}

    [found] = checks.check_pictures(with_body(school.course, block))

    assert found.path == "body.iiiiiiii"


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<h2>A</h2><h3>B</h3><h2>C</h2>", []),
        ("<h3>A</h3>", ["A heading of level 3 follows one of level 1."]),
        ("<h2>A</h2><h4>B</h4>", ["A heading of level 4 follows one of level 2."]),
        ("<p>A</p>", []),
    ],
)
def test_headings_that_skip_a_level(school: School, html, told) -> None:
    page = with_body(school.course, text(html))

    assert words(checks.check_headings(page)) == told


def test_a_block_s_own_heading_counts(school: School) -> None:
    points = {"type": "points", "value": {"heading": "Why", "points": []}}
    page = with_body(school.course, points, text("<h3>And how</h3>"))

    assert words(checks.check_headings(page)) == []


@pytest.mark.parametrize(("look", "told"), [("columns", 1), ("ticks", 0)])
def test_titles_of_points_stand_below_a_heading(school: School, look, told) -> None:
    value = {"look": look, "points": [{"title": "Read", "text": ""}]}

    page = with_body(school.course, {"type": "points", "value": value})

    assert len(words(checks.check_headings(page))) == told


def test_a_block_that_waits_for_its_words(school: School) -> None:
    points = {"type": "points", "id": "p" * 8, "value": {"heading": "Why"}}

    found = list(checks.check_empty(with_body(school.course, points, text(""))))

    assert [each.path for each in found] == ["body.pppppppp", "body.tttttttt"]
    assert found[0].text == "The block “Points” is empty: visitors do not see it."


def test_an_amount_somebody_is_quoted_with(school: School) -> None:
    voice = {"words": "The best 49 € I ever spent.", "name": "Anna"}
    block = {"type": "testimonials", "value": {"testimonials": [voice]}}

    [found] = checks.check_typed_prices(with_body(school.course, block))

    assert "49 €" in found.text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Only 49 € today", "49 €"),
        ("Only €49.90 today", "€49.90"),
        ("Seulement 1 490,00 € par an", "1 490,00 €"),
        ("à 49 euros", "49 euros"),
        ("For $5", "$5"),
        ("In 30 days, 12 lessons and 2 teachers", None),
        ("50 europeans", None),
    ],
)
def test_an_amount_typed_as_text(school: School, typed, found) -> None:
    page = with_body(school.course, text(f"<p>{typed}</p>"))

    told = words(checks.check_typed_prices(page))

    assert [each.partition("”")[0] for each in told] == ([f"“{found}"] if found else [])


@pytest.mark.parametrize("digits", ["1" * 20_000, "1 " * 10_000, "1," * 10_000])
def test_many_digits_do_not_keep_the_editor_waiting(digits) -> None:
    started = time.process_time()

    assert not checks.PRICE.search(digits)

    assert time.process_time() - started < 0.5  # it took minutes


def test_an_amount_typed_in_a_lesson_s_notes(school: School) -> None:
    school.second.body = "<p>It costs <b>49</b> €.</p>"

    [found] = checks.check_typed_prices(school.second)

    assert found.path == "body"


def test_a_language_without_the_page(school: School) -> None:
    code = "en" if school.home.locale.language_code == "fr" else "fr"
    other, _made = Locale.objects.get_or_create(language_code=code)

    before = list(checks.check_translations(school.home))
    school.home.copy_for_translation(other)

    assert [each.url for each in before] == [
        reverse("simple_translation:submit_page_translation", args=[school.home.pk])
    ]
    assert list(checks.check_translations(school.home)) == []


def test_a_film_without_captions_in_the_page_s_language(school: School) -> None:
    lesson = school.second
    assert list(checks.check_film(lesson)) == []

    Captions.objects.all().delete()
    del lesson.video.captions_by_language

    [found] = checks.check_film(lesson)
    assert found == Finding("The film has no captions in this language.", "video")


def test_a_film_whose_file_is_gone_stops_the_lesson(school: School) -> None:
    lesson = school.second
    lesson.video.file.storage.delete(lesson.video.file.name)

    [found] = checks.check_film(lesson)

    assert found.stops


def test_a_section_without_a_lesson(school: School) -> None:
    school.course.sections = [CourseSection(title="Suite")]
    school.course.save_revision().publish()

    assert words(checks.check_sections(school.course)) == [
        "The section “Suite” has no lesson."
    ]
    assert list(checks.check_sections(school.home)) == []


EMPTY = "This lesson is empty: add a film, notes or a file."
NO_LESSON = "Visitors find no lesson in this course: add and publish at least one."


def test_a_course_without_a_lesson_that_visitors_see(school: School) -> None:
    assert words(checks.check_lessons(school.course)) == []
    assert words(checks.check_lessons(school.other_course)) == [NO_LESSON]

    add_lesson(school.other_course, "Bientôt", live=False)
    assert words(checks.check_lessons(school.other_course)) == [NO_LESSON]
    assert words(checks.check_lessons(school.home)) == []


def test_a_lesson_with_nothing_in_it(school: School) -> None:
    lesson = school.second
    lesson.video = None
    assert words(checks.check_hollow(lesson)) == []  # it has a file

    lesson.resources.all().delete()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    assert words(checks.check_hollow(lesson)) == []  # and a film
    lesson.video = None
    assert words(checks.check_hollow(lesson)) == [EMPTY]
    lesson.body = "<p>Read this.</p>"
    assert words(checks.check_hollow(lesson)) == []


def test_who_opens_an_empty_lesson_reads_that_it_is_being_prepared(shop: Shop) -> None:
    lesson = shop.free_lesson
    assert "This lesson is being prepared." in Client().get(lesson.get_url()).text

    add_file(lesson)

    assert "This lesson is being prepared." not in Client().get(lesson.get_url()).text


# -- where the editor reads it


@pytest.fixture
def emma(people: People) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(people.emma)
    return client


def test_the_form_shows_the_findings_of_the_draft(emma, school: School) -> None:
    school.course.body = json.dumps([text("<p>Only 49 €</p>")])
    school.course.save_revision()

    page = emma.get(reverse("wagtailadmin_pages:edit", args=[school.course.pk])).text

    assert "Before you publish:" in page
    assert "“49 €” is typed as text" in page
    assert "#:w:contentpath=body.tttttttt" in page


def test_a_new_page_is_spared(emma, school: School) -> None:
    parent = school.course.get_parent()
    where = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", parent.pk])
    school.course.save()

    assert "Before you publish:" not in emma.get(where).text
