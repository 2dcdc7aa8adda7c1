"""The owner's colours and pictures reach pages without an inline style, at addresses that change with them."""

from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files import File
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image as Drawing
from wagtail.images.models import Image
from wagtail.models import Site

from accounts.models import User
from home import colour
from home.models import SiteSettings
from tests.commerce.shop import Shop
from tests.home.heads import read
from tests.queries import cost

GREEN, RED = "#1e6b47", "#b3261e"
# Wagtail does not close the file it draws a rendition into.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)
FOR_EVER = "public, max-age=31536000, immutable"


def choose(**fields: object) -> None:
    SiteSettings.objects.all().delete()
    SiteSettings.objects.create(site=Site.objects.get(), **fields)


def styles() -> list[str]:
    page = Client().get("/en/").content.decode()
    return [part.split('"')[0] for part in page.split('rel="stylesheet" href="')[1:]]


def upload(size: tuple[int, int], tone: str = "red") -> Image:
    out = BytesIO()
    Drawing.new("RGB", size, tone).save(out, "PNG")
    return Image.objects.create(title="Ours", file=ImageFile(out, name="ours.png"))


def test_our_own_colours_need_no_stylesheet(shop: Shop):
    plain = styles()

    choose(name="Ruche")

    assert styles() == plain


def test_the_accent_comes_by_a_stylesheet_that_is_kept_for_ever(shop: Shop):
    choose(accent=GREEN)

    [address] = [each for each in styles() if "/look/" in each]
    response = Client().get(address)

    style = response.content.decode()
    assert f"--brand:{GREEN};" in style
    assert f"--brand-dark:{colour.for_dark(GREEN)};" in style
    assert response["Content-Type"] == "text/css"
    assert response["Cache-Control"] == FOR_EVER


def test_another_accent_has_another_address_at_once(shop: Shop):
    choose(accent=GREEN)
    before = styles()

    choose(accent=RED)

    assert styles() != before


@pytest.mark.parametrize("address", ["/look/red-blue.css", "/look/1e6b47.css"])
def test_only_colours_make_a_stylesheet(shop: Shop, address: str):
    assert Client().get(address).status_code == 404


def test_the_name_is_said_by_every_page_and_machine(shop: Shop):
    choose(name="Ruche")

    assert read("/en/").title.endswith("Ruche")
    assert Client().get("/manifest.webmanifest").json()["name"] == "Ruche"
    assert "Ruche" in Client().get("/en/courses.atom").content.decode()


def test_icons_are_drawn_in_the_accent(shop: Shop):
    choose(accent=GREEN)
    [icon, *_more] = Client().get("/manifest.webmanifest").json()["icons"]

    response = Client().get(icon["src"])

    drawn = Drawing.open(BytesIO(response.content)).convert("RGB")
    assert drawn.size == (192, 192)
    assert drawn.getpixel((96, 20)) == (0x1E, 0x6B, 0x47)
    assert response["Cache-Control"] == FOR_EVER


def test_an_owners_icon_stands_in_tab_bar_and_manifest(shop: Shop):
    choose(icon=upload((600, 600)))
    page = Client().get("/en/").content.decode()
    [icon, *_more] = Client().get("/manifest.webmanifest").json()["icons"]

    drawn = Drawing.open(BytesIO(Client().get(icon["src"]).content)).convert("RGB")

    assert drawn.getpixel((96, 96)) == (255, 0, 0)
    assert page.count(icon["src"]) == 3  # tab, bar and foot


def test_an_old_address_leads_to_todays_icon(shop: Shop):
    choose(accent=GREEN)
    old = Client().get("/favicon.ico")["Location"]
    choose(accent=RED)

    assert Client().get(old)["Location"] == Client().get("/favicon.ico")["Location"]
    SiteSettings.objects.all().delete()
    assert Client().get(old)["Location"] == "/static/favicon.ico"


