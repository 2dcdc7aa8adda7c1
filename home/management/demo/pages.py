"""The demo's pages, in both languages, linked as translations."""

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
from home.demo.content.goods import SHOP_SLUG, SHOP_TITLE
from home.demo.content.model import (
    LANGUAGES,
    Course,
    Lesson,
    Text,
)
from home.models import HomePage, StandardPage

from .around import furnish
from .bodies import (
    about_body,
    course_body,
    home_body,
    pricing_body,
    shop_body,
    terms_body,
)
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
        body=pricing_body(locale),
        show_in_menus=True,
    )
    _page(
        home,
        StandardPage,
        "about",
        ABOUT.title,
        ABOUT.slug,
        body=about_body(catalogue),
        show_in_menus=True,
    )
    _page(home, StandardPage, "shop", SHOP_TITLE, SHOP_SLUG, body=shop_body(locale))
    _page(
        home, StandardPage, "terms", TERMS.title, TERMS.slug, body=terms_body(language)
    )
    if not home.body:
        home.body = home_body(catalogue, pricing)
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
        body=course_body(course, language),
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
