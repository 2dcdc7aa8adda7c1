"""The site's settings are an owner's alone, in the menu, on the screen and by a direct post."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from accounts.roles import EDITOR, OWNER, SUPPORT
from home import colour
from home.models import SiteSettings
from tests.accounts.people import known

WORDS = {
    "name": "Ruche",
    "accent": "#1e6b47",
    "seller": "Ruche SARL",
    "profiles-count": "1",
    "profiles-0-deleted": "",
    "profiles-0-order": "0",
    "profiles-0-type": "profile",
    "profiles-0-value": "https://github.com/ruche",
    "profiles-0-id": "",
}


@pytest.fixture
def place(roles: None) -> str:
    site = Site.objects.get()
    return reverse("wagtailsettings:edit", args=["home", "sitesettings", site.pk])


def in_role(role: str) -> Client:
    user = known(f"{role}@example.com".lower())
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("role", "may"), [(EDITOR, False), (SUPPORT, False), (OWNER, True)]
)
def test_only_an_owner_sees_and_changes_them(place: str, role: str, may: bool):
    client = in_role(role)

    shown = client.get(place)
    answer = client.post(place, WORDS)

    assert (shown.status_code == 200) == may
    assert answer.status_code == 302
    assert SiteSettings.objects.filter(name="Ruche").exists() == may


@pytest.mark.parametrize(
    ("role", "listed"), [(EDITOR, False), (SUPPORT, False), (OWNER, True)]
)
def test_the_menu_names_them_to_who_may_change_them(
    place: str, role: str, listed: bool
):
    page = in_role(role).get(reverse("wagtailadmin_home")).content.decode()

    assert ("settings/home/sitesettings" in page) == listed


def test_a_pale_accent_is_refused_beside_its_field(place: str):
    answer = in_role(OWNER).post(place, WORDS | {"accent": "#e3a53b"})

    assert "#8f6214" in answer.content.decode()
    assert not SiteSettings.objects.filter(name="Ruche").exists()


def test_without_the_table_an_owner_may_not(place: str):
    """The permission comes from nowhere else."""
    client = in_role(OWNER)
    held = Group.objects.get(name=OWNER).permissions
    held.remove(*held.filter(codename__endswith="_sitesettings"))

    assert client.post(place, WORDS).status_code == 302
    assert not SiteSettings.objects.filter(name="Ruche").exists()


# -- the house in the CMS


def cms(role: str = OWNER, address: str = "wagtailadmin_home") -> str:
    return in_role(role).get(reverse(address)).content.decode()


def test_the_cms_wears_the_sites_name_colours_and_sign(place: str):
    SiteSettings.objects.create(site=Site.objects.get(), name="Ruche", accent="#1e6b47")

    page = cms()

    assert "Ruche</title>" in " ".join(page.split()).replace(" </title>", "</title>")
    assert "/look/1e6b47-" in page
    assert 'alt="Ruche"' in page
    assert "Bienvenue chez Ruche" in page


def test_without_settings_the_cms_wears_ours(place: str):
    page = cms()

    assert "Bienvenue chez Amphi" in page
    assert "/look/" not in page
    assert "/static/icon-192.png" in page


def test_the_cms_speaks_the_languages_it_was_written_in(place: str):
    page = cms(address="wagtailadmin_account")

    assert 'value="fr"' in page
    assert 'value="en"' in page
    assert 'value="de"' not in page


def test_the_accent_returns_to_the_installations(place: str):
    olive = in_role(OWNER)
    olive.post(place, WORDS)
    assert SiteSettings.objects.get().accent == WORDS["accent"]

    olive.post(place, WORDS | {"reset_accent": "on"})

    assert SiteSettings.objects.get().accent == colour.OURS
    assert SiteSettings.objects.get().name == "Ruche"
