"""What the worker gave up: seen, and tried again."""

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import ModelLogEntry

from commerce.domain import copies, work
from commerce.models import Effect, Refund
from tests.commerce.conftest import COPY
from tests.queries import cost

from .test_refunds import bought

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(anna):
    return bought(anna)


@pytest.fixture
def receipt(payment) -> Effect:
    """The mail server was away for two days."""
    mail.outbox.clear()
    Effect.objects.filter(kind="receipt").update(state="dead", error="no server", attempts=8)  # fmt: skip
    return Effect.objects.get(kind="receipt")


def test_a_mail_is_seen_and_sent_after_all(sam, payment, receipt):
    home = sam.get("/cms/").text
    listed = sam.get(reverse("given_up:index")).text
    address = reverse("given_up:try_again", args=[receipt.pk])
    order = sam.get(reverse("orders:inspect", args=[payment.order_id])).text
    asked = sam.get(address).text

    assert "1 mail or refund was given up" in home
    for text in ("E-mail: Receipt", payment.order.number, "no server", address):
        assert text in listed
    assert address in order
    assert "no server" in asked
    assert not mail.outbox

    sam.post(address)
    work.drain()

    assert [each.to for each in mail.outbox] == [["anna@example.com"]]
    assert "was given up" not in sam.get("/cms/").text
    entry = ModelLogEntry.objects.get(action="commerce.try_again")
    assert entry.user == sam.user
    assert sam.get(address, follow=True).status_code == 404


def test_a_refund_is_made_after_all(sam, payment):
    refund = Refund.objects.create(
        payment=payment, amount=4900, currency="EUR", source=Refund.Source.STAFF
    )
    Effect.objects.create(
        kind="return_extra",
        fact="1",
        payload={"payment": str(payment.pk)},
        state="dead",
    )
    dead = Effect.objects.create(
        kind="refund", fact=refund.pk, payload={"refund": str(refund.pk)}, state="dead"
    )
    listed = sam.get(reverse("given_up:index"), {"q": payment.order.number}).text
    assert "Paid twice" in listed
    assert sam.get(reverse("given_up:index")).text.count(payment.order.number) == 2

    sam.post(reverse("given_up:try_again", args=[dead.pk]))
    work.carry_out(dead.pk)

    dead.refresh_from_db()
    assert dead.attempts == 1


def test_two_who_press_it_have_it_tried_once(sam, receipt):
    work.try_again(receipt, by=sam.user)
    work.try_again(receipt, by=sam.user)

    assert ModelLogEntry.objects.filter(action="commerce.try_again").count() == 1


def test_a_copy_tries_nothing(sam, receipt, served_at):
    copies.settle_in()
    served_at(COPY)

    with pytest.raises(copies.ReadOnlyCopy):
        work.try_again(receipt, by=sam.user)


def test_many_cost_as_much_as_one(sam, payment):
    counts = set()
    for number in range(3):
        Effect.objects.create(
            kind="paused",
            fact=number,
            payload={"order": str(payment.order_id)},
            state="dead",
        )
        counts.add(cost(sam, reverse("given_up:index")))
    assert len(counts) == 1


def test_where_nothing_was_it_says_so(sam, shop):
    assert "Nothing was given up." in sam.get(reverse("given_up:index")).text
