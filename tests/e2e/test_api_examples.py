"""The examples of docs/api.md, run as they stand."""

import json
import re
import subprocess
from pathlib import Path

from tests.databases import ROOT
from tests.site_process import SiteProcess

EXAMPLES = re.findall(r"```sh\n(.*?)```", (ROOT / "docs/api.md").read_text(), re.DOTALL)


def run(example: str, site: SiteProcess, place: Path) -> dict:
    told = subprocess.run(
        ["/bin/sh", "-c", example.replace("http://127.0.0.1:8000", site.url)],
        cwd=place,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(told.stdout)


def test_the_examples_buy_a_course(site: SiteProcess, tmp_path: Path):
    config, started, before, orders = (run(it, site, tmp_path) for it in EXAMPLES)

    assert "card" in {way["code"] for way in config["methods"]}
    assert (before["status"], orders["count"]) == ("pending", 1)
    assert started["url"].startswith(site.sandbox.url)

    site.sandbox.pay(started["session_id"])
    for _second in range(20):
        after = run(EXAMPLES[2], site, tmp_path)
        if after["status"] == "success":
            break
    assert after["enrollment"]["is_paid"]
