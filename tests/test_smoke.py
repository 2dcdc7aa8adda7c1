"""A few pages after migrating from nothing; ``make check-next`` runs this on the next Wagtail too."""

import pytest
from django.test import Client
from wagtail.models import Page, Site

from accounts.models import User
from home.models import HomePage


@pytest.fixture
def home(db: None) -> HomePage:
    home = HomePage(title="Bienvenue", slug="bienvenue")
    Page.objects.get(depth=1).add_child(instance=home)
    Site.objects.update(root_page=home)
    return home


@pytest.fixture
def owner(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("owner@example.com", "x"))
    return client


def test_front_page_answers(home: HomePage):
    assert Client().get("/fr/").status_code == 200


@pytest.mark.parametrize(
    "address", ["", "pages/", "images/", "snippets/commerce/checkoutsnippet/"]
)
def test_cms_answers(home: HomePage, owner: Client, address: str):
    assert owner.get(f"/cms/{address}").status_code == 200


def test_cms_edits_a_page(home: HomePage, owner: Client):
    assert owner.get(f"/cms/pages/{home.pk}/edit/").status_code == 200
