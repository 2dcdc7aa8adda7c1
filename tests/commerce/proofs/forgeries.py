"""Bodies that are no event and signatures that are nobody's, by the thousand. Every one is wrong for sure."""

import gzip
import json
import random
from collections.abc import Callable

from commerce.webhooks import LARGEST_BODY

from .events import event, signature

ROOTS = [b"[]", b"null", b'"evt"', b"7", b"1e999", b"true", b"NaN", b"-Infinity", b"{}"]
NO_ID = [None, True, 0, 2**70, 1.5, "", "\x00", "é", "\ud800", [], {}, "e" * 256, " \n"]
NO_MODE = [None, 0, 1, "no", [], {}, "false"]
NO_TYPE = [None, 7, "", "t" * 101, "\x00", [], {}]
NO_DATA = [None, 7, "", [], [1], {"object": None}, {"object": []}, {}]
Chance = random.Random


def _document(chance: Chance) -> dict:
    pad = "x" * chance.choice([0, 1, 40, 900])
    return event(ref=f"cs_test_{chance.randbytes(6).hex()}", pad=pad)


def _written(chance: Chance) -> bytes:
    return json.dumps(_document(chance)).encode()


def _truncated(chance: Chance) -> bytes:
    whole = _written(chance)
    return whole[: chance.randrange(len(whole))]


def _too_large(chance: Chance) -> bytes:
    return _written(chance).ljust(LARGEST_BODY + chance.randint(1, 9999))


def _no_text(chance: Chance) -> bytes:
    whole, at = _written(chance), chance.randrange(1, 60)
    return (
        whole[:at] + chance.choice([b"\xff", b"\xc0\xaf", b"\xed\xa0\x80"]) + whole[at:]
    )


def _deep(chance: Chance) -> bytes:
    depth = chance.choice([200_000, LARGEST_BODY])
    return chance.choice([b"[" * depth, b"[" * 131_000 + b"]" * 131_000, b'{"a":' * 50_000])  # fmt: skip


def _not_kept(chance: Chance) -> bytes:
    """A field that no provider sends and no database could keep."""
    name, values = chance.choice(
        [("id", NO_ID), ("livemode", NO_MODE), ("type", NO_TYPE), ("data", NO_DATA)]
    )
    return json.dumps(_document(chance) | {name: chance.choice(values)}).encode()


def _missing(chance: Chance) -> bytes:
    document = _document(chance)
    del document[chance.choice(["id", "type", "livemode", "data"])]
    return json.dumps(document).encode()


def _not_a_number(chance: Chance) -> bytes:
    name = chance.choice(["id", "livemode", "type", "data"])
    return json.dumps(_document(chance) | {name: float("nan")}).encode()


def _said_twice(chance: Chance) -> bytes:
    """The last counts, and it is nonsense."""
    return _written(chance)[:-1] + b', "id": 7, "livemode": null}'


def _garbled(chance: Chance) -> bytes:
    return chance.choice(
        [
            lambda: gzip.compress(_written(chance)),
            lambda: _written(chance).decode().encode("utf-16"),
            lambda: b"\xef\xbb\xbf" + _written(chance),
            lambda: _written(chance) + b"\x00",
            lambda: _written(chance) * 2,
            lambda: b'{"id": ' + b"9" * chance.choice([20, 5000]) + b"}",
            lambda: chance.randbytes(chance.randrange(400)) + b"\xff",
            lambda: b" " * chance.randrange(400),
        ]
    )()


KINDS: list[Callable[[Chance], bytes]] = [
    _truncated,
    _no_text,
    _not_kept,
    _missing,
    _not_a_number,
    _said_twice,
    _garbled,
    lambda chance: chance.choice(ROOTS),
]
HEAVY = [_too_large, _deep]


def no_event(chance: Chance) -> bytes:
    """One in fifty is as large or as deep as it may be, or more."""
    heavy = chance.random() < 0.02
    return chance.choice(HEAVY if heavy else KINDS)(chance)


DIGITS = "0123456789abcdef"
SIGNS = DIGITS + "ghvtVT,;=.:+- é"


def _substituted(chance: Chance, header: str) -> str:
    at = chance.randrange(len(header))
    other = chance.choice([sign for sign in SIGNS if sign != header[at]])
    return header[:at] + other + header[at + 1 :]


def _left_out(chance: Chance, header: str) -> str:
    at = chance.randrange(len(header))
    return header[:at] + header[at + 1 :]


def _put_in(chance: Chance, header: str) -> str:
    """But for a nought before the time, which says the same time."""
    at = chance.choice(
        [place for place in range(len(header) + 1) if place != len("t=")]
    )
    return header[:at] + chance.choice(DIGITS) + header[at:]


def _turned_round(chance: Chance, header: str) -> str:
    places = [at for at in range(len(header) - 1) if header[at] != header[at + 1]]
    at = chance.choice(places)
    return header[:at] + header[at + 1] + header[at] + header[at + 2 :]


def _cut(chance: Chance, header: str) -> str:
    at = chance.randrange(len(header))
    return chance.choice([header[:at], header[at + 1 :]])


def _of_another(chance: Chance, body: bytes) -> str:
    """Rightly made, but by somebody else, of something else, or at another time."""
    return chance.choice(
        [
            lambda: signature(body, secret=f"whsec_{chance.randrange(10**9)}"),
            lambda: signature(body + chance.choice([b" ", b"\n", b"\x00"])),
            lambda: signature(body[:-1]),
            lambda: signature(b""),
            lambda: signature(body, shift=-chance.randint(305, 10**8)),
            lambda: signature(body, shift=chance.randint(305, 10**9)),
            lambda: signature(body).replace(
                "v1=", chance.choice(["v0=", "v2=", "V1="])
            ),
            lambda: signature(body).upper(),
        ]
    )()


MUTATIONS = [_substituted, _left_out, _put_in, _turned_round, _cut]


def no_signature(chance: Chance, body: bytes) -> str:
    """A header for this body that the provider did not send."""
    if chance.random() < 0.2:
        return _of_another(chance, body)
    return chance.choice(MUTATIONS)(chance, signature(body))
