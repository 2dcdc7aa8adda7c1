"""Story 5: a stranger tries every address of a gated lesson and of its files, and gets none."""

import pytest
from playwright.sync_api import Page

from .people import Buyer, Person
from .places import DECIDE, DECIDE_IN_FRENCH

pytestmark = pytest.mark.browser

FILES = "video source, video track, a[download]"
EVERY_ADDRESS = """things => things.map(each => each.src ?? each.href)"""
WAYS = [
    ("GET", {}),
    ("HEAD", {}),
    ("POST", {}),
    ("GET", {"Range": "bytes=0-99"}),
    ("GET", {"Range": "bytes=-100"}),
    ("GET", {"If-None-Match": "*"}),
    ("GET", {"X-Forwarded-For": "127.0.0.1", "X-Original-URL": "/"}),
]
INSIDE = "A program becomes useful the day it can choose."


@pytest.fixture
def buyer(person):
    """Somebody who may see it all: the control of every refusal."""
    buyer = person(Buyer)
    buyer.opens(DECIDE)
    buyer.follows("Open it for %(price)s", price="€49")
    buyer.orders("buyer@stranger.example")
    buyer.pays()
    buyer.reads("Payment received")
    return buyer


def addresses(page: Page) -> list[str]:
    """The lesson in both languages, and every file that its pages name."""
    found = []
    for lesson in (DECIDE, DECIDE_IN_FRENCH):
        page.goto(lesson)
        found += [page.url, page.locator("video").get_attribute("poster")]
        found += page.locator(FILES).evaluate_all(EVERY_ADDRESS)
    return found


def answers(person: Person, address: str) -> list[tuple[int, bool]]:
    """Status of each way to ask, and whether anything of the lesson came with it."""
    found = []
    for method, headers in WAYS:
        answer = person.page.request.fetch(address, method=method, headers=headers)
        body = answer.body()
        kind = answer.headers.get("content-type", "")
        told = INSIDE.encode() in body or (body and not kind.startswith("text/html"))
        found.append((answer.status, bool(told)))
    return found


def test_nothing_of_a_gated_lesson_answers_a_stranger(buyer, person, figures):
    stranger = person(Person)
    everything = addresses(buyer.page)

    theirs = {address: answers(stranger, address) for address in everything}

    figures(addresses=len(set(everything)), requests=len(theirs) * len(WAYS))
    assert len(set(everything)) >= 10
    for address in everything:
        assert buyer.page.request.get(address).status == 200, address
        assert {status for status, _ in theirs[address]} <= {403, 405}, address
        assert not any(told for _, told in theirs[address]), address


def test_account_without_access_gets_no_more(buyer, person):
    member = person(Person)
    member.signs_up("member@stranger.example")

    refused = {each: answers(member, each) for each in addresses(buyer.page)}

    assert {status for all_ in refused.values() for status, _ in all_} <= {403, 405}
    assert not any(told for all_ in refused.values() for _, told in all_)


def test_locked_lesson_says_what_opens_it(person):
    stranger = person(Person)

    status = stranger.opens(DECIDE)

    assert status == 403
    stranger.reads(
        "This lesson is part of “%(course)s”.", course="Python for beginners"
    )
    assert INSIDE not in stranger.page.content()
    assert stranger.page.locator("video").count() == 0
    stranger.follows("Open it for %(price)s", price="€49")
    stranger.reads("This course, or all of them")
    offered = stranger.page.locator("[name=plan]").evaluate_all("all => all.map(it => it.value)")  # fmt: skip
    assert offered == ["monthly", "python", "annual"]
