"""``make bench``: what the site's work costs beside plain Django doing the least of the same, in one run.

Everything is a ratio of requests per second of processor, measured in turns on the same
machine. See docs/performance.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

import psycopg

from tests.postgres import running

from .counting import HEADER
from .pace import told, waits
from .processes import CLIENT, ROOT, SERVERS, ask, postgres_at, seconds_of, serve, start

WARM = 0.4  # seconds before the first round


@dataclass
class Row:
    """One kind of work, here or in a reference; ``rates`` are requests per second of processor, one a round."""

    name: str
    job: dict
    against: str = ""
    goal: float = 0
    server: subprocess.Popen | None = None
    queries: str = ""
    size: int = 0
    rates: list[float] = field(default_factory=list)


@contextmanager
def databases(*, postgres: bool, directory: Path) -> Iterator[tuple[str, str, list]]:
    """Addresses for the site and the references, and the processes that serve them."""
    if not postgres:
        yield f"sqlite:///{directory}/site.db", f"sqlite:///{directory}/plain.db", []
        return
    with running() as url:
        with psycopg.connect(url, autocommit=True) as maintenance:
            for name in ("bench_site", "bench_plain"):
                maintenance.execute(f"CREATE DATABASE {name}")
        address = urlsplit(url)
        pid = postgres_at(address.port)
        os.sched_setaffinity(pid, SERVERS)
        yield (
            address._replace(path="/bench_site").geturl(),
            address._replace(path="/bench_plain").geturl(),
            [pid],
        )


def environment(directory: Path, site: str, plain: str) -> dict[str, str]:
    film = directory / "film.mp4"
    film.write_bytes(os.urandom(1024 * 1024))
    return os.environ | {
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        "DJANGO_SETTINGS_MODULE": "bench.site.settings",
        "DATABASE_URL": site,
        "REFERENCE_DATABASE": plain,
        "REFERENCE_FILM": str(film),
        "APP_URL": "http://127.0.0.1",
        "AMPHI_DEMO": "0",
        "DEBUG": "0",
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "ERROR",
        "STRIPE_SECRET_KEY": "sk_test_sandbox",
        "STRIPE_WEBHOOK_SECRET": "whsec_sandbox",
        **{name: str(directory / name) for name in ("MEDIA_ROOT", "PRIVATE_ROOT", "UPLOAD_ROOT")},
    }  # fmt: skip


def prepared(module: str, outer: dict[str, str]) -> dict:
    made = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-m", module],
        env=outer, cwd=ROOT, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    return json.loads(made.stdout.splitlines()[-1])


def references(session: str) -> list[Row]:
    signed_in = {"session": session}
    return [
        Row("hello", _visit("/hello")),
        Row("L_page", _visit("/page")),
        Row("L_lesson", _visit("/lesson", **signed_in)),
        Row("L_checkout", {"kind": "orders", "path": "/checkout", "status": 302, "form": {}}),
        Row("L_insert", {"kind": "events", "path": "/insert", "status": 200}),
        Row("L_unlock", {"kind": "events", "path": "/unlock", "status": 200}),
        Row("L_film", _visit("/film", **signed_in)),
    ]  # fmt: skip


def rows(places: dict) -> list[Row]:
    form = {name: places[name] for name in ("plan", "method")}
    signed_in = {"session": places["session"]}
    order = {"kind": "orders", "path": places["checkout"], "status": 302, "form": form}
    event = {"kind": "events", "path": "/api/webhooks/stripe/", "status": 200}
    return [
        Row("home", _visit(places["home"]), "L_page", 0.75),
        Row("catalogue", _visit(places["catalogue"]), "L_page", 0.75),
        Row("course", _visit(places["course"]), "L_page", 0.75),
        Row("pricing", _visit(places["pricing"]), "L_page", 0.75),
        Row("lesson, subscriber", _visit(places["lesson"], **signed_in), "L_lesson", 0.75),
        Row("media, 1 MB", _visit(places["film"], **signed_in), "L_film"),
        Row("checkout post", order, "L_checkout", 0.5),
        Row("webhook intake", event, "L_insert", 0.7),
    ]  # fmt: skip


def _visit(path: str, **more: str) -> dict:
    return {"kind": "visits", "path": path, "status": 200, **more}


class Bench:
    def __init__(self, stack: ExitStack, databases: tuple[str, str, list]) -> None:
        site, plain, self.shared = databases
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        outer = environment(directory, site, plain)
        self.client = start("bench.load", environment=outer, cores=CLIENT)
        self.worker = start("bench.site.worker", environment=outer, cores=SERVERS)
        stack.callback(self.client.kill)
        stack.callback(self.worker.kill)
        session = prepared("bench.reference.prepare", outer)["session"]
        places = prepared("bench.site.prepare", outer)
        self.references = references(session)
        self.rows = rows(places)
        self.settlement = Row("settlement", {}, "L_unlock", 0.6, self.worker)
        for application, served in (
            ("bench.reference.wsgi", self.references),
            ("amphi.wsgi", self.rows),
        ):
            own = outer | ({"DJANGO_SETTINGS_MODULE": "bench.reference.settings"} if "reference" in application else {})  # fmt: skip
            server, port = serve(f"{application}:application", own)
            stack.callback(server.wait)
            stack.callback(server.terminate)
            for row in served:
                row.server, row.job["port"] = server, port

    def count_queries(self) -> None:
        for row in [*self.references, *self.rows]:
            ask(self.client, row.job | {"seconds": WARM})
            asked = {"seconds": 0, "headers": {HEADER: "1"}}
            told = json.loads(ask(self.client, row.job | asked))
            row.queries, row.size = told["queries"], told["size"]

    def pace(self, rate: int, seconds: float) -> str:
        """So many events a second while somebody turns pages as fast as they come."""
        page, event = self.rows[2], self.rows[-1]
        visitor = json.dumps(page.job | {"seconds": seconds})
        self.client.stdin.write(f"{visitor}\n")
        self.client.stdin.flush()
        waited = waits(event.job["port"], event.job["path"], rate, seconds)
        pages = json.loads(self.client.stdout.readline())["done"]
        return f"{told(waited)}; {pages / seconds:.0f} pages a second meanwhile"

    def round(self, seconds: float) -> None:
        """References and rows in turn; what was ordered is then paid and settled."""
        for row in self.references:
            self._measure(row, seconds)
        refs: list[str] = []
        for row in self.rows:
            job = {"refs": refs} if row.job["kind"] == "events" else {}
            told = self._measure(row, seconds, **job)
            refs = told if row.job["kind"] == "orders" else refs
        self._settle()

    def _measure(self, row: Row, seconds: float, **more: object) -> list[str]:
        before = self._spent(row)
        told = json.loads(ask(self.client, row.job | {"seconds": seconds} | more))
        row.rates.append(told["done"] / (self._spent(row) - before))
        return told["told"]

    def _settle(self) -> None:
        before = self._spent(self.settlement)
        settled, queries = map(int, ask(self.worker, "settle").split())
        spent = self._spent(self.settlement) - before
        self.settlement.rates.append(settled / spent)
        self.settlement.queries = f"{queries / settled:.0f}"

    def _spent(self, row: Row) -> float:
        return seconds_of(row.server.pid, *self.shared)


def report(bench: Bench) -> None:
    known = {row.name: row for row in bench.references}
    hello = known["hello"].rates
    print(f"\n{'reference':<20}{'req/core':>9}{'÷ hello':>9}{'queries':>9}{'KB':>6}")
    for row in bench.references:
        ratio = median(a / b for a, b in zip(row.rates, hello, strict=True))
        print(f"{row.name:<20}{median(row.rates):>9.0f}{ratio:>9.3f}{row.queries:>9}{row.size / 1024:>6.0f}")  # fmt: skip
    print(f"\n{'row':<20}{'req/core':>9}{'queries':>9}{'KB':>6}  {'against':<12}{'ratio':>6}{'lowest ¼':>10}{'goal':>6}")  # fmt: skip
    for row in [*bench.rows, bench.settlement]:
        pairs = zip(row.rates, known[row.against].rates, strict=True)
        ratios = sorted(ours / theirs for ours, theirs in pairs)
        low = quantiles(ratios, n=4)[0] if len(ratios) > 1 else ratios[0]
        goal = f"{row.goal:.2f}" if row.goal else ""
        print(f"{row.name:<20}{median(row.rates):>9.0f}{row.queries:>9}{row.size / 1024:>6.0f}  {row.against:<12}{median(ratios):>6.2f}{low:>10.2f}{goal:>6}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="instead of SQLite")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0, help="a row and round")
    parser.add_argument("--pace", type=int, metavar="N", help="only: N events a second for 30 s, and how long each waits")  # fmt: skip
    chosen = parser.parse_args()
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        made = databases(postgres=chosen.postgres, directory=directory)
        bench = Bench(stack, stack.enter_context(made))
        bench.count_queries()
        if chosen.pace:
            print(bench.pace(chosen.pace, 30))
            return
        for number in range(chosen.rounds):
            print(f"round {number + 1} of {chosen.rounds}", file=sys.stderr)
            bench.round(chosen.seconds)
    print("PostgreSQL" if chosen.postgres else "SQLite", f"{chosen.rounds} rounds of {chosen.seconds:g} s")  # fmt: skip
    report(bench)


if __name__ == "__main__":
    main()
