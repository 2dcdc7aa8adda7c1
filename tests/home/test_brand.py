"""What an owner says once is said everywhere: name, colours, pictures, who sells."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override
from wagtail.models import Site

from home import colour
from home.brand import our_brand
from home.models import SiteSettings
from tests.accounts.people import known
from tests.commerce.shop import Shop

GREEN, PALE = "#1e6b47", "#e3a53b"


@pytest.fixture
def site(shop: Shop) -> Site:
    return Site.objects.get()


def chosen(site: Site, **fields: object) -> SiteSettings:
    return SiteSettings.objects.create(site=site, **fields)


def test_our_own_accent_is_read_everywhere():
    assert colour.readable(colour.OURS) == colour.OURS
    assert colour.weakest("#a5b0ff", colour.DARK) > colour.ENOUGH_IN_THE_DARK


@pytest.mark.parametrize("accent", ["#ffffff", "#ffd400", "#00a86b", "#d6336c"])
def test_the_nearest_that_can_be_read_can_be_read(accent: str):
    near = colour.readable(accent)

    assert colour.weakest(accent, colour.LIGHT) < colour.ENOUGH
    assert colour.weakest(near, colour.LIGHT) >= colour.ENOUGH
    assert colour.contrast(near, colour.ON_ACCENT) >= colour.ENOUGH


@pytest.mark.parametrize("accent", ["#000000", "#1e4638", "#7f6a00", "#3a45c4"])
def test_the_accent_of_dark_pages_is_read_on_them(accent: str):
    dark = colour.for_dark(accent)

    assert colour.weakest(dark, colour.DARK) >= colour.ENOUGH_IN_THE_DARK
    assert colour.contrast(dark, colour.ON_ACCENT_DARK) >= colour.ENOUGH


def test_black_on_white_is_21():
    assert round(colour.contrast("#000000", "#ffffff"), 2) == 21


@pytest.mark.parametrize(("language", "said"), [("en", "1.9"), ("fr", "1,9")])
def test_a_pale_accent_is_refused_with_what_was_measured_and_what_would_do(
    site: Site, language: str, said: str
):
    with override(language), pytest.raises(ValidationError) as refusal:
        SiteSettings(site=site, accent=PALE).full_clean()

    [sentence] = refusal.value.message_dict["accent"]
    assert f"{said}," in sentence
    assert colour.readable(PALE) in sentence


def test_without_the_measure_a_pale_accent_would_pass(site: Site, monkeypatch):
    monkeypatch.setattr(colour, "weakest", lambda _accent, _grounds: 21)

    SiteSettings(site=site, accent=PALE).full_clean()


def test_what_is_no_colour_is_refused(site: Site):
    with pytest.raises(ValidationError):
        SiteSettings(site=site, accent="red;}").full_clean()


def test_without_settings_it_is_what_the_installation_says(site: Site):
    brand = our_brand()

    assert (brand.name, brand.email) == (
        settings.WAGTAIL_SITE_NAME,
        settings.SUPPORT_EMAIL,
    )
    assert (brand.style_url, brand.sign) == ("", "")


def test_profiles_are_known_by_their_address(site: Site):
    urls = ["https://www.youtube.com/@amphi", "https://video.example/amphi"]
    chosen(site, profiles=[("profile", url) for url in urls])

    named = [(each.name, each.icon) for each in our_brand().profiles]

    assert named == [("YouTube", "youtube"), ("video.example", "")]


def test_an_email_says_who_sends_it_in_both_parts(site: Site):
    chosen(
        site,
        name="Ruche",
        accent=GREEN,
        seller="Ruche SARL",
        address="1 rue du Miel\n69001 Lyon",
        email="bonjour@ruche.example",
    )
    known("alice@example.com")

    Client().post("/fr/account/login/code/", {"email": "alice@example.com"})

    [sent] = mail.outbox
    [(html, _type)] = sent.alternatives
    for part in (sent.body, html):
        assert "Ruche SARL" in part
        assert "69001 Lyon" in part
        assert "bonjour@ruche.example" in part
    assert ">Ruche</a>" in re.sub(r"\s*\n\s*", "", html)
    assert GREEN in html
