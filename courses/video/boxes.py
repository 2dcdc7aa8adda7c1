"""The outermost boxes of an MP4, read without trusting any of them."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ESSENTIAL = {"moov", "moof", "mdat"}


class Box(NamedTuple):
    """``end`` is where the box says it ends, in bytes from the start of the file."""

    kind: str
    start: int
    end: int


def outer_boxes(path: Path) -> Iterator[Box]:
    """The boxes in the order of the file; stops quietly at whatever is not one."""
    length = path.stat().st_size
    with path.open("rb") as file:
        start = 0
        while start + 8 <= length:
            file.seek(start)
            box = _box_at(start, file.read(16), length)
            if box is None:
                return
            yield box
            start = box.end


def _box_at(start: int, head: bytes, length: int) -> Box | None:
    size, name = struct.unpack(">I4s", head[:8])
    kind = name.decode("latin-1")
    least = 8
    if size == 1 and len(head) == 16:
        size, least = struct.unpack(">Q", head[8:])[0], 16
    elif size == 0:  # the last box may run to the end of the file
        size = length - start
    whole = (
        start + size <= length or kind in ESSENTIAL
    )  # what is left may be no box at all
    return Box(kind, start, start + size) if size >= least and whole else None
