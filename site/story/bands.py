"""How the blocks of a page follow one another: what shows nothing takes no room, and no two loud grounds touch."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from wagtail.blocks import BoundBlock

LOUD = {"stage", "is-accent"}
QUIET = "is-tinted"


@dataclass(frozen=True)
class Band:
    """``ground``: a class of the stylesheet, empty for the page's paper. ``turn``: how many of its kind stand right before it."""

    kind: str
    ground: str
    turn: int
    markup: SafeString


def bands_of(body: Iterable[BoundBlock], context: dict) -> list[Band]:
    """In the page's order. Every second one of neighbours of a kind sees ``swaps`` as it is drawn."""
    shown: list[Band] = []
    for bound in body:
        before = shown[-1] if shown else None
        kind = bound.block.name
        turn = before.turn + 1 if before and before.kind == kind else 0
        markup = bound.render_as_block(context={**context, "swaps": turn % 2})
        if markup.strip():
            shown.append(Band(kind, _ground(bound, before), turn, markup))
    return shown


def _ground(bound: BoundBlock, before: Band | None) -> str:
    value = bound.value if isinstance(bound.value, dict) else {}
    value = value.get("value", value)  # an example has it one level down
    ground = getattr(bound.block.meta, "grounds", {}).get(value.get("look"), "")
    follows_loud = before is not None and before.ground in LOUD
    return QUIET if ground in LOUD and follows_loud else ground
