"""``make lighthouse``: the pages that carry the business as a telephone on a slow line has them.

Lighthouse itself comes by npx, which needs Node; it reads the demo of this tree over loopback.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import django

from tests.e2e.places import COURSE, PRICING, READ
from tests.site_process import SiteProcess

LIGHTHOUSE = "lighthouse@12.8.2"  # 13 needs Node 22.19
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
PAGES = {
    "Home": "/en/",
    "Catalogue": "/en/courses/",
    "Course": COURSE,
    "Lesson, free": READ,
    "Pricing": PRICING,
}
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST_SECONDS, MOST_SHIFT = 1.5, 0.02  # until the largest text or picture; of layout


def main() -> int:
    npx, chromium = shutil.which("npx"), shutil.which("chromium")
    if not (npx and chromium):
        sys.stdout.write(
            "Lighthouse needs Node and Chromium: apt-get install nodejs npm chromium\n"
        )
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amphi.settings.test")
    django.setup()  # the demo's database is known by its migrations
    missed = []
    with tempfile.TemporaryDirectory() as folder, SiteProcess(Path(folder)) as site:
        for name, address in {**PAGES, "Checkout": _checkout(site.url)}.items():
            command = [npx, "--yes", LIGHTHOUSE, f"{site.url}{address}"]
            found = _report(command, chromium, Path(folder) / "report.json")
            sys.stdout.write(f"{name}: {_told(found)}\n")
            missed += [f"{name}: {gap}" for gap in _gaps(found)]
    sys.stdout.write("".join(f"missed – {gap}\n" for gap in missed))
    return bool(missed)


def _checkout(site: str) -> str:
    """The first one that the pricing page leads to."""
    with urlopen(f"{site}{PRICING}") as page:  # noqa: S310 -- our own site
        return re.search(r"/en/checkout/[0-9a-f-]{36}/", page.read().decode()).group()


def _report(command: list[str], chromium: str, path: Path) -> dict:
    """What Lighthouse says of its standard telephone."""
    wishes = ["--quiet", "--output=json", f"--output-path={path}", f"--chrome-flags={CHROME}"]  # fmt: skip
    subprocess.run(  # noqa: S603 -- our own words and the site's addresses
        [*command, *wishes], check=True, env=os.environ | {"CHROME_PATH": chromium}
    )
    return json.loads(path.read_text())


def _told(found: dict) -> str:
    scores = [f"{name} {_score(found, name)}" for name in GOALS]
    measured = [
        f"{short} {found['audits'][name]['displayValue']}"
        for short, name in (("largest", "largest-contentful-paint"), ("shift", "cumulative-layout-shift"), ("blocked", "total-blocking-time"), ("weight", "total-byte-weight"))
    ]  # fmt: skip
    return ", ".join([*scores, *measured])


def _score(found: dict, category: str) -> int:
    return round(found["categories"][category]["score"] * 100)


def _gaps(found: dict) -> Iterator[str]:
    """Scores below their goal with the audits that lost them; times and shifts above theirs."""
    for category, goal in GOALS.items():
        if _score(found, category) < goal:
            lost = [
                each["id"]
                for each in found["categories"][category]["auditRefs"]
                if each["weight"] and (found["audits"][each["id"]]["score"] or 0) < 1
            ]
            yield f"{category} {_score(found, category)} of {goal}: {', '.join(lost)}"
    largest = found["audits"]["largest-contentful-paint"]["numericValue"] / 1000
    if round(largest, 1) > MOST_SECONDS:
        yield f"largest text or picture after {largest:.2f} s"
    shift = found["audits"]["cumulative-layout-shift"]["numericValue"]
    if shift > MOST_SHIFT:
        yield f"layout shift of {shift:.3f}"


if __name__ == "__main__":
    sys.exit(main())
