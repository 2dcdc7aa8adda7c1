"""What courses and lessons cost in queries: as much for two lessons as for many."""

import pytest
from django.test import Client
from wagtail.models import Site

from courses.models import CoursePage, CourseSection, LessonPage
from tests.courses.people import People, product_opening
from tests.courses.school import School, add_lesson
from tests.queries import cost, counted

MANY = pytest.mark.parametrize("lessons", [0, 20])


@pytest.fixture
def school(school: School) -> School:
    Site.objects.update(root_page=school.home)
    return school


def add_lessons(course: CoursePage, count: int) -> None:
    for number in range(count):
        section = CourseSection.objects.create(course=course, title=f"Part {number}")
        lesson = LessonPage(
            title=f"Lesson {number}", video=None, section=section.key, live=True
        )
        course.add_child(instance=lesson)


def signed_in(people: People) -> Client:
    client = Client()
    client.force_login(people.anna, "django.contrib.auth.backends.ModelBackend")
    return client


@MANY
def test_course(school: School, lessons: int):
    product_opening(school.course)
    add_lessons(school.course, lessons)

    assert cost(Client(), school.course.url) == 6


@MANY
def test_lesson_of_a_subscriber(school: School, people: People, lessons: int):
    add_lessons(school.course, lessons)

    assert cost(signed_in(people), school.second.url) == 8


@MANY
def test_free_lesson(school: School, lessons: int):
    add_lessons(school.course, lessons)

    assert cost(Client(), school.first.url) == 5


@MANY
def test_locked_lesson(school: School, lessons: int):
    add_lessons(school.course, lessons)

    assert cost(Client(), school.second.url, status=403) == 5


def test_film(school: School, people: People):
    assert cost(signed_in(people), f"/media/v/{school.second.pk}/film.mp4") == 5


@pytest.mark.parametrize("courses", [1, 6])
def test_my_courses(school: School, people: People, courses: int):
    for number in range(courses):
        index = school.course.get_parent()
        course = index.add_child(instance=CoursePage(title=f"{number}", summary="."))
        add_lesson(course, "Un")

    assert cost(signed_in(people), "/fr/account/") == 7


@MANY
def test_course_of_a_subscriber(school: School, people: People, lessons: int):
    add_lessons(school.course, lessons)

    assert cost(signed_in(people), school.course.url) == 7


@pytest.mark.parametrize(("reports", "queries"), [(0, 7), (1, 6), (5, 6)])
def test_report_of_a_place(school: School, people: People, reports: int, queries: int):
    client = signed_in(people)
    address = f"/fr/account/lessons/{school.second.pk}/place/"
    for _report in range(reports):
        client.post(address, {"seconds": "5"})

    with counted() as count:
        client.post(address, {"seconds": "20"})

    assert count() == queries
