"""A school of two courses, with films of bytes that can be told apart."""

from dataclasses import dataclass

from django.core.files.base import ContentFile
from wagtail.models import Page

from courses.models import CourseIndexPage, CoursePage, LessonPage, LessonResource
from courses.video.models import Captions, Video
from home.models import HomePage

FILM = b"".join(number.to_bytes(4, "big") for number in range(3000))
VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nBonjour\n"


@dataclass(frozen=True)
class School:
    """``second`` is a paid lesson of the course, ``first`` its free one, ``draft`` one not yet published."""

    home: HomePage
    course: CoursePage
    other_course: CoursePage
    first: LessonPage
    second: LessonPage
    draft: LessonPage


def open_school() -> School:
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="École"))
    index = home.add_child(instance=CourseIndexPage(title="Formations"))
    course = index.add_child(instance=CoursePage(title="Python", summary="Apprendre"))
    other = index.add_child(instance=CoursePage(title="Django", summary="Bâtir"))
    return School(
        home=home,
        course=course,
        other_course=other,
        first=add_lesson(course, "Un", free=True),
        second=add_lesson(course, "Deux"),
        draft=add_lesson(course, "Trois", live=False),
    )


def add_lesson(course: CoursePage, title: str, **fields: object) -> LessonPage:
    lesson = LessonPage(title=title, video=store_film(), **fields)
    course.add_child(instance=lesson)
    add_file(lesson)
    return lesson


def add_file(lesson: LessonPage) -> None:
    exercise = ContentFile(b"exercise", name="exercice.pdf")
    LessonResource.objects.create(lesson=lesson, title="Exercice", file=exercise)


def store_film(content: bytes = FILM) -> Video:
    video = Video(
        name="film.mp4", size=len(content), seconds=60, width=1280, height=720
    )
    video.file.save("film.mp4", ContentFile(content), save=False)
    video.poster.save("poster.jpg", ContentFile(b"poster"), save=False)
    video.save()
    Captions.objects.create(video=video, language="fr", text=VTT)
    return video
