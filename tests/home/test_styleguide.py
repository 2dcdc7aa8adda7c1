"""The living page of components: all of them, for staff alone."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.roles import EDITOR
from home.styleguide.samples import SAMPLES
from tests.accounts.people import known
from tests.databases import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
ADDRESS = "/styleguide/"


def test_every_component_is_shown():
    components = {path.stem for path in (ROOT / "templates/components").glob("*.html")}

    assert components == SAMPLES.keys()


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Check what you entered"), ("fr", "Vérifiez votre saisie")]
)  # fmt: skip
def test_editor_sees_them_in_either_language(edith: Client, language: str, word: str):
    page = edith.get(ADDRESS, {"language": language})

    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert word in page.text
    missing = [name for name in SAMPLES if f'id="part-{name}"' not in page.text]
    assert missing == []


def test_nobody_else_sees_the_page():
    visitor, holder = Client(), Client()
    holder.force_login(known("holder@example.com"))

    assert visitor.get(ADDRESS, follow=True).status_code == 404
    assert holder.get(ADDRESS, follow=True).status_code == 404


def test_everybody_sees_it_while_debugging(settings):
    settings.DEBUG = True

    assert Client().get(ADDRESS).status_code == 200


@pytest.fixture
def edith(roles: None) -> Client:
    client = Client()
    editor = known("edith@example.com")
    editor.groups.add(Group.objects.get(name=EDITOR))
    client.force_login(editor)
    return client
