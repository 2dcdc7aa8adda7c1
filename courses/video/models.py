"""A film and its captions, in private storage."""

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


def private_storage() -> Storage:
    return storages["private"]


def film_path(video: "Video", _name: str) -> str:
    return f"videos/{video.pk}/film.mp4"


def poster_path(video: "Video", _name: str) -> str:
    return f"videos/{video.pk}/poster.jpg"


class Video(models.Model):
    """An MP4 (H.264 and AAC) that was probed when it came in. All translations of a lesson share it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("file name"), max_length=255)
    file = models.FileField(
        upload_to=film_path, storage=private_storage, max_length=255
    )
    poster = models.FileField(
        upload_to=poster_path, storage=private_storage, max_length=255
    )
    size = models.BigIntegerField(help_text="bytes")
    seconds = models.PositiveIntegerField(_("duration"))
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True
    )
    created = models.DateTimeField(auto_now_add=True)
    unused_since = models.DateTimeField(
        null=True, editable=False, help_text="as the nightly sweep first saw it"
    )

    class Meta:
        verbose_name = _("video")
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def captions_by_language(self) -> dict[str, "Captions"]:
        return {each.language: each for each in self.captions.all()}

    @property
    def duration(self) -> str:
        return clock(self.seconds)


def clock(seconds: int) -> str:
    """As people read it: 3:07, or 1:02:07."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Captions(models.Model):
    """One language of a film's captions, as cleaned WebVTT."""

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES
    )
    text = models.TextField()

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["video", "language"], name="captions_once")
        ]

    def __str__(self) -> str:
        return self.get_language_display()
