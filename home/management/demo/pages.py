"""The demo's pages, in both languages, linked as translations."""

import json
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import File
from wagtail.models import Locale, Page, Site

from commerce.models import PricingPage
from courses.models import (
    CourseIndexPage,
    CoursePage,
    CourseSection,
    LessonPage,
    LessonResource,
    Video,
)
from courses.video.store import attach_captions, attach_film
from home.demo.content import (
    ABOUT,
    BUSINESS_NAME,
    CATALOGUE,
    COURSES,
    HOME,
    PRICING,
    SALE_TERMS,
    TERMS,
)
from home.demo.content.model import (
    LANGUAGES,
    Course,
    Lesson,
    PageTexts,
    Point,
    Question,
    Text,
)
from home.models import HomePage, StandardPage

from .around import furnish
from .shop import checkout_of, key


def load_pages() -> None:
    films = {
        lesson.film: _film(lesson) for course in COURSES for lesson in course.lessons
    }
    for language in LANGUAGES:
        locale, _ = Locale.objects.get_or_create(language_code=language)
        _language_tree(locale, films)


def load_locales() -> None:
    for language in LANGUAGES:
        Locale.objects.get_or_create(language_code=language)


def _language_tree(locale: Locale, films: dict[str, Video]) -> None:
    language = locale.language_code
    home = _home(locale)
    catalogue = _page(
        home,
        CourseIndexPage,
        "catalogue",
        CATALOGUE.title,
        CATALOGUE.slug,
        intro=CATALOGUE.intro.get(language),
        show_in_menus=True,
    )
    for course in COURSES:
        _course(catalogue, course, films)
    pricing = _page(
        home,
        PricingPage,
        "pricing",
        PRICING.title,
        PRICING.slug,
        body=_pricing_body(locale),
        show_in_menus=True,
    )
    _plain(home, "about", ABOUT, in_menu=True)
    _plain(home, "terms", TERMS, in_menu=False)
    if not home.body:
        home.body = _home_body(language, catalogue, pricing)
        furnish(home)
        home.save_revision().publish()


def _home(locale: Locale) -> HomePage:
    found = HomePage.objects.filter(translation_key=key("home"), locale=locale).first()
    if found:
        return found
    language = locale.language_code
    home = HomePage(
        title=BUSINESS_NAME,
        slug=f"home-{language}",
        locale=locale,
        translation_key=key("home"),
        search_description=HOME.text.get(language)[:160],
        terms=SALE_TERMS.get(language),
    )
    Page.get_first_root_node().add_child(instance=home)
    if language == LANGUAGES[0]:
        _serve_from(home)
    return home


def _serve_from(home: HomePage) -> None:
    """This home, instead of the welcome page a new Wagtail starts with."""
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True
    )
    old = site.root_page if site.pk else None
    site.root_page, site.site_name = home, BUSINESS_NAME
    address = urlsplit(settings.APP_URL)
    site.hostname = address.hostname
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.save()
    if old and old.specific_class is Page:
        old.delete()


