"""How far somebody is in a lesson. One row a person and lesson, shared by its translations and by all their devices."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

FINISHED_AT = 0.9  # of a film: what follows is mostly farewell
TOO_EARLY = 5  # seconds into a film that are no place to go on from


class Progress(models.Model):
    """``lesson`` is a translation key. ``seconds`` is where the newest report left the film."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="progress"
    )
    lesson = models.UUIDField()
    seconds = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    updated = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "lesson"], name="progress_once")
        ]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.seconds} s"


def report(user_id: int, lesson: uuid.UUID, seconds: int, length: int) -> None:
    """The newest report wins, whichever device sent it; near the end it finishes the lesson, and none undoes that.

    One query, two for the first report of a lesson.
    """
    place = min(seconds, length)
    is_near = place >= FINISHED_AT * length
    _write(user_id, lesson, finished=is_near, seconds=place)


def mark(user_id: int, lesson: uuid.UUID, *, finished: bool) -> None:
    """By hand. What is finished no more begins anew; who marks it twice keeps the first time."""
    if finished:
        _write(user_id, lesson, finished=True)
    else:
        rows = Progress.objects.filter(user=user_id, lesson=lesson)
        rows.update(finished_at=None, seconds=0, updated=timezone.now())


def _write(
    user_id: int, lesson: uuid.UUID, *, finished: bool, **told: datetime | int
) -> None:
    now = timezone.now()
    told["updated"] = now
    ended = {"finished_at": now} if finished else {}
    kept = {"finished_at": Coalesce(F("finished_at"), now)} if finished else {}
    rows = Progress.objects.filter(user=user_id, lesson=lesson)
    if not rows.update(**told, **kept):
        _begin(user_id, lesson, **told, **ended)


def _begin(user_id: int, lesson: uuid.UUID, **told: datetime | int) -> None:
    """Two first reports at once make one row, and it is told both."""
    Progress.objects.bulk_create(
        [Progress(user_id=user_id, lesson=lesson, **told)],
        update_conflicts=True,
        unique_fields=["user", "lesson"],
        update_fields=list(told),
    )


def place_in(length: int, seconds: int | None) -> int:
    """Where to go on in a film of this length; 0: at the beginning, also after its end."""
    seconds = seconds or 0
    return seconds if TOO_EARLY <= seconds < FINISHED_AT * length else 0
