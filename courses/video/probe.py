"""What an uploaded file is: a film that plays everywhere, or a refusal in an editor's words."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from .boxes import ESSENTIAL, outer_boxes

DEMUXER = "mov"
PROTOCOL = "file"
PIXELS_AT_MOST = 4096 * 2304  # H.264 level 5.2: what telephones still decode
SECONDS_AT_LEAST = 1
SECONDS_AT_MOST = 12 * 3600
READING_SECONDS = 60
STREAMS_AT_MOST = 16


class RefusedFilm(ValueError):
    """Why this file cannot be a lesson's film; the text is for its editor."""


@dataclass(frozen=True)
class Film:
    """``seconds`` of playing time, ``width`` and ``height`` in pixels as stored, before any rotation."""

    seconds: float
    width: int
    height: int


def probe(path: Path) -> Film:
    """The film in this file, read to its last packet; raises RefusedFilm for everything else."""
    if not path.stat().st_size:
        raise RefusedFilm(_("This file is empty."))
    _refuse_cut_short(path)
    with _opened(path) as container:
        picture = _picture(container)
        _refuse_codecs(container, picture)
        seconds = _seconds(container)
        _refuse_measures(picture, seconds)
        _refuse_missing_end(container, seconds)
        return Film(
            seconds=seconds,
            width=picture.width,
            height=picture.height,
        )


NOT_A_FILM = _("This file is not an MP4 video. Export your film as MP4 and try again.")
CUT_SHORT = _(
    "This film is cut short: its end is missing. Export or copy it again, then retry."
)


@contextmanager
def _opened(path: Path) -> Iterator[InputContainer]:
    """Only the MP4 demuxer, and only this file: a playlist must not name others."""
    options = {"format_whitelist": DEMUXER, "protocol_whitelist": PROTOCOL}
    try:
        with av.open(str(path), format=DEMUXER, options=options) as container:
            yield container
    except av.FFmpegError as error:
        raise RefusedFilm(NOT_A_FILM) from error


def _refuse_cut_short(path: Path) -> None:
    length = path.stat().st_size
    boxes = list(outer_boxes(path))
    kinds = {box.kind for box in boxes}
    if not kinds & {"ftyp", *ESSENTIAL}:
        raise RefusedFilm(NOT_A_FILM)
    if "moov" not in kinds or any(box.end > length for box in boxes):
        raise RefusedFilm(CUT_SHORT)


def _picture(container: InputContainer) -> VideoStream:
    if len(container.streams) > STREAMS_AT_MOST:
        raise RefusedFilm(NOT_A_FILM)
    for stream in container.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            return stream
    raise RefusedFilm(_("This file has no picture, only sound."))


def _refuse_codecs(container: InputContainer, picture: VideoStream) -> None:
    found = [(picture, "h264"), *((sound, "aac") for sound in container.streams.audio)]
    names = [
        stream.codec_context.name if stream.codec_context else "?"
        for stream, wanted in found
        if stream.codec_context is None or stream.codec_context.name != wanted
    ]
    if names:
        raise RefusedFilm(
            _(
                "This film uses %(found)s, which many devices cannot play. "
                "H.264 video and AAC sound are needed."
            )
            % {"found": ", ".join(names).upper()}
        )


def _seconds(container: InputContainer) -> float:
    return (container.duration or 0) / av.time_base


def _refuse_measures(picture: VideoStream, seconds: float) -> None:
    if not 0 < picture.width * picture.height <= PIXELS_AT_MOST:
        raise RefusedFilm(
            _(
                "The picture is %(width)s × %(height)s pixels; 4096 × 2304 is the most that plays everywhere."
            )
            % {"width": picture.width, "height": picture.height}
        )
    if seconds < SECONDS_AT_LEAST:
        raise RefusedFilm(_("This film lasts less than a second."))
    if seconds > SECONDS_AT_MOST:
        hours = SECONDS_AT_MOST // 3600
        raise RefusedFilm(
            ngettext_lazy(
                "This film lasts more than %(hours)s hour.",
                "This film lasts more than %(hours)s hours.",
                hours,
            )
            % {"hours": hours}
        )


def _refuse_missing_end(container: InputContainer, seconds: float) -> None:
    """A cut file may open and even decode without complaint; only its last packet shows it."""
    missing = seconds - float(_last_end(container) - _first_start(container))
    if missing > 1 + seconds * 0.02:
        raise RefusedFilm(CUT_SHORT)


def _first_start(container: InputContainer) -> Fraction:
    return Fraction(container.start_time or 0, av.time_base)


def _last_end(container: InputContainer) -> Fraction:
    give_up = time.monotonic() + READING_SECONDS
    end = Fraction(0)
    for packet in container.demux():
        moment = packet.dts if packet.pts is None else packet.pts
        if moment is not None:
            end = max(end, (moment + (packet.duration or 0)) * packet.time_base)
        if time.monotonic() > give_up:
            raise RefusedFilm(_("This film takes too long to read. Export it again."))
    return end
