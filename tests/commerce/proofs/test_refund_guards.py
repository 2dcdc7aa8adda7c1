"""Guards of money that goes back, each taken away once."""

import pytest

from accounts.models import User
from commerce.domain import balance, facts, refunds, settlement, work
from commerce.gateways.contract import RefundSnapshot, RefundStatus
from commerce.models import Effect, Order, Payment, Refund
from tests.commerce.books import assert_books
from tests.commerce.paying import ask, by_stripe, hear
from tests.commerce.shop import Visitor

from .crowd import together

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_user("fiona@example.com")


@pytest.fixture
def paid(anna: Visitor) -> Payment:
    return by_stripe(anna)


@pytest.mark.django_db(transaction=True)
def test_control_without_counting_what_is_left_more_is_asked_for_than_came(
    anna: Visitor, paid: Payment, staff: User, monkeypatch: pytest.MonkeyPatch
):
    """The worker, which asks the provider first, still makes one alone."""
    monkeypatch.setattr(refunds, "_refuse_too_much", lambda *_: None)

    together([lambda: bool(ask(paid, staff, 2940))] * 4)

    assert sum(Refund.objects.values_list("amount", flat=True)) > paid.captured
    work.drain()
    assert Refund.objects.counting().get().amount == 2940
    assert_books(anna.sandbox)


def test_a_refund_never_moves_back(anna: Visitor, paid: Payment, staff: User):
    refund = ask(paid, staff)
    work.drain()
    refund.refresh_from_db()
    late = RefundSnapshot(refund.ref, 4900, "EUR", RefundStatus.PENDING)

    facts.merge_refunds(paid, [late])

    assert Refund.objects.get().status == "succeeded"


def test_control_without_the_dispute_in_the_balance_the_course_stays_open(
    anna: Visitor, paid: Payment, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(balance.Balance, "is_suspended", False)
    anna.sandbox.dispute(paid.ref)
    hear(anna.sandbox)

    assert anna.reads(anna.shop.lesson) == 200


def test_a_second_success_is_given_back_once_however_often_it_is_worked(
    paid: Payment, monkeypatch: pytest.MonkeyPatch
):
    """The effect is one; the refund of it is one too, by a constraint of its own, until it failed."""
    monkeypatch.setattr(
        balance.Balance, "beyond_due", lambda money: list(money.takings)
    )
    effect = Effect(kind="return_extra", payload={"payment": str(paid.pk)})
    refunds.return_extra(effect)
    refunds.return_extra(effect)
    assert Refund.objects.count() == 1
    monkeypatch.setattr(refunds, "_refuse_too_much", lambda *_: None)
    wish = refunds.Wish(paid.money, Refund.Source.AUTOMATIC)
    with pytest.raises(refunds.AlreadyAsked):
        refunds.plan_refund(paid.pk, wish)

    Refund.objects.update(status="failed")
    refunds.return_extra(effect)
    assert Refund.objects.counting().count() == 1


def test_control_a_view_that_lacks_a_refund_believed_would_open_the_course(
    anna: Visitor, paid: Payment, staff: User, monkeypatch: pytest.MonkeyPatch
):
    before = settlement.calls.truth(paid)
    ask(paid, staff)
    work.drain()

    def believe(payment: Payment, seen: tuple[RefundSnapshot, ...]) -> bool:
        payment.refunds.exclude(ref__in=[each.ref for each in seen]).update(
            status="canceled"
        )
        return True

    monkeypatch.setattr(facts, "merge_refunds", believe)
    settlement.ask_for_look(paid)
    settlement.apply(before, settlement.claim(paid.pk))

    assert Order.objects.get().payment_state == Order.PaymentState.PAID
    assert anna.reads(anna.shop.lesson) == 200