def _page(
    parent: Page, kind: type[Page], name: str, title: Text, slug: Text, **fields: object
) -> Page:
    found = kind.objects.filter(translation_key=key(name), locale=parent.locale).first()
    if found:
        return found
    language = parent.locale.language_code
    page = kind(
        title=title.get(language),
        slug=slug.get(language),
        locale=parent.locale,
        translation_key=key(name),
        **fields,
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _plain(
    home: HomePage, name: str, texts: PageTexts, *, in_menu: bool
) -> StandardPage:
    body = _stream(("text", texts.body.get(home.locale.language_code)))
    return _page(
        home,
        StandardPage,
        name,
        texts.title,
        texts.slug,
        body=body,
        show_in_menus=in_menu,
    )


def _course(
    catalogue: CourseIndexPage, course: Course, films: dict[str, Video]
) -> None:
    language = catalogue.locale.language_code
    page = _page(
        catalogue,
        CoursePage,
        course.code,
        course.title,
        course.slug,
        summary=course.summary.get(language),
        search_description=course.summary.get(language),
        level=course.level,
        instructor=course.instructor,
        instructor_bio=course.instructor_bio.get(language),
        hours=course.hours,
        checkout=checkout_of(course.code, catalogue.locale),
        body=_course_body(course, language),
    )
    if page.sections.exists():
        return
    page.sections = [
        CourseSection(
            key=key(f"{course.code} section {place}"),
            title=section.title.get(language),
            sort_order=place,
        )
        for place, section in enumerate(course.sections)
    ]
    page.save_revision().publish()
    for place, section in enumerate(course.sections):
        for lesson in section.lessons:
            _lesson(
                page,
                lesson,
                films[lesson.film],
                section=key(f"{course.code} section {place}"),
            )


def _lesson(
    course: CoursePage, lesson: Lesson, film: Video, *, section: object
) -> None:
    language = course.locale.language_code
    page = _page(
        course,
        LessonPage,
        lesson.film,
        lesson.title,
        lesson.slug,
        video=film,
        section=section,
        free=lesson.free,
        body=lesson.body.get(language),
    )
    if page.resources.exists() or not lesson.resources:
        return
    for resource in lesson.resources:
        with resource.path.open("rb") as opened:
            row = LessonResource(lesson=page, title=resource.title.get(language))
            row.file.save(resource.file, File(opened))
    page.refresh_from_db()
    page.save_revision().publish()


def _film(lesson: Lesson) -> Video:
    name = lesson.film_path.name
    found = Video.objects.filter(name=name).first()
    if found:
        return found
    video = attach_film(lesson.film_path, name)
    for language in LANGUAGES:
        attach_captions(video, language, lesson.captions_path(language).read_text())
    return video


def _stream(*blocks: tuple[str, object]) -> str:
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def _points(heading: Text, points: Iterable[Point], language: str) -> dict:
    return {
        "heading": heading.get(language),
        "points": [
            {"title": point.title.get(language), "text": point.text.get(language)}
            for point in points
        ],
    }


def _faq(heading: str, questions: Iterable[Question], language: str) -> dict:
    return {
        "heading": heading,
        "questions": [
            {
                "question": each.question.get(language),
                "answer": f"<p>{each.answer.get(language)}</p>",
            }
            for each in questions
        ],
    }


def _home_body(language: str, catalogue: Page, pricing: Page) -> str:
    go = [
        {"label": HOME.courses_label.get(language), "page": catalogue.pk},
        {"label": HOME.plans_label.get(language), "page": pricing.pk},
    ]
    return _stream(
        (
            "hero",
            {
                "heading": HOME.heading.get(language),
                "text": HOME.text.get(language),
                "actions": go,
            },
        ),
        (
            "course_cards",
            {"heading": HOME.courses_heading.get(language), "courses": []},
        ),
        ("points", _points(HOME.points_heading, HOME.points, language)),
        ("pricing_table", checkout_of("plans", pricing.locale).pk),
        ("points", _points(HOME.proof_heading, HOME.proof, language)),
        (
            "call_to_action",
            {
                "heading": HOME.call_heading.get(language),
                "text": HOME.call_text.get(language),
                "action": {
                    "label": HOME.call_label.get(language),
                    "page": catalogue.pk,
                },
            },
        ),
    )


def _pricing_body(locale: Locale) -> str:
    language = locale.language_code
    return _stream(
        (
            "hero",
            {
                "heading": PRICING.heading.get(language),
                "text": PRICING.text.get(language),
                "actions": [],
            },
        ),
        ("pricing_table", checkout_of("plans", locale).pk),
        ("faq", _faq(PRICING.faq_heading.get(language), PRICING.faq, language)),
    )


def _course_body(course: Course, language: str) -> str:
    outcomes = "".join(
        f"<li>{outcome.get(language)}</li>" for outcome in course.outcomes
    )
    able = (
        "Ce que vous saurez faire"
        if language == "fr"
        else "What you will be able to do"
    )
    asked = "Vos questions" if language == "fr" else "Your questions"
    return _stream(
        ("text", course.pitch.get(language)),
        ("text", f"<h2>{able}</h2><ul>{outcomes}</ul>"),
        ("lesson_outline", None),
        ("faq", _faq(asked, course.faq, language)),
    )
