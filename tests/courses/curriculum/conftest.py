"""A curriculum of two sections, and staff of each role in front of it."""

import uuid

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from accounts.roles import EDITOR, OWNER, SUPPORT
from courses.models import CoursePage, CourseSection, LessonPage
from tests.courses.people import editor_of, person
from tests.courses.school import School, add_lesson

BEGIN, GO_ON = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def course(school: School) -> CoursePage:
    """Un and Deux, both live, under “Débuts”; Trois, a draft, under “Suite”."""
    page = school.course
    page.sections = [
        CourseSection(key=BEGIN, title="Débuts", sort_order=0),
        CourseSection(key=GO_ON, title="Suite", sort_order=1),
    ]
    page.save_revision().publish()
    for lesson, section in (
        (school.first, BEGIN),
        (school.second, BEGIN),
        (school.draft, GO_ON),
    ):
        LessonPage.objects.filter(pk=lesson.pk).update(section=section)
    return CoursePage.objects.get(pk=page.pk)


def browser(user: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def of_role(name: str, role: str) -> Client:
    user = person(name)
    user.groups.add(Group.objects.get(name=role))
    return browser(user)


@pytest.fixture
def clients(roles: None, school: School, course: CoursePage) -> dict[str, Client]:
    """``stranger`` edits another course, and only that."""
    return {
        "editor": of_role("edith", EDITOR),
        "owner": of_role("olive", OWNER),
        "support": of_role("sam", SUPPORT),
        "stranger": browser(editor_of(school.other_course, "stefan")),
    }


@pytest.fixture
def edith(clients: dict[str, Client]) -> Client:
    return clients["editor"]


@pytest.fixture
def fourth(course: CoursePage) -> LessonPage:
    return add_lesson(course, "Quatre", section=GO_ON)
