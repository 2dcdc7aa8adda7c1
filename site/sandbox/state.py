"""The sandbox's memory: JSON documents of several kinds in one SQLite database."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Document = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (kind, key)
);
CREATE INDEX IF NOT EXISTS of_charge ON document (kind, json_extract(body, '$.charge'));
CREATE INDEX IF NOT EXISTS of_intent
    ON document (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS of_order ON document (kind, json_extract(body, '$.order'));
"""


class Store:
    """Documents by kind and key, in the order of their creation; safe between threads."""

    def __init__(self, path: str) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._database = sqlite3.connect(
            path, check_same_thread=False, isolation_level=None
        )
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside happen together or not at all; other threads wait."""
        with self._lock:
            outermost = self._depth == 0
            if outermost:
                self._database.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._finish("ROLLBACK", outermost)
                raise
            self._finish("COMMIT", outermost)

    def _finish(self, statement: str, outermost: bool) -> None:
        self._depth -= 1
        if outermost:
            self._database.execute(statement)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Inside a transaction: an exception undoes what was written here, and only that."""
        self._database.execute("SAVEPOINT here")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK TO here")
            self._database.execute("RELEASE here")
            raise
        self._database.execute("RELEASE here")

    def put(self, kind: str, key: str, document: Document) -> None:
        """Stores the document; one that exists keeps its place in the order."""
        with self.transaction():
            self._database.execute(
                "INSERT INTO document (kind, key, body) VALUES (?, ?, ?)"
                " ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
                (kind, key, json.dumps(document)),
            )

    def get(self, kind: str, key: str) -> Document | None:
        """A copy of the document, or None."""
        query = "SELECT body FROM document WHERE kind = ? AND key = ?"
        with self._lock:
            row = self._database.execute(query, (kind, key)).fetchone()
        return json.loads(row[0]) if row else None

    def all(self, kind: str) -> list[Document]:
        """Copies of all documents of a kind, oldest first."""
        return [document for _key, document in self.items(kind)]

    def matching(self, kind: str, **fields: str | int) -> list[Document]:
        """Copies of the documents of a kind whose fields have these values, oldest first."""
        tests = "".join(f" AND json_extract(body, '$.{name}') = ?" for name in fields)
        query = f"SELECT body FROM document WHERE kind = ?{tests} ORDER BY number"  # noqa: S608 - the names are the sandbox's own
        with self._lock:
            rows = self._database.execute(query, (kind, *fields.values())).fetchall()
        return [json.loads(body) for (body,) in rows]

    def items(self, kind: str) -> list[tuple[str, Document]]:
        """Keys with copies of their documents, oldest first."""
        query = "SELECT key, body FROM document WHERE kind = ? ORDER BY number"
        with self._lock:
            rows = self._database.execute(query, (kind,)).fetchall()
        return [(key, json.loads(body)) for key, body in rows]

    def delete(self, kind: str, key: str) -> None:
        """Forgets one document; one that is not there is no error."""
        with self.transaction():
            self._database.execute(
                "DELETE FROM document WHERE kind = ? AND key = ?", (kind, key)
            )

    def clear(self) -> None:
        """Forgets everything."""
        with self.transaction():
            self._database.execute("DELETE FROM document")

    def close(self) -> None:
        """Waits for a transaction under way; the store is of no use afterwards."""
        with self._lock:
            self._database.close()
