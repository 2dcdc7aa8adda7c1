"""The running site's database beside its programs: what it noted, and days that pass at once."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tests.site_process import DATABASE, SiteProcess

THEIRS = "order_id IN (SELECT id FROM commerce_order WHERE email = :email)"
METHOD = "SELECT id FROM commerce_paymentmethod WHERE gateway = :gateway"
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


def refs_of(site: SiteProcess, email: str) -> list[str]:
    """What the provider calls this person's payment and what came of it, oldest first."""
    question = f"SELECT ref FROM commerce_providerref WHERE payment_id IN (SELECT id FROM commerce_payment WHERE {THEIRS}) ORDER BY id"  # noqa: S608 -- ours
    return [ref for (ref,) in _run(site, question, email=email)]


def row_of(site: SiteProcess, table: str, **known: str) -> Any:
    """The key of the first row with this value."""
    [(column, value)] = known.items()
    found = _run(site, f"SELECT id FROM {table} WHERE {column} = :value", value=value)  # noqa: S608 -- ours
    key = found[0][0]
    return key if isinstance(key, int) else UUID(key)


def order_becomes(
    site: SiteProcess,
    email: str,
    *,
    state: str = "pending",
    payment: str,
    gateway: str = "transfer",
    fulfilment: str = "none",
) -> None:
    """The states a provider or a member of staff would bring about, without either."""
    _run(site, "UPDATE commerce_order SET payment_state = :state, fulfilment = :fulfilment WHERE email = :email", email=email, state=state, fulfilment=fulfilment)  # fmt: skip
    changed = f"UPDATE commerce_payment SET status = :payment, gateway = :gateway, method_id = ({METHOD}) WHERE {THEIRS}"  # noqa: S608 -- ours
    _run(site, changed, email=email, payment=payment, gateway=gateway)


def _run(site: SiteProcess, statement: str, **values: Any) -> list[tuple]:
    with closing(sqlite3.connect(site.directory / DATABASE, timeout=20)) as database, database:  # fmt: skip
        return database.execute(statement, values).fetchall()


def site_is_named(site: SiteProcess, name: str) -> None:
    _run(site, "UPDATE home_sitesettings SET name = :name, saved_at = strftime('%Y-%m-%d %H:%M:%f')", name=name)  # fmt: skip


def menu_becomes(site: SiteProcess, labels: list[str]) -> None:
    """Of every language, as if published at this moment; without any, the pages shown in menus."""
    links = [
        {"type": "address", "value": {"url": "https://blog.example/", "label": label}}
        for label in labels
    ]
    _run(site, "UPDATE home_homepage SET menu = :menu", menu=json.dumps(links))
    _run(site, "UPDATE wagtailcore_page SET last_published_at = strftime('%Y-%m-%d %H:%M:%f') WHERE id IN (SELECT page_ptr_id FROM home_homepage)")  # fmt: skip


def card_is_typed_here(site: SiteProcess, *, embedded: bool) -> None:
    """Whether the demo's card is asked for on our own page, in the provider's fields."""
    _run(site, "UPDATE commerce_paymentmethod SET embedded = :embedded WHERE code = 'card'", embedded=embedded)  # fmt: skip


def stock_becomes(site: SiteProcess, code: str, pieces: int) -> None:
    _run(site, "UPDATE commerce_product SET stock = :pieces WHERE code = :code", code=code, pieces=pieces)  # fmt: skip
