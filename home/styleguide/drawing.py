"""The samples as the components draw them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import get_template, render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import Block
from wagtail.images import get_image_model

from courses.blocks import CourseStoryBlock
from home.blocks import HomeStoryBlock
from home.demo.content.model import Text
from story.bands import bands_of

from .samples import AROUND, IN_HEAD, ON_STAGE, PICTURE, SAMPLES


@dataclass(frozen=True)
class Drawn:
    """One state of a component; without markup where the library holds no picture to show it with."""

    state: str
    markup: SafeString


@dataclass(frozen=True)
class Shown:
    """A component: the line that names its parameters, and its states."""

    name: str
    parameters: str
    states: list[Drawn]
    is_source: bool
    on_stage: bool


def shown_in(language: str) -> Iterator[Shown]:
    """Every component, in the words of this language."""
    real = {PICTURE: get_image_model().objects.last()}
    for name, states in SAMPLES.items():
        drawn = [Drawn(state, _draw(name, _said(values, language, real))) for state, values in states.items()]  # fmt: skip
        yield Shown(name, _parameters(name), drawn, name in IN_HEAD, name in ON_STAGE)


def blocks_shown() -> Iterator[Shown]:
    """Every block there is, in each look, with what the editor's chooser shows it with."""
    known = CourseStoryBlock().child_blocks | HomeStoryBlock().child_blocks
    for name, block in known.items():
        states = [Drawn(look, _draw_block(block, look)) for look in _looks(block)]
        told = f"{block.label}: {block.meta.description}"
        yield Shown(f"blocks/{name}", told, states, is_source=False, on_stage=False)


def _looks(block: Block) -> list[str]:
    look = getattr(block, "child_blocks", {}).get("look")
    return [value for value, _label in look.field.choices] if look else [""]


def _draw_block(block: Block, look: str) -> SafeString:
    value = block.get_preview_value()
    if look:
        value.get("value", value)["look"] = look
    [band] = bands_of([block.bind(value)], {})
    return mark_safe(render_to_string("blocks/band.html", {"band": band}))  # noqa: S308 -- a template's own


def _said(value: object, language: str, real: dict[str, object]) -> object:
    """With words for texts, and things of the site for what stands for them."""
    if isinstance(value, Text):
        return value.get(language)
    if isinstance(value, dict):
        return {name: _said(it, language, real) for name, it in value.items()}
    if isinstance(value, list | tuple):
        return [_said(it, language, real) for it in value]
    if callable(value):
        return value(language)
    return real.get(value, value) if isinstance(value, str) else value


def _draw(name: str, values: dict[str, object]) -> SafeString:
    if values.get("image", "") is None:
        return mark_safe("")
    markup = render_to_string(f"components/{name}.html", values)
    shown = mark_safe(markup.replace(" autofocus", ""))  # noqa: S308 -- a component's own
    return format_html(AROUND.get(name, "{}"), shown)


def _parameters(name: str) -> str:
    """The comment in a component's first line."""
    source = get_template(f"components/{name}.html").template.source
    return source.partition("\n")[0].removeprefix("{# ").removesuffix(" #}")