def test_an_icon_nobody_draws_is_not_found(shop: Shop):
    choose(accent=GREEN)
    known = Client().get("/favicon.ico")["Location"]
    other = known.replace("favicon", "other")

    assert Client().get(other).status_code == 404
    SiteSettings.objects.all().delete()
    assert Client().get(other).status_code == 404
    assert Client().get(known).status_code == 302  # the control


@pytest.mark.parametrize("field", ["logo", "logo_dark", "icon"])
@pytest.mark.parametrize("drawn_before", [True, False])
def test_a_lost_picture_takes_nothing_down(
    shop: Shop, field: str, *, drawn_before: bool
):
    image = upload((640, 160))
    choose(name="Ruche", **{field: image})
    owner = Client()
    owner.force_login(User.objects.create_superuser("olive@example.com"))
    form = f"/cms/settings/home/sitesettings/{Site.objects.get().pk}/"
    places = ["/en/", "/en/search/", "/cms/", form]
    if drawn_before:
        icon = Client().get("/favicon.ico")["Location"]
        places.append(icon)
        assert Client().get("/en/").status_code == Client().get(icon).status_code == 200
        for drawn in image.renditions.all():
            drawn.file.storage.delete(drawn.file.name)
    image.file.storage.delete(image.file.name)
    cache.clear()

    for place in places:
        assert owner.get(place, follow=True).status_code == 200, place
    assert "Ruche" in Client().get("/en/").text


def test_an_icon_whose_drawing_is_lost_is_ours(shop: Shop):
    image = upload((600, 600))
    choose(icon=image)
    address = Client().get("/favicon.ico")["Location"]
    before = Client().get(address).content
    for drawn in image.renditions.all():
        drawn.file.storage.delete(drawn.file.name)

    after = Client().get(address)

    assert (after.status_code, after.content != before) == (200, True)


def test_logos_stand_for_sign_and_name(shop: Shop):
    choose(name="Ruche", logo=upload((640, 160)), logo_dark=upload((640, 160), "blue"))

    page = Client().get("/en/").content.decode()

    assert (
        page.count('class="logo if-light"') == page.count('class="logo if-dark"') == 2
    )
    assert 'alt="Ruche"' in page


def test_a_card_for_sharing_bears_sign_and_name(shop: Shop):
    before = read(shop.course.url).metas["og:image"]
    choose(name="Ruche", accent=GREEN)

    address = read(shop.course.url).metas["og:image"].removeprefix("http://localhost")
    drawn = Drawing.open(BytesIO(Client().get(address).content)).convert("RGB")

    assert not before.endswith(address)
    assert (0x1E, 0x6B, 0x47) in {drawn.getpixel((x, 78)) for x in range(72, 128)}


def test_a_card_is_drawn_once_and_the_owners_picture_read_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    choose(name="Nacre", icon=upload((600, 600), "teal"))
    address = read(shop.course.url).metas["og:image"].removeprefix("http://localhost")
    real, opened = default_storage._open, []

    def watched(name: str, mode: str = "rb") -> File:
        opened.append(name)
        return real(name, mode)

    monkeypatch.setattr(default_storage, "_open", watched)
    first = Client().get(address).content
    for_it = list(opened)
    second = Client().get(address).content

    assert for_it  # the control
    assert (first == second, opened) == (True, for_it)


def test_a_brand_costs_no_query(shop: Shop):
    before = cost(Client(), "/en/")
    choose(accent=GREEN, logo=upload((640, 160)), icon=upload((600, 600)))

    assert cost(Client(), "/en/") == before


def test_who_sells_is_said_on_every_page_and_at_the_checkout(shop: Shop):
    choose(seller="Ruche SARL", address="1 rue du Miel\n69001 Lyon", phone="04 00")
    checkout = f"/en/checkout/{shop.checkout.translation_key}/"

    for address in ("/en/", checkout):
        page = Client().get(address).content.decode()
        assert "Ruche SARL" in page
        assert "1 rue du Miel, 69001 Lyon" in page
        assert 'href="tel:0400"' in page
