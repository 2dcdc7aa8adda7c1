"""What a shop can list to compare with its own books, and the sandbox's own sums."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from tests.sandbox.test_sandbox_checkout import open_session
from tests.sandbox.test_sandbox_paypal import api_of, capture, create, first_capture


@pytest.fixture
def paid(shop, sandbox):
    return [sandbox.pay(open_session(shop).id)["payment_intent"] for _ in range(3)]


@pytest.fixture
def paypal(sandbox):
    return api_of(sandbox)


@pytest.fixture
def taken(paypal, sandbox):
    order = create(paypal)
    sandbox.approve(order["id"])
    return first_capture(capture(paypal, order))


def search(paypal, **filters):
    query = urlencode({"fields": "all", **filters})
    return paypal.get(f"/v1/reporting/transactions?{query}")


@pytest.fixture
def dates(sandbox):
    """Two days around the sandbox's today."""
    return {
        "start_date": _day(sandbox, -1),
        "end_date": _day(sandbox, 1),
    }


def _day(sandbox, offset: int) -> str:
    now = sandbox.get("/_sandbox/clock")["now"]
    moment = datetime.fromtimestamp(now, UTC) + timedelta(days=offset)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_stripes_objects_are_listed_by_time_and_in_pages(shop, sandbox, paid):
    for intent in paid:
        sandbox.dispute(intent)
    since = {"created": {"gte": 0}, "limit": 2}

    for service in (
        shop.v1.checkout.sessions,
        shop.v1.payment_intents,
        shop.v1.charges,
        shop.v1.disputes,
    ):
        first = service.list(since)
        assert (len(first.data), first.has_more) == (2, True)
        assert len(list(first.auto_paging_iter())) == 3
        assert service.list({"created": {"lt": 1}}).data == []


def test_the_balance_says_what_each_object_moved(shop, sandbox, paid):
    charge = shop.v1.payment_intents.retrieve(paid[0]).latest_charge
    refund = sandbox.refund(paid[0], 900)
    sandbox.settle_refund(refund["id"], "failed")

    moved = [
        (entry.type, entry.amount, entry.net)
        for source in (charge, refund["id"])
        for entry in shop.v1.balance_transactions.list({"source": source}).data
    ]
    assert moved == [
        ("charge", 4900, 4900 - 98),
        ("refund_failure", 900, 900),
        ("refund", -900, -900),
    ]


def test_paypals_transactions_are_searched_by_date(paypal, sandbox, taken, dates):
    refund = sandbox.refund(taken["id"], 900)
    reversal = sandbox.reverse(taken["id"], 1000)

    found = search(paypal, **dates)

    told = {
        info["transaction_id"]: (
            info["transaction_event_code"],
            info["transaction_amount"]["value"],
            info["custom_field"],
            info["paypal_reference_id"],
        )
        for info in (row["transaction_info"] for row in found["transaction_details"])
    }
    order = taken["links"][-1]["href"].rpartition("/")[2]
    assert told == {
        taken["id"]: ("T0006", "49.00", "order-7", order),
        refund["id"]: ("T1107", "-9.00", "order-7", taken["id"]),
        reversal["id"]: ("T1106", "-10.00", "order-7", taken["id"]),
    }
    assert search(paypal, **dates, page_size=2, page=2)["total_pages"] == 2
    (one,) = search(paypal, **dates, transaction_id=taken["id"])["transaction_details"]
    assert one["transaction_info"]["transaction_status"] == "S"


def test_more_than_a_month_is_not_searched(paypal):
    answer = search(
        paypal, start_date="2026-01-01T00:00:00Z", end_date="2026-03-01T00:00:00Z"
    )

    assert answer["error"]["name"] == "INVALID_REQUEST"


def test_the_totals_add_up_what_every_provider_did(shop, sandbox, paid, taken):
    first, second, third = paid
    sandbox.refund(first, 900)
    sandbox.refund(first, 100, begins="pending")
    failed = sandbox.refund(second, 500)
    sandbox.settle_refund(failed["id"], "failed")
    lost = sandbox.dispute(third)
    sandbox.move_dispute(lost["id"], "lost")
    sandbox.dispute(second, "inquiry")
    sandbox.refund(taken["id"], 1000)
    sandbox.dispute(taken["id"], amount=2000)

    assert sandbox.totals() == {
        "stripe": {
            "EUR": {
                "captured": 3 * 4900,
                "refunded": 900,
                "refunding": 100,
                "disputed": 4900,
            }
        },
        "paypal": {
            "EUR": {
                "captured": 4900,
                "refunded": 1000,
                "refunding": 0,
                "disputed": 2000,
            }
        },
    }


def test_a_debit_counts_when_it_has_arrived(shop, sandbox):
    session = open_session(shop)
    sandbox.pay(session.id, method="sepa_debit")
    before = sandbox.totals()["stripe"]

    sandbox.settle(session.id, "succeeded")

    assert before == {}
    assert sandbox.totals()["stripe"]["EUR"]["captured"] == 4900
