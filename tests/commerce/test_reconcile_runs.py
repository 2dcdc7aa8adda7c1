"""What reading the providers' books costs, and what a power cut in the middle leaves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.domain import reconcile
from commerce.models import (
    Drift,
    Order,
    ReconcileRun,
)
from tests.commerce.proofs.crowd import Point, killed
from tests.commerce.shop import Visitor, deliver
from tests.commerce.test_reconcile import run, state, today
from tests.queries import counted
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


# -- what it costs


@pytest.mark.parametrize("orders", [1, 4])
def test_reading_what_agrees_costs_as_much_for_many(
    anna: Visitor, sandbox: SandboxProcess, orders: int
):
    for number in range(orders):
        Visitor(anna.shop, sandbox, email=f"buyer{number}@example.com").buy()
    deliver(sandbox)
    run()
    with counted() as count:
        run()

    assert count() == 20


# -- a power cut


@pytest.mark.django_db(transaction=True)
def test_a_power_cut_after_the_first_look_loses_nothing(
    anna: Visitor, sandbox: SandboxProcess
):
    orders = [
        Visitor(anna.shop, sandbox, email=f"buyer{number}@example.com").buy()
        for number in range(2)
    ]
    point = Point(reconcile, "_look", "after")

    assert killed(run, point)
    ReconcileRun.objects.update(lease=timezone.now() - timedelta(seconds=1))
    reconcile.run_waiting()

    assert [state(order) for order in orders] == [Order.PaymentState.PAID] * 2
    assert ReconcileRun.objects.get().totals[today()] == {"ours": 9800, "theirs": 9800}
    assert not Drift.objects.exists()
