"""What an editor sees of a block before choosing it: the block itself, drawn without a row of the database."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.blocks import Block
from wagtail.fields import StreamField
from wagtail.models import get_page_models

from story.bands import bands_of
from tests.accounts.people import known

pytestmark = pytest.mark.django_db


def blocks_of_pages() -> Iterator[tuple[str, Block]]:
    """Every block that an editor may place on a page; those of menus have no look of their own."""
    for model in get_page_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField) and field.name == "body":
                blocks = field.stream_block.child_blocks.items()
                yield from ((f"{model.__name__}.{name}", it) for name, it in blocks)


BLOCKS = dict(blocks_of_pages())


@pytest.fixture
def edith() -> Client:
    client = Client()
    client.force_login(known("edith@example.com", is_superuser=True, language="fr"))
    return client


def drawn(block: Block) -> str:
    return "".join(
        it.markup for it in bands_of([block.bind(block.get_preview_value())], {})
    )


@pytest.mark.parametrize("place", BLOCKS)
def test_a_block_says_what_it_is_for(place: str):
    told = BLOCKS[place].meta

    assert BLOCKS[place].is_previewable
    assert told.icon != "placeholder"
    assert all((told.group, told.label, told.description))


@pytest.mark.parametrize("place", BLOCKS)
def test_a_block_is_drawn_in_both_languages(place: str):
    with override("fr"):
        french = drawn(BLOCKS[place])
    with override("en"):
        english = drawn(BLOCKS[place])

    assert "<" in english
    assert english != french or "picture" in place


def test_the_chooser_shows_it_in_the_site_s_own_look(edith: Client):
    for block in BLOCKS.values():
        shown = edith.get(
            reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}
        )

        assert shown.status_code == 200
        assert 'lang="fr"' in shown.text
        assert "css/blocks.css" in shown.text
        assert "<script" not in shown.text
        assert shown.text.count("<section") + shown.text.count("<main") >= 2
