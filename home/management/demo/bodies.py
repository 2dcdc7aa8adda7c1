"""What stands on the demo's pages, block by block."""

import json
from collections.abc import Iterable

from wagtail.models import Locale, Page

from courses.models import LessonPage
from home.demo.content import ABOUT, COURSES, HOME, PRICING, TERMS
from home.demo.content.goods import SHOP_HEADING, SHOP_TEXT
from home.demo.content.model import LANGUAGES, Course, Point, Question, Text, Voice

from .shop import checkout_of, key

ABLE = Text("Ce que vous saurez faire", "What you will be able to do")
ASKED = Text("Vos questions", "Your questions")


def _stream(*blocks: tuple[str, object], language: str) -> str:
    said = [{"type": kind, "value": _said(value, language)} for kind, value in blocks]
    return json.dumps(said)


def _said(value: object, language: str) -> object:
    """With words for texts, however deep."""
    if isinstance(value, Text):
        return value.get(language)
    if isinstance(value, dict):
        return {name: _said(it, language) for name, it in value.items()}
    if isinstance(value, list):
        return [_said(it, language) for it in value]
    return value


def _points(points: Iterable[Point]) -> list[dict]:
    return [{"title": point.title, "text": point.text} for point in points]


def _voices(voices: Iterable[Voice]) -> list[dict]:
    return [{"words": it.words, "name": it.name, "role": it.role} for it in voices]


def _faq(heading: Text, questions: Iterable[Question]) -> dict:
    asked = [
        {"question": it.question, "answer": _paragraph(it.answer)} for it in questions
    ]
    return {"heading": heading, "questions": asked}


def _paragraph(text: Text) -> Text:
    return Text(*(f"<p>{text.get(language)}</p>" for language in LANGUAGES))


def _to(label: Text, page: Page) -> dict:
    return {"label": label, "page": page.pk}


def home_body(catalogue: Page, pricing: Page) -> str:
    """Promise, proof, courses, plans, questions."""
    see = _to(HOME.courses_label, catalogue)
    lesson = LessonPage.objects.get(
        translation_key=key(COURSES[0].lessons[0].film), locale=catalogue.locale
    )
    opening = {
        "heading": HOME.heading,
        "text": HOME.text,
        "actions": [see, _to(HOME.plans_label, pricing)],
    }
    teaser = {
        "heading": HOME.teaser_heading,
        "text": HOME.teaser_text,
        "lesson": lesson.pk,
        "look": "dark",
    }
    numbers = [{"figure": it.figure, "label": it.label} for it in HOME.numbers]
    voices = {"heading": HOME.voices_heading, "testimonials": _voices(HOME.voices)}
    call = {
        "heading": HOME.call_heading,
        "text": HOME.call_text,
        "action": _to(HOME.call_label, catalogue),
        "look": "accent",
    }
    return _stream(
        ("hero", opening),
        ("numbers", {"numbers": numbers}),
        ("course_cards", {"heading": HOME.courses_heading, "courses": []}),
        ("points", {"heading": HOME.points_heading, "points": _points(HOME.points)}),
        ("video_teaser", teaser),
        ("testimonials", voices),
        ("pricing_table", checkout_of("plans", pricing.locale).pk),
        ("faq", _faq(HOME.faq_heading, PRICING.faq[:3])),
        ("call_to_action", call),
        language=catalogue.locale.language_code,
    )


def pricing_body(locale: Locale) -> str:
    opening = {"heading": PRICING.heading, "text": PRICING.text, "actions": []}
    return _stream(
        ("hero", opening),
        ("pricing_table", checkout_of("plans", locale).pk),
        ("faq", _faq(PRICING.faq_heading, PRICING.faq)),
        language=locale.language_code,
    )


def course_body(course: Course, language: str) -> str:
    able = [{"title": outcome} for outcome in course.outcomes]
    [voice] = _voices([course.voice])
    return _stream(
        ("text", course.pitch),
        ("points", {"heading": ABLE, "points": able, "look": "ticks"}),
        ("lesson_outline", None),
        ("quote", voice | {"look": "beside"}),
        ("teacher", None),
        ("faq", _faq(ASKED, course.faq)),
        language=language,
    )


def about_body(catalogue: Page) -> str:
    teachers = [
        {"name": it.instructor, "role": it.title, "words": it.instructor_bio}
        for it in COURSES
    ]
    quote = {
        "words": ABOUT.quote,
        "name": COURSES[0].instructor,
        "role": COURSES[0].title,
        "look": "dark",
    }
    return _stream(
        ("hero", {"heading": ABOUT.heading, "text": ABOUT.text}),
        ("image_and_text", _beside_a_picture(ABOUT.method)),
        ("image_and_text", _beside_a_picture(ABOUT.mistakes)),
        ("steps", {"heading": ABOUT.steps_heading, "steps": _points(ABOUT.steps)}),
        ("quote", quote),
        ("people", {"heading": ABOUT.people_heading, "people": teachers}),
        ("text", ABOUT.notice),
        language=catalogue.locale.language_code,
    )


def _beside_a_picture(point: Point) -> dict:
    return {"heading": point.title, "text": _paragraph(point.text)}


def shop_body(locale: Locale) -> str:
    return _stream(
        ("hero", {"heading": SHOP_HEADING, "text": SHOP_TEXT, "look": "plain"}),
        ("goods", checkout_of("shop", locale).pk),
        language=locale.language_code,
    )


def terms_body(language: str) -> str:
    return _stream(("text", TERMS.body), language=language)
