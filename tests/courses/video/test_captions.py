"""Captions say what the upload said, as plain text, and nothing else it carried."""

import html.parser

import pytest

from courses.video import captions
from courses.video.captions import BYTES_AT_MOST, Cue, RefusedCaptions, clean, parse

pytestmark = pytest.mark.usefixtures("in_english")

WRITTEN_BY_HAND = """WEBVTT - Leçon 1
Kind: captions

NOTE for Anna
do not forget this

STYLE
::cue { background: url(https://evil.example/) }

REGION
id:fred

intro
00:01.000 --> 00:04.000 line:0 position:20% align:start
<v Anna>Bonjour <b>à tous</b></v>
et bienvenue &amp; merci

01:00:05.500 --> 01:00:06.000
2 < 3 &lt;script&gt;alert(1)&lt;/script&gt;
"""
CLEANED = """WEBVTT

00:00:01.000 --> 00:00:04.000
Bonjour à tous
et bienvenue &amp; merci

01:00:05.500 --> 01:00:06.000
2 &lt; 3 &lt;script&gt;alert(1)&lt;/script&gt;
"""


def test_captions_are_written_anew_from_their_words() -> None:
    assert clean(WRITTEN_BY_HAND.encode()) == CLEANED
    assert clean(CLEANED.encode()) == CLEANED


def test_captions_of_windows_and_old_macs_are_understood() -> None:
    for ends in ("\r\n", "\r"):
        text = "\ufeff" + WRITTEN_BY_HAND.replace("\n", ends)

        assert clean(text.encode()) == CLEANED


def test_cues_come_in_the_order_of_time() -> None:
    text = "WEBVTT\n\n00:05.000 --> 00:06.000\ntwo\n\n00:01.000 --> 00:02.000\none\n"

    assert parse(text) == [Cue(1000, 2000, "one"), Cue(5000, 6000, "two")]


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<<script>script>alert(1)<</script>/script>",
    "<scr<b>ipt>alert(1)</scr</b>ipt>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;svg onload=alert(1)&#62;",
    "&amp;lt;script&amp;gt;",
    '<c."><script>',
    "<a href=javascript:alert(1)",
    "\x00<script\x00>alert(1)",
    "x\u2028--> y",
    "00:01.000 &#45;&#45;&gt; 00:02.000",
]


class Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.found.append(tag)


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_markup_survives(payload: str) -> None:
    text = f"WEBVTT\n\n00:01.000 --> 00:02.000\nbefore {payload}\n"

    cleaned = clean(text.encode())

    tags = Tags()
    tags.feed(cleaned)
    assert tags.found == []
    assert cleaned.count("-->") == 1
    assert parse(cleaned)[0].start == 1000


def test_without_the_stripping_a_tag_would_be_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(captions, "_plain", str)
    monkeypatch.setattr(captions.html, "escape", lambda text, quote: text)

    cleaned = clean(b"WEBVTT\n\n00:01.000 --> 00:02.000\n<script>alert(1)</script>\n")

    assert "<script>" in cleaned


NO_CAPTIONS = {
    b"": "Line 1: a captions file begins with the word WEBVTT.",
    b"1\n00:00:01,000 --> 00:00:02,000\nsubrip\n": "Line 1: a captions file begins with the word WEBVTT.",
    b"WEBVTTX\n": "Line 1: a captions file begins with the word WEBVTT.",
    b"WEBVTT\n\n\xff\xfe\n": "Line 3: this is not UTF-8 text.",
    b"WEBVTT\n\n": "There are no captions in this file.",
    b"WEBVTT\n\nNOTE nothing else\n": "There are no captions in this file.",
    b"WEBVTT\n\n00:01.000 --> 00:02.000\nok\n\nname\n00:03 --> 00:04\nno\n": "Line 7: expected times such as 00:01.000 --> 00:04.000.",
    b"WEBVTT\n\n00:04.000 --> 00:01.000\nback\n": "Line 3: these captions end before they begin.",
    b"WEBVTT\n\nonly words\n": "Line 4: expected times such as 00:01.000 --> 00:04.000.",
    b"WEBVTT\n\n00:99.000 --> 00:99.500\nlate\n": "Line 3: expected times such as 00:01.000 --> 00:04.000.",
    b"W" * (BYTES_AT_MOST + 1): "Captions may weigh 1 MB at most.",
}


@pytest.mark.parametrize(
    ("data", "why"), NO_CAPTIONS.items(), ids=range(len(NO_CAPTIONS))
)
def test_bad_captions_are_refused_with_their_line(data: bytes, why: str) -> None:
    with pytest.raises(RefusedCaptions) as refusal:
        clean(data)

    assert str(refusal.value) == why
