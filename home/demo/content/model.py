"""The shapes of the demo's content: plain data, every word in both languages.

The texts are typed as one types them, with straight apostrophes and ordinary
spaces; both() sets them properly for each language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

DEMO = Path(__file__).resolve().parent.parent
LANGUAGES = ("fr", "en")

Level = Literal["all", "beginner", "intermediate", "advanced"]

_NARROW, _WIDE = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
_MARKUP = re.compile(r"(<code>.*?</code>|<[^>]+>)", re.DOTALL)
_UNITS = r"€|%|h\b|ans\b|jours?\b|leçons?\b|cours\b|minutes?\b|secondes?\b"


@dataclass(frozen=True)
class Text:
    fr: str
    en: str

    def get(self, language: str) -> str:
        return self.fr if language == "fr" else self.en


def both(fr: str, en: str) -> Text:
    return Text(fr=_outside_markup(_french, fr), en=_outside_markup(_english, en))


def _outside_markup(typeset: Callable[[str], str], text: str) -> str:
    parts = _MARKUP.split(text.strip())
    return "".join(part if part.startswith("<") else typeset(part) for part in parts)


def _french(text: str) -> str:
    text = text.replace("'", "’")
    text = re.sub(r" ([;!?])", _NARROW + r"\1", text)
    text = (
        text.replace(" :", f"{_WIDE}:")
        .replace("« ", f"«{_WIDE}")
        .replace(" »", f"{_WIDE}»")
    )
    return re.sub(rf"(\d) ({_UNITS})", rf"\1{_WIDE}\2", text)


def _english(text: str) -> str:
    return re.sub(r"(\w)'", r"\1’", text)


@dataclass(frozen=True)
class Point:
    title: Text
    text: Text


@dataclass(frozen=True)
class Voice:
    """What somebody says; the people of the demo have first names only, for they are made up."""

    name: str
    role: Text
    words: Text


@dataclass(frozen=True)
class Number:
    figure: Text
    label: Text


@dataclass(frozen=True)
class Question:
    """The answer is one paragraph of plain words."""

    question: Text
    answer: Text


@dataclass(frozen=True)
class Resource:
    title: Text
    file: str

    @property
    def path(self) -> Path:
        return DEMO / "resources" / self.file


@dataclass(frozen=True)
class Lesson:
    """The body is HTML of p, h3, ul, li, code, b and i."""

    title: Text
    slug: Text
    film: str
    body: Text
    free: bool = False
    resources: tuple[Resource, ...] = ()

    @property
    def film_path(self) -> Path:
        return DEMO / "films" / f"{self.film}.mp4"

    def captions_path(self, language: str) -> Path:
        return DEMO / "films" / f"{self.film}.{language}.vtt"


@dataclass(frozen=True)
class Section:
    title: Text
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True)
class Course:
    """The price is in cents; the pitch opens the sales page as HTML."""

    code: str
    title: Text
    slug: Text
    summary: Text
    level: Level
    instructor: str
    instructor_bio: Text
    hours: int
    price: int
    pitch: Text
    outcomes: tuple[Text, ...]
    voice: Voice
    faq: tuple[Question, ...]
    sections: tuple[Section, ...]

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        return tuple(lesson for section in self.sections for lesson in section.lessons)


@dataclass(frozen=True)
class Plan:
    """A pass to every course for some days; the price is in cents."""

    code: str
    name: Text
    price: int
    days: int
    description: Text
    features: tuple[Text, ...]
    recommended: bool = False


@dataclass(frozen=True)
class Tier:
    """A product that opens every course, and the plans it is sold by."""

    code: str
    title: Text
    plans: tuple[Plan, ...]


@dataclass(frozen=True)
class PaymentMethod:
    code: str
    name: Text
    description: Text
    instructions: Text | None = None
    account_holder: str = ""
    iban: str = ""


@dataclass(frozen=True)
class CheckoutTexts:
    """What stands around the prices of a course or of the plans."""

    name: Text
    heading: Text
    button: Text
    thank_you: Text


@dataclass(frozen=True)
class HomeTexts:
    title: Text
    heading: Text
    text: Text
    courses_label: Text
    plans_label: Text
    numbers: tuple[Number, ...]
    teaser_heading: Text
    teaser_text: Text
    points_heading: Text
    points: tuple[Point, ...]
    courses_heading: Text
    voices_heading: Text
    voices: tuple[Voice, ...]
    faq_heading: Text
    call_heading: Text
    call_text: Text
    call_label: Text


@dataclass(frozen=True)
class PricingTexts:
    title: Text
    slug: Text
    heading: Text
    text: Text
    faq_heading: Text
    faq: tuple[Question, ...]


@dataclass(frozen=True)
class CatalogueTexts:
    title: Text
    slug: Text
    intro: Text


@dataclass(frozen=True)
class AboutTexts:
    """``heading`` and ``text`` open the page; ``notice`` is HTML of h2 and p."""

    title: Text
    slug: Text
    heading: Text
    text: Text
    method: Point
    mistakes: Point
    steps_heading: Text
    steps: tuple[Point, ...]
    people_heading: Text
    quote: Text
    notice: Text


@dataclass(frozen=True)
class PageTexts:
    """A plain page; the body is HTML of h2, p, ul and li."""

    title: Text
    slug: Text
    body: Text
