"""A bank transfer: the buyer is told where to send it, staff say that it came."""

from datetime import date

import pytest

from accounts.models import User
from commerce.domain.staff import (
    AlreadyRecorded,
    OutstandingChanged,
    Received,
    record_payment,
)
from commerce.domain.work import drain
from commerce.models import Payment
from commerce.money import Money
from tests.commerce.shop import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def susan() -> User:
    return User.objects.create_user("susan@example.com")


@pytest.fixture
def awaited(anna: Visitor) -> Payment:
    anna.order("monthly", method="transfer")
    return Payment.objects.get()


def arrives(amount: int = 4900, reference: str = "SEPA 1") -> Received:
    return Received(Money(amount, "EUR"), reference, date(2026, 11, 20))


def test_a_recorded_transfer_opens_the_lesson(
    anna: Visitor, awaited: Payment, susan: User
):
    assert anna.reads(anna.shop.lesson) == 403

    record_payment(awaited.pk, arrives(), form_id="1", by=susan)

    assert anna.reads(anna.shop.lesson) == 200


def test_the_same_form_or_bank_reference_counts_once(
    anna: Visitor, awaited: Payment, susan: User
):
    record_payment(awaited.pk, arrives(), form_id="1", by=susan)
    anna.order("annual", method="transfer")
    other = Payment.objects.exclude(pk=awaited.pk).get()

    with pytest.raises(AlreadyRecorded):
        record_payment(other.pk, arrives(49900), form_id="2", by=susan)


def test_another_amount_than_what_is_due_is_refused(awaited: Payment, susan: User):
    with pytest.raises(OutstandingChanged):
        record_payment(awaited.pk, arrives(4800), form_id="1", by=susan)


def test_instructions_go_out_by_mail_once(
    anna: Visitor, awaited: Payment, mailoutbox: list
):
    drain()
    anna.order("monthly", method="transfer")
    drain()

    assert [mail.to for mail in mailoutbox] == [["anna@example.com"]]
