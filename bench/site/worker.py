"""Settles what waits, whenever a line comes in; answers how many payments and how many queries."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.site.settings"
django.setup()

from django.db import connection  # noqa: E402 -- Django has to be set up

from bench.counting import ASKS  # noqa: E402 -- the same
from commerce.domain import inbox, settlement  # noqa: E402 -- the same


def main() -> None:
    for _line in sys.stdin:
        asked: list[str] = []

        def note(
            execute: object, sql: str, *rest: object, asked: list[str] = asked
        ) -> object:
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            settled = _settle_all()
        queries = sum(sql.startswith(ASKS) for sql in asked)
        print(settled, queries, flush=True)


def _settle_all() -> int:
    settled = 0
    while inbox.due_events() + (looked := settlement.due_looks()):
        settled += looked
    return settled


if __name__ == "__main__":
    main()
