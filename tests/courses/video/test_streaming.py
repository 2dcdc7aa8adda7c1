"""Ranges as RFC 9110 has them, and a bounded number of answers at once."""

import gc
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from courses.video import streaming
from courses.video.streaming import Places
from tests.courses.school import FILM, School
from tests.courses.video.asking import ask, hang_up

LENGTH = len(FILM)


@pytest.fixture
def film(school: School) -> str:
    return reverse("media:film", args=[school.first.pk])


@pytest.fixture
def two_places(monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    places = Places(2)
    monkeypatch.setattr(streaming, "PLACES", places)
    yield places
    gc.collect()  # what the test dropped gives its place back here, not to the next test's


RANGES = {
    "bytes=0-": (0, LENGTH),
    "bytes=0-0": (0, 1),
    "bytes=5-9": (5, 10),
    "bytes=11990-": (11990, LENGTH),
    "bytes=11990-99999999": (11990, LENGTH),
    "bytes=-10": (LENGTH - 10, LENGTH),
    "bytes=-99999999": (0, LENGTH),
    f"bytes={LENGTH - 1}-": (LENGTH - 1, LENGTH),
}


def test_one_range_gets_exactly_its_bytes(film: str) -> None:
    for asked, (start, end) in RANGES.items():
        response = ask(Client(), film, range=asked)

        assert (asked, response.status_code) == (asked, 206)
        assert response["Content-Range"] == f"bytes {start}-{end - 1}/{LENGTH}"
        assert response["Content-Length"] == str(end - start)
        assert response.body == FILM[start:end]


def test_a_range_beyond_the_end_is_refused_with_the_length(film: str) -> None:
    for asked in (f"bytes={LENGTH}-", "bytes=999999999-", "bytes=-0"):
        response = ask(Client(), film, range=asked)

        assert (asked, response.status_code) == (asked, 416)
        assert response["Content-Range"] == f"bytes */{LENGTH}"
        assert response.body == b""


WHOLE = [
    "bytes=0-1,5-6",
    "bytes=" + ",".join(f"{n}-{n}" for n in range(1000)),
    "bytes=9-5",
    "bytes=-",
    "bytes=a-b",
    "bytes=٣-٤",
    "bytes= 0-1",
    "bytes=0x10-",
    "bytes=" + "9" * 400 + "-",
    "items=0-5",
    "nonsense",
]


def test_several_ranges_and_nonsense_get_the_whole_film(film: str) -> None:
    for asked in WHOLE:
        response = ask(Client(), film, range=asked)

        assert (asked, response.status_code) == (asked, 200)
        assert response.body == FILM
        assert "Content-Range" not in response


def test_if_range_counts_only_while_the_film_is_the_same(film: str) -> None:
    same = ask(Client(), film)["ETag"]

    continued = ask(Client(), film, range="bytes=5-9", if_range=same)
    changed = ask(Client(), film, range="bytes=5-9", if_range='"another"')
    dated = ask(
        Client(), film, range="bytes=5-9", if_range="Sat, 01 Jan 2028 00:00:00 GMT"
    )

    assert (continued.status_code, continued.body) == (206, FILM[5:10])
    assert (changed.status_code, changed.body) == (200, FILM)
    assert (dated.status_code, dated.body) == (200, FILM)


def test_head_tells_the_length_and_takes_no_place(
    film: str, two_places: Places
) -> None:
    assert two_places.take()
    assert two_places.take()

    response = ask(Client(), film, "head", range="bytes=5-9")

    assert (response.status_code, response["Content-Length"]) == (200, str(LENGTH))
    assert (response["Accept-Ranges"], response.body) == ("bytes", b"")


def test_a_long_range_comes_in_parts_that_add_up(
    film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "RANGE_AT_MOST", 5000)
    received = b""

    while len(received) < LENGTH:
        response = ask(Client(), film, range=f"bytes={len(received)}-")
        assert re.fullmatch(
            rf"bytes {len(received)}-\d+/{LENGTH}", response["Content-Range"]
        )
        received += response.body

    assert received == FILM


def test_past_the_cap_readers_are_asked_to_come_back(
    film: str, two_places: Places
) -> None:
    client = Client()
    under_way = [client.get(film), client.get(film)]

    refused = client.get(film)

    assert (refused.status_code, refused["Retry-After"]) == (503, "2")
    assert refused["Cache-Control"] == "private, no-store"
    hang_up(under_way.pop())
    assert ask(client, film).status_code == 200
    hang_up(under_way.pop())


def test_a_place_is_given_back_once_however_the_answer_ends(
    film: str, two_places: Places
) -> None:
    client = Client()

    ask(client, film)
    twice = client.get(film)
    hang_up(twice)
    hang_up(twice)

    answers = [client.get(film) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 503]
    for answer in answers:
        hang_up(answer)


def test_an_answer_that_was_thrown_away_gives_its_place_back(
    film: str, two_places: Places
) -> None:
    for _ in range(3):
        assert Client().get(film).status_code == 200
        gc.collect()

    assert two_places.take()
    assert two_places.take()
