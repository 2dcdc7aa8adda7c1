"""What is sent: how many, where to, how, and what the buyer read of the total before ordering."""

import re

import pytest
from django.test import Client
from django.utils.translation import override

from commerce.models import Order, Price, Product
from commerce.postal import country_name, format_of, in_a_line
from commerce.views import checkout

from .goods import sends, ship, stock_of, stock_up
from .shop import Visitor

pytestmark = pytest.mark.django_db
QUEBEC = {
    "ship_country": "CA",
    "ship_postcode": "H2X 1Y4",
    "ship_city": "Montréal",
    "ship_area": "QC",
}


@pytest.fixture
def stocked(guest: Visitor) -> Visitor:
    """Two books and a kit, sent within France for 4 € and to Canada for 15 €."""
    stock_up(guest.shop, books=2, kits=1)
    ship("post", 400, "FR")
    ship("plane", 1500, "CA")
    return guest


def form_at(visitor: Visitor) -> str:
    return f"/en/checkout/{visitor.shop.checkout.translation_key}/"


def bought() -> list[tuple]:
    asked = ("title", "quantity", "rental_days", "amount")
    return list(Order.objects.get().lines.values_list(*asked))


def test_two_books_and_what_sending_them_costs(stocked: Visitor):
    shown = "book:4200"
    answer = sends(stocked, form_at(stocked), quantity="2", shown=shown)

    assert answer.status_code == 302
    assert bought() == [("Book", 2, None, 3800), ("Post", 1, None, 400)]
    page = stocked.client.get(answer.headers["Location"]).text
    assert "× 2" in page
    assert "€42" in page


def test_a_kit_for_five_days(stocked: Visitor):
    sends(stocked, form_at(stocked), plan="kit", days="5", shown="kit:2900")

    assert bought() == [("Kit", 1, 5, 2500), ("Post", 1, None, 400)]


def test_nobody_orders_at_a_total_they_have_not_read(stocked: Visitor):
    answer = sends(stocked, form_at(stocked), quantity="2")

    assert answer.status_code == 422
    assert "The total is now €42. Nothing was ordered yet" in answer.text
    assert Order.objects.count() == 0


def test_another_country_changes_the_form_and_says_so(stocked: Visitor):
    typed = QUEBEC | {"update": "1", "plan": "book"}
    answer = sends(stocked, form_at(stocked), **typed)

    assert answer.status_code == 200
    assert "The total is now €34." in answer.text
    assert "Province" in answer.text
    assert "Check what you entered" not in answer.text
    assert "Nora Blum" in answer.text


def test_a_province_is_asked_for_where_there_are_some(stocked: Visitor):
    by_plane = QUEBEC | {"delivery": "plane", "shown": "book:3400"}
    complete = sends(stocked, form_at(stocked), **by_plane)
    assert complete.status_code == 302
    assert Order.objects.get().shipping["ship_area"] == "QC"

    nowhere = sends(stocked, form_at(stocked), **by_plane | {"ship_area": ""})
    assert "Fill in “Province”." in nowhere.text


WRONG = {
    "no country we send to": {"ship_country": "JP"},
    "no country at all": {"ship_country": "XX"},
    "the way of another country": {"delivery": "plane"},
    "no way": {"delivery": ""},
    "a postcode of no town": {"ship_postcode": "7502"},
    "no book": {"quantity": "0"},
    "less than none": {"quantity": "-1"},
    "too many": {"quantity": "100"},
    "as engineers write": {"quantity": "1e3"},
    "in other digits": {"quantity": "٣"},
    "half of one": {"quantity": "1.5"},
    "emptied": {"quantity": ""},
    "more than there are": {"quantity": "3", "shown": "book:6100"},
    "a kit for no day": {"plan": "kit", "days": "0"},
    "a kit for ever": {"plan": "kit", "days": "366"},
}


@pytest.mark.parametrize("typed", WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_asked_for_again(stocked: Visitor, typed: dict):
    answer = sends(stocked, form_at(stocked), **typed)

    assert answer.status_code == 422
    assert "Nora Blum" in answer.text
    assert Order.objects.count() == 0


def test_an_access_is_bought_whatever_hidden_fields_say(stocked: Visitor):
    odd = {"ship_country": "XX", "quantity": "x", "delivery": "plane", "shown": ""}
    answer = sends(stocked, form_at(stocked), plan="course", waiver="on", **odd)

    assert answer.status_code == 302
    assert [line[0] for line in bought()] == ["python"]


def test_what_is_sold_out_is_said_before_anything_is_typed(stocked: Visitor):
    Product.objects.filter(code="book").update(stock=0)

    page = stocked.client.get(f"{form_at(stocked)}?plan=book")
    assert "“Book” is sold out." in page.text
    assert page.context["form"].chosen.code != "book"
    tiles = re.findall(r"<input type=.radio. name=.plan.[^>]*>", page.text)
    assert ["disabled" in each for each in tiles] == ['value="book"' in each for each in tiles]  # fmt: skip

    stocked.shop.checkout.prices.set([Price.objects.get(code="book")])
    stocked.shop.checkout.save()
    alone = stocked.client.get(form_at(stocked)).text
    assert "“Book” is sold out." in alone
    assert "data-pay" not in alone


def test_the_last_piece_is_there_for_whose_open_order_holds_it(
    stocked: Visitor, monkeypatch: pytest.MonkeyPatch
):
    Product.objects.filter(code="book").update(stock=1)
    assert sends(stocked, form_at(stocked)).status_code == 302
    assert stock_of("book") == 0

    back = f"{form_at(stocked)}?plan=book"
    assert stocked.client.get(back).context["form"].chosen.code == "book"
    assert Client().get(back).context["form"].chosen.code != "book"
    assert sends(stocked, form_at(stocked)).status_code == 302
    assert Order.objects.count() == 1

    monkeypatch.setattr(checkout, "count_own", lambda *_asked: None)  # a control
    assert stocked.client.get(back).context["form"].chosen.code != "book"


def test_every_mistake_leads_to_its_field(stocked: Visitor):
    sent = {"plan": "nothing", "method": "barter", "delivery": "plane", "token": "x"}
    pages = [
        stocked.client.post(form_at(stocked), sent | {"email": "nobody"}),
        sends(stocked, form_at(stocked), **sent | {"plan": "book", "ship_city": ""}),
    ]

    for page in pages:
        summary = page.text.split("error-summary")[1].split("</div>")[0]
        targets = re.findall('href="#([^"]*)"', summary)
        assert len(targets) > 2
        places = [page.text.index(f' id="{each}"') for each in targets]
        assert places == sorted(places)
        assert [page.text.count(f' id="{each}"') for each in targets] == [1] * len(
            targets
        )


def test_what_is_left_is_said(stocked: Visitor):
    Product.objects.filter(code="book").update(stock=0)
    assert "Sold out" in stocked.client.get(form_at(stocked)).text

    answer = sends(stocked, form_at(stocked))
    assert "“Book” is sold out." in answer.text


def test_addresses_are_written_as_their_country_does():
    american = {"ship_name": "Joe", "ship_street": "1 Main St", "ship_city": "Gary"}
    american |= {"ship_area": "IN", "ship_postcode": "46402", "ship_country": "US"}

    with override("en"):
        line = in_a_line(american, "ship_")
        zip_code = str(format_of("US").labels["postcode"])

    assert line == "Joe, 1 Main St, Gary IN 46402, United States"
    assert format_of("FR").parts == ("postcode", "city")
    assert zip_code == "ZIP code"
    assert country_name("France") == "France"  # as orders of old hold it
