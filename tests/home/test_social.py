"""The drawn picture of a page: for what everybody may read, at an address that changes with it."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from wagtail.images.models import Filter, Rendition
from wagtail.images.models import Image as Chosen
from wagtail.models import Page, PageViewRestriction

from home import drawing
from home.brand import brand_of
from home.drawing import Card, draw
from home.head import card_path as path_of
from home.icons import our_sign
from tests.commerce.shop import Shop
from tests.home.heads import read
from tests.queries import cost


def card_path(page: Page) -> str:
    return path_of(page, brand_of(None))


def picture(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    return image


def test_a_page_is_shared_with_its_card(shop: Shop, client: Client):
    head = read(shop.course.url)
    address = head.metas["og:image"].removeprefix("http://localhost")
    response = client.get(address)

    picture(response.content)
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert head.metas["twitter:card"] == "summary_large_image"
    assert head.metas["og:image:alt"] == "Python"


def chosen_picture() -> Chosen:
    """With the sizes that the page and who shares it ask for, drawn before."""
    file = {"file": "chosen.jpg", "width": 1200, "height": 630}
    chosen = Chosen.objects.create(title="Chosen", **file)
    sizes = ["format-{avif,webp,jpeg}", "fill-{480x300,960x600}"]
    for spec in [*Filter.expand_spec(sizes), "fill-1200x630"]:
        kept = {"filter_spec": spec, "focal_point_key": Filter(spec).get_cache_key(chosen)}  # fmt: skip
        Rendition.objects.create(image=chosen, **kept, **file)
    return chosen


@pytest.mark.parametrize("field", ["social_image", "cover"])
def test_the_editors_picture_comes_first(shop: Shop, field: str):
    setattr(shop.course, field, chosen_picture())
    shop.course.save()

    shown = read(shop.course.url).metas["og:image"]
    assert shown == "http://testserver/media/chosen.jpg"


def hide(shop: Shop, way: str) -> Page:
    """What strangers may not read is not drawn for them."""
    page = shop.lesson if way == "closed" else shop.course
    if way == "draft":
        page.unpublish()
    if way == "restricted":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    if way == "below a restriction":
        above = page.get_parent()
        PageViewRestriction.objects.create(page=above, restriction_type="login")
    return page


WAYS = ["draft", "closed", "restricted", "below a restriction"]


@pytest.mark.parametrize("way", WAYS)
def test_what_strangers_may_not_read_has_no_card(shop: Shop, client: Client, way: str):
    address = card_path(hide(shop, way))
    other = re.sub("-.{16}", f"-{'0' * 16}", address)

    assert client.get(address).status_code == 404
    assert client.get(other).status_code == 404


def test_control_before_it_was_hidden_it_had_one(shop: Shop, client: Client):
    assert client.get(card_path(shop.course)).status_code == 200
    assert client.get(card_path(shop.free_lesson)).status_code == 200


def test_words_of_a_draft_stay_in_the_cms(shop: Shop, client: Client):
    live = card_path(shop.course)
    shop.course.title = "Not announced yet"
    shop.course.save_revision()
    drafted = card_path(shop.course)

    assert drafted != live
    assert client.get(drafted)["Location"] == live


def test_an_old_address_leads_to_the_card_of_today(shop: Shop, client: Client):
    old = card_path(shop.course)
    shop.course.title = "Python anew"
    shop.course.save()
    response = client.get(old)

    assert (response.status_code, response["Location"]) == (302, card_path(shop.course))
    assert "immutable" not in response.get("Cache-Control", "")


@pytest.mark.parametrize("address", ["0-{}", "999999999-{}", "1-{}", "9999999999-{}"])
def test_no_page_no_card(shop: Shop, client: Client, address: str):
    assert client.get(f"/cards/{address.format('a' * 16)}.png").status_code == 404


def test_what_a_card_costs(shop: Shop):
    assert cost(Client(), card_path(shop.course)) <= 5


# -- the drawing

HARD = [
    "",
    "React",
    "Łódź, čeština, “quoted” & <b>",
    "x" * 300,
    "日本語 🎬",
    "word " * 60,
    "\x00\u202e",
]


@pytest.mark.parametrize("title", HARD)
def test_every_title_fits(title: str):
    image = picture(draw(Card(title, "Amphi"), our_sign())).convert("RGB")
    left = image.crop((0, 0, drawing.MARGIN - 8, 630)).getcolors()
    gap = (1200 - drawing.PANEL - drawing.MARGIN + 4, 0, 1200 - drawing.PANEL - 2, 630)

    assert len(left) == len(image.crop(gap).getcolors()) == 1


def test_the_seed_draws_as_on_the_course_s_cover():
    cards = {draw(Card("Python", "Amphi", seed), our_sign()) for seed in range(50)}

    assert len(cards) == 50
    assert draw(Card("Python", "Amphi", 7), our_sign()) == draw(
        Card("Python", "Amphi", 57), our_sign()
    )


def test_the_same_card_is_the_same_file():
    card = Card("Python", "Amphi", 3)

    assert draw(card, our_sign()) == draw(card, our_sign())
    assert card.digest == Card("Python", "Amphi", 3).digest
    assert card.digest != Card("Python", "Amphi", 4).digest


def test_the_colours_are_the_site_s():
    css = Path(settings.STATICFILES_DIRS[0], "css/components.css").read_text()
    sets = re.findall(r"\.cover.*?\{ ((?:--\w+: #\w+; ){5})", css)
    found = [tuple(re.findall("#[0-9a-f]{6}", each)) for each in sets]

    assert found == list(drawing.TONES)


def test_no_dash_is_left_in_units_the_drawer_does_not_know():
    root = drawing._drawings()

    assert "pathLength" not in {name for each in root.iter() for name in each.attrib}
