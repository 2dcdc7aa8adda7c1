"""The demo's films, captions and texts are whole, in both languages."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import pytest

from home.demo import content
from home.demo.content.model import DEMO, LANGUAGES, Course, Lesson, Text, both

LESSONS = [lesson for course in content.COURSES for lesson in course.lessons]
CAPTIONED = [(lesson, language) for lesson in LESSONS for language in LANGUAGES]
EVERYTHING = (
    content.COURSES,
    content.TIERS,
    content.PAYMENT_METHODS,
    content.CHECKOUTS,
    content.SALE_TERMS,
    content.HOME,
    content.CATALOGUE,
    content.PRICING,
    content.ABOUT,
    content.TERMS,
)
LESSON_TAGS = {"p", "h3", "ul", "li", "code", "b", "i"}
CUE = re.compile(r"(\d\d):(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d):(\d\d\.\d{3})")
SPACE_BEFORE_SIGN = re.compile(r"[ ][;:?!»]|«[ ]|\d[ ]€|\w[;?!](?:\s|$)")


def words(found: object, where: str = "content") -> Iterator[tuple[str, Text]]:
    """Every Text there is, with the way to it."""
    if isinstance(found, Text):
        yield where, found
    elif dataclasses.is_dataclass(found):
        for field in dataclasses.fields(found):
            yield from words(getattr(found, field.name), f"{where}.{field.name}")
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from words(value, f"{where}.{key}")
    elif isinstance(found, (tuple, list)):
        for i, value in enumerate(found):
            yield from words(value, f"{where}.{i}")


def spoken(html: str) -> str:
    """What is read: without code and tags."""
    return re.sub(r"<code>.*?</code>|<[^>]+>|&\w+;", "x", html)


def boxes(path: Path) -> list[str]:
    """The names of an MP4's outermost boxes, in their order."""
    data, names, at = path.read_bytes(), [], 0
    while at < len(data):
        names.append(data[at + 4 : at + 8].decode("ascii"))
        at += max(8, int.from_bytes(data[at : at + 4], "big"))
    return names


def duration(lesson: Lesson) -> float:
    with av.open(str(lesson.film_path)) as film:
        assert film.duration is not None
        return film.duration / av.time_base


def cues(path: Path) -> list[tuple[float, float, str]]:
    head, *blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    assert head == "WEBVTT"
    found = []
    for block in blocks:
        timing, _, text = block.partition("\n")
        match = CUE.fullmatch(timing)
        assert match, timing
        h1, m1, s1, h2, m2, s2 = map(float, match.groups())
        found.append((h1 * 3600 + m1 * 60 + s1, h2 * 3600 + m2 * 60 + s2, text))
    return found


def test_every_lesson_has_its_own_film_and_every_film_its_lesson() -> None:
    told = sorted(lesson.film for lesson in LESSONS)
    assert len(told) == 13
    assert told == sorted(path.stem for path in (DEMO / "films").glob("*.mp4"))
    assert told == sorted(path.stem for path in (DEMO / "films/scenes").glob("*.js"))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.film)
def test_a_film_plays_in_every_browser_and_starts_at_once(lesson: Lesson) -> None:
    names = boxes(lesson.film_path)
    assert names.index("moov") < names.index("mdat")
    with av.open(str(lesson.film_path)) as film:
        picture, sound = film.streams.video[0], film.streams.audio[0]
        assert picture.codec_context.name == "h264"
        assert picture.codec_context.profile in {"High", "Main"}
        assert picture.codec_context.pix_fmt == "yuv420p"
        assert (picture.width, picture.height) == (1280, 720)
        assert sound.codec_context.name == "aac"
    assert 18 <= duration(lesson) <= 40


def test_the_films_stay_small_enough_to_live_in_the_repository() -> None:
    assert sum(lesson.film_path.stat().st_size for lesson in LESSONS) <= 6_000_000


@pytest.mark.parametrize(
    ("lesson", "language"),
    CAPTIONED,
    ids=lambda value: value if isinstance(value, str) else value.film,
)
def test_captions_follow_the_film(lesson: Lesson, language: str) -> None:
    found = cues(lesson.captions_path(language))
    assert len(found) >= 6
    for begin, end, text in found:
        assert begin < end
        lines = text.splitlines()
        assert 1 <= len(lines) <= 2
        assert all(line.strip() and len(line) <= 50 for line in lines)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert found[-1][1] <= duration(lesson)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.film)
def test_captions_say_the_same_at_the_same_time_in_both_languages(
    lesson: Lesson,
) -> None:
    french, english = (cues(lesson.captions_path(language)) for language in LANGUAGES)
    assert [cue[:2] for cue in french] == [cue[:2] for cue in english]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.film)
