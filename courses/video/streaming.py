"""Bytes of large private files: in ranges, in small pieces, and never to so many readers that pages wait."""

import re
import threading
import weakref
from collections.abc import Iterator

from django.conf import settings
from django.core.files import File
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

PIECE = 64 * 1024
RANGE_AT_MOST = 4 * 1024 * 1024
READER_SECONDS = 20
RETRY_SECONDS = 2
ONE_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))")


class Unsatisfiable(ValueError):
    """The range asked for lies outside the file."""


class Places:
    """How many answers may be on their way at once in this process."""

    def __init__(self, count: int) -> None:
        self._free = threading.BoundedSemaphore(count)

    def take(self) -> bool:
        return self._free.acquire(blocking=False)

    def leave(self) -> None:
        self._free.release()


PLACES = Places(settings.MEDIA_RESPONSES_AT_ONCE)


def private(response: HttpResponseBase, *, keep: int = 0) -> HttpResponseBase:
    """Never in a shared cache; in the browser's own for ``keep`` seconds."""
    response["Cache-Control"] = (
        f"private, max-age={keep}" if keep else "private, no-store"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


class PiecewiseResponse(StreamingHttpResponse):
    """Sends ``length`` bytes from ``start`` on and gives its place back when closed, however it ends."""

    def __init__(self, file: File, start: int, length: int, **kwargs: object) -> None:
        super().__init__(_pieces(file, start, length), **kwargs)
        self["Content-Length"] = str(length)
        # A response that a middleware throws away is never closed, but it is collected.
        self._end = weakref.finalize(self, _end, file, PLACES)

    def close(self) -> None:
        super().close()
        self._end()


def _end(file: File, places: Places) -> None:
    file.close()
    places.leave()


def send_file(
    request: HttpRequest, file: File, *, content_type: str, tag: str = ""
) -> HttpResponseBase:
    """The file, or the part of it that was asked for. At most 4 MiB of a range per answer.

    Players ask for the rest by themselves; so a place is held for moments, not for the
    length of a film, and whoever loses access loses it within one answer.
    """
    headers = {"Accept-Ranges": "bytes"} | ({"ETag": f'"{tag}"'} if tag else {})
    try:
        part = _part(request, file.size, headers.get("ETag"))
    except Unsatisfiable:
        headers["Content-Range"] = f"bytes */{file.size}"
        return HttpResponse(status=416, headers=headers)
    headers["Content-Type"] = content_type
    if request.method == "HEAD":
        return HttpResponse(headers=headers | {"Content-Length": str(file.size)})
    start, end = part or (0, file.size)
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    if not PLACES.take():
        return HttpResponse(status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    _let_go_of_stuck_readers(request)
    status = 206 if part else 200
    return _on_its_way(file, start, end - start, status=status, headers=headers)


def _on_its_way(
    file: File, start: int, length: int, **answer: object
) -> PiecewiseResponse:
    try:
        file.open("rb")
        return PiecewiseResponse(file, start, length, **answer)
    except BaseException:
        PLACES.leave()
        raise


def _let_go_of_stuck_readers(request: HttpRequest) -> None:
    """Whoever takes no piece for 20 seconds, a paused player say, is cut off and may ask again."""
    socket = request.META.get("gunicorn.socket")
    if socket is not None:
        socket.settimeout(READER_SECONDS)


def _part(request: HttpRequest, size: int, tag: str | None) -> tuple[int, int] | None:
    """The part to send as start and end; None for the whole file."""
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or asked is None:
        return None
    if request.headers.get("If-Range", tag) != tag:
        return None
    first, last, suffix = asked.groups()
    if suffix is not None:
        start, end = max(0, size - int(suffix)), size
    else:
        start, end = int(first), min(int(last) + 1 if last else size, size)
        if last and int(last) < start:
            return None
    if start >= size:
        raise Unsatisfiable
    return start, min(end, start + RANGE_AT_MOST)


def _pieces(file: File, start: int, length: int) -> Iterator[bytes]:
    file.seek(start)
    while length > 0 and (piece := file.read(min(PIECE, length))):
        length -= len(piece)
        yield piece
