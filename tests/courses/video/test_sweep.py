"""Films that nobody uses go after a week; whatever a lesson, a draft or an earlier version shows stays."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from courses.video.models import Video
from courses.video.sweep import sweep_films
from tests.courses.school import School, store_film

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def aged(video: Video, days: int = 8) -> Video:
    Video.objects.filter(pk=video.pk).update(
        created=timezone.now() - timedelta(days=days)
    )
    return video


def test_a_film_left_for_a_week_goes_with_its_files(school: School, on_disk):
    before = on_disk()
    left, fresh = aged(store_film()), aged(store_film(), days=6)

    sweep_films()

    assert not Video.objects.filter(pk=left.pk).exists()
    assert not left.file.storage.exists(f"videos/{left.pk}")
    assert Video.objects.filter(pk=fresh.pk).exists()
    assert len(on_disk() - before) == 2


def test_what_a_lesson_shows_stays(school: School):
    for lesson in (school.first, school.draft):
        aged(lesson.video)

    sweep_films()

    for lesson in (school.first, school.draft):
        lesson.refresh_from_db()
        assert lesson.video.file.size


def replaced(school: School) -> tuple[Video, Video]:
    """The film an editor published before, and the one in a draft of today."""
    lesson = school.second
    earlier, planned = aged(lesson.video), aged(store_film())
    lesson.save_revision().publish()
    lesson.video = store_film()
    lesson.save_revision().publish()
    lesson.video = planned
    lesson.save_revision()
    return earlier, planned


def test_what_a_draft_or_an_earlier_version_shows_stays(school: School):
    films = replaced(school)

    sweep_films()

    assert Video.objects.filter(pk__in=[film.pk for film in films]).count() == 2


def test_without_the_look_at_versions_a_draft_would_lose_its_film(school: School):
    _earlier, planned = replaced(school)
    Revision.objects.all().delete()

    sweep_films()

    assert not Video.objects.filter(pk=planned.pk).exists()
