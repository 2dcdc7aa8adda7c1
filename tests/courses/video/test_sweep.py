"""Films that nobody uses go a week later; whatever a lesson, a draft or an earlier version shows stays."""

from datetime import timedelta

import pytest
from django.db.models import F
from wagtail.models import Revision

from courses.video.models import Video
from courses.video.sweep import sweep_films
from tests.courses.school import School, store_film

pytestmark = pytest.mark.django_db


def sweep_after(days: int) -> None:
    """The clock stands still; what happened moves into the past."""
    passed = timedelta(days=days)
    Video.objects.update(
        created=F("created") - passed, unused_since=F("unused_since") - passed
    )
    sweep_films()


def is_there(video: Video) -> bool:
    return Video.objects.filter(pk=video.pk).exists()


def test_a_film_left_for_a_week_goes_with_its_files(school: School, on_disk):
    before = on_disk()
    left = store_film()
    sweep_films()
    fresh = store_film()

    sweep_after(days=6)
    assert is_there(left)
    sweep_after(days=1)

    assert not is_there(left)
    assert not left.file.storage.exists(f"videos/{left.pk}")
    assert is_there(fresh)
    assert len(on_disk() - before) == 2


def test_the_film_of_a_lesson_deleted_by_mistake_stays_for_a_week(school: School):
    film = school.second.video
    sweep_after(days=400)
    school.second.delete()

    sweep_films()
    sweep_after(days=6)
    assert is_there(film)
    sweep_after(days=1)

    assert not is_there(film)


def test_a_film_taken_up_again_has_a_new_week(school: School):
    film = store_film()
    sweep_films()
    school.second.video = film
    school.second.save()
    sweep_after(days=6)
    school.second.delete()

    sweep_after(days=6)
    assert is_there(film)
    sweep_after(days=7)

    assert not is_there(film)


def test_what_a_lesson_shows_stays(school: School):
    sweep_films()
    sweep_after(days=8)

    for lesson in (school.first, school.draft):
        lesson.refresh_from_db()
        assert lesson.video.file.size


def replaced(school: School) -> tuple[Video, Video]:
    """The film an editor published before, and the one in a draft of today."""
    lesson = school.second
    earlier, planned = lesson.video, store_film()
    lesson.save_revision().publish()
    lesson.video = store_film()
    lesson.save_revision().publish()
    lesson.video = planned
    lesson.save_revision()
    return earlier, planned


def test_what_a_draft_or_an_earlier_version_shows_stays(school: School):
    films = replaced(school)

    sweep_films()
    sweep_after(days=8)

    assert all(is_there(film) for film in films)


def test_without_the_look_at_versions_a_draft_would_lose_its_film(school: School):
    _earlier, planned = replaced(school)
    Revision.objects.all().delete()

    sweep_films()
    sweep_after(days=8)

    assert not is_there(planned)
