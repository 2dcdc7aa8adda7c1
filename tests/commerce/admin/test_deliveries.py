"""Deliveries in the CMS: each step named, confirmed and logged; many at once; by its pages and by direct POST."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from commerce.domain import fulfilment
from commerce.domain.items import Item
from commerce.models import Order, Payment, PaymentMethod
from commerce.viewsets.fulfilment import MoveView
from tests.commerce.goods import HOME, offer, ordered, stock_up
from tests.commerce.shop import Shop

from .conftest import is_refused

pytestmark = pytest.mark.django_db
HOME_SCREEN = reverse("wagtailadmin_home")
SHIP = reverse("orders:ship")


@pytest.fixture
def orders(shop: Shop) -> list[Order]:
    """Two books to be paid at the door, and one whose transfer is awaited."""
    stock_up(shop, books=None)
    door = PaymentMethod.objects.create(
        code="cod", gateway="cod", needs_shipping=True, active=True
    )
    for method in (door, door, shop.methods["transfer"]):
        ordered([Item(offer(shop, "book"))], method)
    for payment in Payment.objects.all():
        payment.status, payment.ref = Payment.Status.PENDING, uuid.uuid4()
        payment.save()
    Order.objects.update(shipping=HOME)
    return list(Order.objects.order_by("created"))


def at(order: Order, state: str) -> str:
    return reverse("orders:move", args=[order.pk, state])


def states() -> list[str]:
    found = Order.objects.order_by("created")
    return list(found.values_list("fulfilment", flat=True))


def buttons(client: Client, order: Order) -> set[str]:
    sheet = client.get(reverse("orders:inspect", args=[order.pk])).text
    return {state for state in Order.Fulfilment if at(order, state) in sheet}


def test_a_sheet_offers_what_may_come_next(sam, orders):
    first, _second, unpaid = orders
    assert buttons(sam, first) == {"shipped"}
    assert buttons(sam, unpaid) == set()

    sam.post(at(first, "shipped"), {"tracking": "8412", "note": "box torn"})
    sheet = sam.get(reverse("orders:inspect", args=[first.pk])).text

    assert buttons(sam, first) == {"delivered", "returned"}
    assert "8412" in sheet
    assert "box torn" in sheet
    assert "sam@example.com" in sheet


def test_a_page_says_what_will_happen_before_anything_does(sam, orders):
    page = sam.get(at(orders[0], "shipped")).text

    assert "€19 is due at the door" in page
    assert states() == ["processing"] * 3
    assert "cannot be said" in sam.get(at(orders[0], "delivered")).text
    assert sam.get(at(orders[0], "processing"), follow=True).status_code == 404


def test_delivered_leads_to_the_cash(sam, orders):
    order = orders[0]
    sam.post(at(order, "shipped"))

    page = sam.post(at(order, "delivered"), follow=True)

    record = reverse("payments:record", args=[order.payments.get().pk])
    assert page.redirect_chain[-1][0] == record
    assert "Now record the cash" in page.text


def test_a_form_sent_twice_is_one_step(sam, orders):
    sam.post(at(orders[0], "shipped"))
    again = sam.post(at(orders[0], "shipped"))

    assert "Nothing was changed" in again.text
    assert orders[0].steps.count() == 1


def test_the_history_says_who_said_what(olive, orders):
    olive.post(at(orders[0], "shipped"), {"tracking": "8412"})

    assert "Delivery: Shipped, 8412" in olive.get("/cms/reports/changes/").text


# -- many at once


def shipping(*orders: Order, **more: str) -> dict:
    keys = [str(order.pk) for order in orders]
    return {"row": keys, "chosen": keys} | more


def test_what_has_to_leave_is_on_the_first_screen(sam, orders):
    home = sam.get(HOME_SCREEN).text
    page = sam.get(SHIP)

    assert "2 orders to ship" in home
    assert SHIP in sam.get(reverse("orders:index")).text
    assert [row.thing for row in page.context["rows"]] == orders[:2]
    assert "Rue des Lilas 3" in page.text


def test_all_that_leave_are_read_once_more_before_they_do(sam, orders):
    first, second, _unpaid = orders
    filled = shipping(first, second) | {f"{first.pk}-tracking": "8412"}

    read = sam.post(SHIP, filled)
    assert states() == ["processing"] * 3
    assert read.text.count("leaves unpaid: €19 is due at the door") == 2

    done = sam.post(SHIP, filled | {"confirmed": "yes"}, follow=True)
    assert states() == ["shipped", "shipped", "processing"]
    assert first.steps.get().tracking == "8412"
    assert f"Order {second} is on its way." in done.text


def test_a_row_that_is_not_ticked_keeps_what_was_typed(sam, orders):
    first, second, _unpaid = orders
    typed = {"row": [str(first.pk), str(second.pk)], f"{second.pk}-tracking": "8413"}

    page = sam.post(SHIP, typed)

    assert "Tick at least one row." in page.text
    assert "8413" in page.text
    assert states() == ["processing"] * 3


def test_one_that_cannot_leave_stays_with_its_reason(sam, orders):
    first, second, unpaid = orders
    fulfilment.move(first.pk, "shipped", by=sam.user)  # a colleague was quicker

    page = sam.post(SHIP, shipping(first, second, unpaid, confirmed="yes"))

    assert states() == ["shipped", "shipped", "processing"]
    left = {row.thing: row.refusal for row in page.context["rows"]}
    assert set(left) == {first, unpaid}
    assert all("cannot be said" in why for why in left.values())
    assert f"Order {second} is on its way." in page.text


def test_nonsense_is_no_row(sam, orders):
    page = sam.post(SHIP, {"row": ["x", str(uuid.uuid4())], "chosen": ["x"]})

    assert "Tick at least one row." in page.text


# -- who may


def test_editors_and_buyers_say_nothing_of_deliveries(edith, orders):
    for address in (at(orders[0], "shipped"), SHIP):
        for client in (edith, Client()):
            read = client.get(address)
            posted = client.post(address, shipping(orders[0], confirmed="yes"))
            for answer in (read, posted):
                assert is_refused(answer) or "/account/" in answer["Location"]
    assert states() == ["processing"] * 3
    assert "to ship" not in edith.get(HOME_SCREEN).text


def test_control_without_its_guard_an_editor_ships(edith, orders, monkeypatch):
    monkeypatch.setattr(MoveView, "permission_required", None)

    edith.post(at(orders[0], "shipped"))

    assert states()[0] == "shipped"
