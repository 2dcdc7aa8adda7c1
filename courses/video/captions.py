"""Captions read to plain cues and written anew, so that nothing an upload carries is ever served."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

BYTES_AT_MOST = 1024 * 1024
TIME = r"(?:([0-9]{2,4}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
TIMING = re.compile(rf"{TIME}[ \t]+-->[ \t]+{TIME}(?:[ \t].*)?")
TAG = re.compile(r"<[/.0-9A-Za-z][^>]*>?")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
SKIPPED = ("NOTE", "STYLE", "REGION")


class RefusedCaptions(ValueError):
    """Why this file cannot be captions, with the line; the text is for its editor."""


class Cue(NamedTuple):
    """``start`` and ``end`` in milliseconds; ``text`` is plain."""

    start: int
    end: int
    text: str


def clean(data: bytes) -> str:
    """WebVTT of our own writing that says what the upload said, and nothing else."""
    if len(data) > BYTES_AT_MOST:
        raise RefusedCaptions(_("Captions may weigh 1 MB at most."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refusal(line, _("this is not UTF-8 text.")) from error
    return emit(parse(text))


def parse(text: str) -> list[Cue]:
    """The cues in order of time; raises RefusedCaptions with the first line that is not WebVTT."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise _refusal(1, _("a captions file begins with the word WEBVTT."))
    cues = [cue for number, block in _blocks(lines) if (cue := _cue(number, block))]
    if not cues:
        raise RefusedCaptions(_("There are no captions in this file."))
    return sorted(cues, key=lambda cue: (cue.start, cue.end))


def emit(cues: Iterable[Cue]) -> str:
    blocks = (
        f"{_clock(cue.start)} --> {_clock(cue.end)}\n{html.escape(cue.text, quote=False)}\n"
        for cue in cues
    )
    return "WEBVTT\n\n" + "\n".join(blocks)


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines that are not blank, each with the number of its first line; the header is left out."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            first = number - len(block)
            if first > 1:
                yield first, block
            block = []


def _cue(number: int, block: list[str]) -> Cue | None:
    if block[0].split()[0] in SKIPPED and "-->" not in block[0]:
        return None
    if "-->" not in block[0]:  # a cue may be named on the line before its times
        number, block = number + 1, block[1:]
    timing = TIMING.fullmatch(block[0].strip()) if block else None
    if timing is None:
        raise _refusal(number, _("expected times such as 00:01.000 --> 00:04.000."))
    start, end = _moment(timing.groups()[:4]), _moment(timing.groups()[4:])
    if end <= start:
        raise _refusal(number, _("these captions end before they begin."))
    text = "\n".join(filter(None, map(_plain, block[1:])))
    return Cue(start, end, text) if text else None


def _plain(line: str) -> str:
    return CONTROL.sub("", html.unescape(TAG.sub("", line))).strip()


def _moment(parts: Iterable[str | None]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _clock(moment: int) -> str:
    seconds, thousandths = divmod(moment, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"


def _refusal(number: int, why: str) -> RefusedCaptions:
    return RefusedCaptions(
        _("Line %(number)s: %(why)s") % {"number": number, "why": why}
    )
