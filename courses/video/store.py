"""The one door through which films and captions come in."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import transaction

from accounts.models import User

from .captions import clean
from .models import Captions, Video
from .prepare import Prepared, prepare
from .probe import probe


class Moving(File):
    """A file that a disk storage may take as it is instead of copying it."""

    def temporary_file_path(self) -> str:
        return self.name


def attach_film(path: Path, name: str, *, by: User | None = None) -> Video:
    """A stored film with poster and duration. The file at ``path`` stays; a refused one leaves nothing behind."""
    film = probe(path)
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as workshop:
        prepared = prepare(path, film, Path(workshop))
        video = Video(
            name=Path(name).name[-255:],
            size=prepared.film.stat().st_size,
            seconds=max(1, round(film.seconds)),
            width=prepared.width,
            height=prepared.height,
            uploaded_by=by,
        )
        return _stored(video, prepared)


def _stored(video: Video, prepared: Prepared) -> Video:
    try:
        for field, path in (
            (video.file, prepared.film),
            (video.poster, prepared.poster),
        ):
            with path.open("rb") as opened:
                field.save(path.name, Moving(opened, name=str(path)), save=False)
        video.save(force_insert=True)
    except BaseException:
        for field in (video.file, video.poster):
            field.delete(save=False)
        raise
    return video


def attach_captions(video: Video, language: str, text: str | bytes) -> Captions:
    """The film's captions in this language, whatever they were before; raises RefusedCaptions."""
    cleaned = clean(text.encode() if isinstance(text, str) else text)
    with transaction.atomic():
        captions, _created = Captions.objects.update_or_create(
            video=video, language=language, defaults={"text": cleaned}
        )
    return captions
