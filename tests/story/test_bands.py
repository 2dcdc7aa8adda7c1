"""Blocks that cannot be combined badly."""

import pytest
from django.core.exceptions import ValidationError

from story.bands import bands_of
from story.blocks import StoryBlock

pytestmark = pytest.mark.django_db
CALL = {"heading": "Now", "action": {"label": "Go", "page": None}}


def grounds(*blocks: tuple[str, object]) -> list[str]:
    return [band.ground for band in bands_of(StoryBlock().normalize(list(blocks)), {})]


def call(look: str) -> tuple[str, dict]:
    return "call_to_action", CALL | {"look": look}


def words(text: str = "<p>Words</p>") -> tuple[str, str]:
    return "text", text


def test_a_look_brings_its_ground():
    looks = ("dark", "quiet", "card")

    assert [grounds(call(look)) for look in looks] == [["stage"], ["is-tinted"], [""]]


def test_two_loud_grounds_never_touch():
    three = grounds(call("dark"), call("accent"), call("dark"))

    assert three == ["stage", "is-tinted", "stage"]
    assert grounds(call("dark"), words(), call("accent")) == ["stage", "", "is-accent"]


def test_what_shows_nothing_takes_no_room_and_parts_nothing():
    points = ("points", {"heading": "You will be able to", "points": []})

    assert grounds(words(""), points) == []
    assert grounds(call("dark"), words(""), points, call("dark")) == [
        "stage",
        "is-tinted",
    ]


def test_pictures_swap_sides_from_one_to_the_next():
    beside = ("image_and_text", {"heading": "See", "text": "<p>it</p>"})
    body = StoryBlock().normalize([beside, beside, words(), beside])

    shown = [band.markup for band in bands_of(body, {})]

    assert ["is-swapped" in markup for markup in shown] == [False, True, False, False]


def test_a_look_is_never_empty_and_no_reason_to_refuse():
    block = StoryBlock().child_blocks["quote"]

    kept = block.clean(block.to_python({"words": "Six lines."}))

    assert kept["look"] == "large"
    assert block.meta.form_layout.settings == ["look"]


def test_a_page_has_one_opening():
    opening = ("hero", {"heading": "Learn"})
    once, twice = (StoryBlock().normalize([opening] * count) for count in (1, 2))

    assert StoryBlock().clean(once)
    with pytest.raises(ValidationError):
        StoryBlock().clean(twice)


def test_a_button_to_a_page_that_is_not_live_is_not_drawn():
    def drawn(*, live: bool) -> str:
        page = {"url": "/en/", "live": live}
        body = StoryBlock().normalize(
            [("call_to_action", CALL | {"action": {"label": "Go", "page": page}})]
        )
        [band] = bands_of(body, {})
        return band.markup

    assert 'href="/en/"' in drawn(live=True)
    assert "href" not in drawn(live=False)
    assert "<button" not in drawn(live=False)
