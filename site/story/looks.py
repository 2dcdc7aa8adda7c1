"""What all blocks share: looks to choose from, the ground they stand on, and an example to draw before there is anything to show."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

Choice = tuple[str, str | Promise]

WORDS = _("Text and pictures")  # the groups of the editor's chooser
PERSUADE = _("Persuade")
PROVE = _("Proof")


def looks(*choices: Choice) -> blocks.ChoiceBlock:
    """The first is what an editor gets who does not care. Never empty, so it may be folded away."""
    return blocks.ChoiceBlock(
        choices=choices, default=choices[0][0], search_index=False, label=_("Look")
    )


class Looked(blocks.StructBlock):
    """Keeps the field ``look`` in the block's settings, behind the words; a list begins with as many items as it asks for.

    ``Meta.grounds``: the ground of a look, where it is not the page's paper. See ``story.bands``.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for each in self.child_blocks.values():
            least = getattr(each.meta, "min_num", None)
            if isinstance(each, blocks.ListBlock) and least:
                each.meta.default = [each.child_block.get_default()] * least

    def get_form_layout(self) -> BlockGroup:
        words = [name for name in self.child_blocks if name != "look"]
        return BlockGroup(words, settings=["look"])

    def normalize(self, value: dict) -> blocks.StructValue:
        """Words without a look get the first."""
        if isinstance(value, blocks.StructValue):
            return value
        return super().normalize(
            {"look": self.child_blocks["look"].get_default()} | value
        )


class Example(dict):
    """What a template needs to draw a block, without a row of the database."""


class Drawn:
    """Mixin of a block that shows rows: its template asks for them, ``Meta.drawn_by`` draws them.

    The preview has no rows to ask for, so it draws ``Meta.example``.
    """

    def get_preview_value(self) -> Example:
        return Example(self.meta.example)

    def get_template(self, value: object = None, context: dict | None = None) -> str:
        if isinstance(value, Example):
            return self.meta.drawn_by
        return super().get_template(value, context=context)

    def get_context(self, value: object, parent_context: dict | None = None) -> dict:
        given = value if isinstance(value, Example) else {}
        return {**super().get_context(value, parent_context=parent_context), **given}
