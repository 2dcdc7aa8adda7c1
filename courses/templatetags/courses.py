"""What templates may ask about courses."""

from django import template
from django.template.context import Context

from courses.cards import CourseCard, cards, seed_of
from courses.models import CoursePage, LessonPage
from courses.outline import Section, clock, facts_of, neighbours, outline_of
from courses.video.captions import parse
from courses.video.sources import VideoSource, source_of

register = template.Library()
register.simple_tag(facts_of, name="course_facts")
register.simple_tag(neighbours, name="lesson_neighbours")
register.filter("cover_seed", seed_of)


@register.simple_tag(takes_context=True)
def course_cards(context: Context, chosen: list | None = None) -> list[CourseCard]:
    """The chosen courses in the visitor's language, or every live one."""
    request = context["request"]
    if chosen:
        courses = [
            page.localized.specific for page in chosen if page and page.localized.live
        ]
    else:
        courses = (
            CoursePage.objects.live()
            .filter(locale=context["page"].locale)
            .order_by("path")
        )
    return cards(request, courses)


@register.simple_tag(takes_context=True)
def course_outline(
    context: Context, course: CoursePage, current: LessonPage | None = None
) -> list[Section]:
    return outline_of(context["request"], course, current)


@register.simple_tag(takes_context=True)
def film(context: Context, lesson: LessonPage) -> VideoSource | None:
    return source_of(
        lesson, in_preview=getattr(context["request"], "is_preview", False)
    )


@register.filter
def course_of(lesson: LessonPage) -> CoursePage:
    return lesson.get_parent().specific


@register.filter
def transcript(lesson: LessonPage) -> list[dict[str, str]]:
    """What is said in the film, in the lesson's language; nothing without captions."""
    video = lesson.video
    captions = (
        video and video.captions.filter(language=lesson.locale.language_code).first()
    )
    return [
        {"time": clock(cue.start // 1000), "text": cue.text}
        for cue in (parse(captions.text) if captions else [])
    ]
