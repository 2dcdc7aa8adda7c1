"""Films that were uploaded and then left, or outlived their lesson."""

import logging
from datetime import timedelta

from django.utils import timezone
from wagtail.models import Revision

from courses.models import LessonPage

from .models import Video

logger = logging.getLogger(__name__)
KEPT = timedelta(days=7)


def sweep_films() -> None:
    """Those seen for a week in no lesson, nor in any draft or earlier version of one, are gone with their files."""
    lessons = LessonPage.objects.exclude(video=None).values("video")
    drafts = Revision.objects.filter(content__video__isnull=False)
    kept = set(drafts.values_list("content__video", flat=True))
    idle = Video.objects.exclude(pk__in=lessons).values_list("pk", flat=True)
    unused = [pk for pk in idle if str(pk) not in kept]
    now = timezone.now()
    Video.objects.exclude(pk__in=unused).update(unused_since=None)
    Video.objects.filter(pk__in=unused, unused_since=None).update(unused_since=now)
    for video in Video.objects.filter(pk__in=unused, unused_since__lte=now - KEPT):
        logger.info("film swept video=%s name=%s", video.pk, video.name)
        _delete(video)


def _delete(video: Video) -> None:
    """The row first: files without a row are only lost space, a row without files is a broken page."""
    folder = video.file.name.rpartition("/")[0]
    storage, names = video.file.storage, [video.file.name, video.poster.name]
    video.delete()
    for name in [*names, folder]:
        storage.delete(name)
