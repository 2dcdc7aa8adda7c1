"""The catalogue as a visitor asked for it: by words, level, teacher and price, in the order they like."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page as Part
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Left, Length
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from story.fences import PARENT
from story.letters import has_all, words_of

from .cards import CourseCard, cards, courses_in
from .models import CourseIndexPage, CoursePage, LessonPage
from .teasers import free_films

PAGE_SIZE = 12
UNSOLD = 10**12  # more than any price: after all others


class CatalogueForm(forms.Form):
    """Asks only for what tells the courses there are apart."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    level = forms.ChoiceField(label=_("Level"), required=False)
    teacher = forms.ChoiceField(label=_("Teacher"), required=False)
    price = forms.ChoiceField(label=_("Price"), required=False)
    sample = forms.ChoiceField(
        label=_("Free lesson"),
        required=False,
        choices=[("", _("All")), ("yes", _("To watch now"))],
    )
    sort = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[
            ("", _("Our order")),
            ("title", _("Title")),
            ("price", _("Price, lowest first")),
            ("new", _("Newest first")),
        ],
    )

    def __init__(self, data: dict, there: Iterable[CourseCard]) -> None:
        super().__init__(data)
        there = list(there)
        levels = {it.course.level for it in there}
        self._offer("level", levels, CoursePage.Level.choices, _("Any level"))
        teachers = sorted({it.course.instructor for it in there} - {""}, key=words_of)
        self._offer("teacher", teachers, [(name, name) for name in teachers])
        self._offer(
            "price",
            {_price(it) for it in there},
            [("free", _("Free")), ("paid", pgettext_lazy("course", "Paid"))],
        )
        if len({it.course.has_sample for it in there}) < 2:
            del self.fields["sample"]

    def _offer(
        self, name: str, there: Iterable[str], choices: list, none: str = _("All")
    ) -> None:
        offered = [choice for choice in choices if choice[0] in there]
        self.fields[name].choices = [("", none), *offered]
        if len(offered) < 2:
            del self.fields[name]

    @cached_property
    def chosen(self) -> dict[str, str]:
        """What was asked for and makes sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def said(self, name: str) -> str:
        """What was chosen there, in the visitor's words."""
        value = self.chosen[name]
        field = self.fields[name]
        choices = dict(getattr(field, "choices", []))
        return f"{field.label}: {choices[value]}" if choices else f"“{value}”"

    def chooses(self, card: CourseCard) -> bool:
        course = card.course
        about = {
            "level": course.level,
            "teacher": course.instructor,
            "price": _price(card),
            "sample": "yes" if course.has_sample else "",
        }
        said = f"{course.title} {course.summary} {course.instructor}"
        return has_all(words_of(self.chosen.get("q", "")), said) and all(
            self.chosen.get(name, value) == value for name, value in about.items()
        )


def _price(card: CourseCard) -> str:
    return "free" if card.price and not card.price.amount else "paid"


def _by_title(card: CourseCard) -> list[str]:
    return words_of(card.course.title)


def _by_price(card: CourseCard) -> int:
    return card.price.amount if card.price else UNSOLD


def _newest(card: CourseCard) -> float:
    published = card.course.first_published_at
    return -published.timestamp() if published else 0


ORDERS: dict[str, Callable[[CourseCard], object]] = {
    "title": _by_title,
    "price": _by_price,
    "new": _newest,
}


@dataclass(frozen=True)
class Chosen:
    """One thing that was asked for, and the way to do without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Catalogue:
    """``part``: the cards of one page of it."""

    form: CatalogueForm
    part: Part
    total: int

    @property
    def narrowed(self) -> bool:
        return bool(self.form.chosen)

    @property
    def kept(self) -> str:
        """What was asked for, as the addresses of further pages begin."""
        return f"{urlencode(self.form.chosen)}&" if self.narrowed else ""

    @property
    def chosen(self) -> list[Chosen]:
        asked = self.form.chosen
        return [
            Chosen(
                label=self.form.said(name),
                url=f"?{urlencode({key: asked[key] for key in asked if key != name})}",
            )
            for name in asked
        ]


def catalogue_of(request: HttpRequest, page: CourseIndexPage) -> Catalogue:
    """Two queries, however many courses: their words, levels and prices are compared in Python."""
    there = cards(request, _with_samples(courses_in(page.locale, page)))
    form = CatalogueForm(request.GET, there)
    found = [card for card in there if form.chooses(card)]
    if order := ORDERS.get(form.chosen.get("sort", "")):
        found.sort(key=order)
    return Catalogue(
        form=form,
        part=Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        total=len(there),
    )


def _with_samples(courses: QuerySet[CoursePage]) -> QuerySet[CoursePage]:
    """``has_sample``: whether one of its lessons can be watched by everybody who may read it."""
    free = free_films(PARENT)
    above = free.annotate(above=Left("path", Length("path") - LessonPage.steplen))
    has_one = Q(path__in=above.values("above"))
    return courses.defer("body", "instructor_bio").annotate(
        has_sample=ExpressionWrapper(has_one, output_field=BooleanField())
    )