def test_french_captions_are_set_properly(lesson: Lesson) -> None:
    text = "\n".join(cue[2] for cue in cues(lesson.captions_path("fr")))
    text = re.sub(r"&\w+;", "x", text)
    assert not SPACE_BEFORE_SIGN.search(text), SPACE_BEFORE_SIGN.search(text)
    assert "'" not in text


@pytest.mark.parametrize(("where", "text"), list(words(EVERYTHING)))
def test_every_text_is_there_in_both_languages(where: str, text: Text) -> None:
    assert text.fr.strip(), where
    assert text.en.strip(), where
    assert not SPACE_BEFORE_SIGN.search(spoken(text.fr)), where
    for tag in ("p", "ul", "li", "h2", "h3", "code", "b", "i"):
        assert text.fr.count(f"<{tag}>") == text.fr.count(f"</{tag}>"), where
        assert text.fr.count(f"<{tag}>") == text.en.count(f"<{tag}>"), where


@pytest.mark.parametrize("course", content.COURSES, ids=lambda course: course.code)
def test_a_course_fits_where_it_is_shown(course: Course) -> None:
    assert all(len(course.summary.get(language)) <= 160 for language in LANGUAGES)
    assert all(
        len(course.instructor_bio.get(language)) <= 600 for language in LANGUAGES
    )
    assert course.level in {"all", "beginner", "intermediate", "advanced"}
    assert len(course.sections) == 2
    assert 4 <= len(course.lessons) <= 5
    assert 4 <= len(course.outcomes) <= 6
    assert 3 <= len(course.faq) <= 4


@pytest.mark.parametrize("course", content.COURSES, ids=lambda course: course.code)
def test_the_first_lesson_and_no_other_is_free(course: Course) -> None:
    assert [lesson.free for lesson in course.lessons] == [True] + [False] * (
        len(course.lessons) - 1
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_addresses_are_fit_for_addresses_and_unlike_one_another(language: str) -> None:
    pages = (content.CATALOGUE, content.PRICING, content.ABOUT, content.TERMS)
    for family in (
        pages,
        content.COURSES,
        *(course.lessons for course in content.COURSES),
    ):
        slugs = [page.slug.get(language) for page in family]
        assert len(set(slugs)) == len(slugs)
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.film)
def test_lesson_notes_use_what_the_editor_knows(lesson: Lesson) -> None:
    for language in LANGUAGES:
        body = lesson.body.get(language)
        assert set(re.findall(r"</?(\w+)", body)) <= LESSON_TAGS
        assert body.startswith("<p>")
    assert all(resource.path.is_file() for resource in lesson.resources)


def test_prices_and_hours_are_those_of_the_guides() -> None:
    courses = {
        course.title.fr: (course.price, course.instructor, course.hours)
        for course in content.COURSES
    }
    assert courses == {
        "Python pour débutants": (4999, "Marie Dupont", 20),
        "Django avancé": (9999, "Jean Martin", 40),
        "React et API REST": (7999, "Sophie Leroux", 30),
    }
    assert [(plan.price, plan.days) for plan in content.PLANS] == [
        (4900, 30),
        (49900, 365),
    ]
    assert [plan.recommended for plan in content.PLANS].count(True) == 1


def test_texts_fit_the_blocks_they_are_shown_in() -> None:
    home, pricing = content.HOME, content.PRICING
    limits = [
        (
            120,
            [home.heading, home.points_heading, home.voices_heading, home.call_heading],
        ),
        (120, [pricing.heading, pricing.faq_heading]),
        (400, [home.text, pricing.text]),
        (300, [home.call_text, content.CATALOGUE.intro]),
        (300, [home.teaser_text]),
        (300, [point.text for point in (*home.points, *content.ABOUT.steps)]),
        (80, [point.title for point in (*home.points, *content.ABOUT.steps)]),
        (80, [outcome for course in content.COURSES for outcome in course.outcomes]),
        (12, [number.figure for number in home.numbers]),
        (120, [number.label for number in home.numbers]),
        (400, [course.voice.words for course in content.COURSES]),
        (40, [home.courses_label, home.plans_label, home.call_label]),
        (40, [texts.button for texts in content.CHECKOUTS.values()]),
        (250, [method.description for method in content.PAYMENT_METHODS]),
        (200, [asked.question for course in content.COURSES for asked in course.faq]),
    ]
    for limit, texts in limits:
        for text in texts:
            assert max(len(text.fr), len(text.en)) <= limit, text


def test_texts_typed_plainly_are_set_for_their_language() -> None:
    text = both("L'offre : 49 € ! <code>x = '?'</code>", "The course's <b>offer</b>")
    assert text.fr == "L’offre\u00a0: 49\u00a0€\u202f! <code>x = '?'</code>"
    assert text.en == "The course’s <b>offer</b>"
