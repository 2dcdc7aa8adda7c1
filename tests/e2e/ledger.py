"""The running site's database beside its programs: what it noted, and days that pass at once."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from tests.site_process import DATABASE, SiteProcess

THEIRS = "order_id IN (SELECT id FROM commerce_order WHERE email = :email)"
DATES = {
    "commerce_order": (("created", "paid_at", "expires_at"), "email = :email"),
    "commerce_orderline": (("settled_at",), THEIRS),
    "commerce_entitlement": (("starts", "ends", "settled_at"), THEIRS),
}


def days_pass(site: SiteProcess, email: str, days: int) -> None:
    """Everything this person bought was bought so many days earlier; nobody's clock moves."""
    back = f"-{days} days"
    for table, (columns, whose) in DATES.items():
        moved = ", ".join(f"{each} = strftime('%Y-%m-%d %H:%M:%f', {each}, :back)" for each in columns)  # fmt: skip
        _run(site, f"UPDATE {table} SET {moved} WHERE {whose}", email=email, back=back)  # noqa: S608 -- ours


def seconds_since_settled_event(site: SiteProcess, email: str) -> float:
    """How long ago the provider's word arrived that this person's payment is complete."""
    question = (
        "SELECT max(received) FROM commerce_webhookevent event"
        " JOIN commerce_payment payment ON payment.id = event.payment_id"
        " JOIN commerce_order placed ON placed.id = payment.order_id"
        " WHERE type LIKE '%completed' AND email = :email"
    )
    [(received,)] = _run(site, question, email=email)
    return (datetime.now(UTC) - datetime.fromisoformat(f"{received}+00:00")).total_seconds()  # fmt: skip


def orders_of(site: SiteProcess, email: str) -> list[tuple[str, int]]:
    """State and amount of all they ordered."""
    question = "SELECT payment_state, total FROM commerce_order WHERE email = :email"
    return _run(site, question, email=email)


def _run(site: SiteProcess, statement: str, **values: Any) -> list[tuple]:
    with closing(sqlite3.connect(site.directory / DATABASE, timeout=20)) as database, database:  # fmt: skip
        return database.execute(statement, values).fetchall()
