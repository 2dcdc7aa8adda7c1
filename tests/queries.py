"""What something asks of the database. Begin, savepoint and the like are left out: they differ by database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ASKS = ("SELECT", "INSERT", "UPDATE", "DELETE")


@contextmanager
def counted() -> Iterator[Callable[[], int]]:
    """Yields what tells the count."""
    with CaptureQueriesContext(connection) as captured:
        yield lambda: sum(
            query["sql"].startswith(ASKS) for query in captured.captured_queries
        )


def cost(client: Client, address: str, *, status: int = 200) -> int:
    """Of a later visit: a process remembers sites and renditions."""
    for _visit in range(2):
        with counted() as count:
            response = client.get(address)
            b"".join(response)
        assert response.status_code == status
    return count()
