"""``make mutants``: small faults in what decides about money and access, and how many of them the suite notices.

``python -m tests.mutants 50`` tries that many, chosen by ``SEED``; without a number, all. See docs/proofs.md.
"""

import os
import subprocess
import sys
from collections.abc import Iterator

from tests.commerce.proofs.chance import chance
from tests.mutation import ROOT, faults

COMMERCE = "tests/commerce"
MONEY = (
    f"{COMMERCE}/test_settlement.py",
    f"{COMMERCE}/test_refunds.py",
    f"{COMMERCE}/test_disputes.py",
    f"{COMMERCE}/proofs/test_guards.py",
    f"{COMMERCE}/proofs/test_refund_guards.py",
    f"{COMMERCE}/test_buying.py",
    f"{COMMERCE}/test_paypal.py",
)
ACCESS = (
    f"{COMMERCE}/test_access.py",
    f"{COMMERCE}/test_entitlements.py",
    f"{COMMERCE}/test_tiers.py",
    f"{COMMERCE}/test_pages.py",
    "tests/courses",
)
TARGETS = {
    "commerce/money.py": (f"{COMMERCE}/test_money.py", f"{COMMERCE}/test_coupons.py"),
    "commerce/access.py": ACCESS,
    "commerce/domain/entitlements.py": (*ACCESS[:3], *MONEY),
    "commerce/domain/settlement.py": MONEY,
    "commerce/domain/facts.py": MONEY,
    "commerce/domain/balance.py": MONEY,
    "commerce/domain/refunds.py": (*MONEY[1:], f"{COMMERCE}/admin"),
}
NONE = -1  # no fault
WITHIN = 900  # seconds; a fault that makes the shop run in circles was noticed too


def mutants() -> Iterator[tuple[str, int, str]]:
    for path in TARGETS:
        for number, fault in enumerate(faults(path)):
            yield path, number, fault


def is_noticed(path: str, number: int) -> bool:
    options = ["-x", "-q", "-p", "tests.mutation", "-p", "no:cacheprovider", "-p", "no:randomly"]  # fmt: skip
    command = [sys.executable, "-m", "pytest", *options, *TARGETS[path]]
    outer = os.environ | {"MUTANT": f"{path}:{number}"}
    try:
        ended = subprocess.run(
            command, cwd=ROOT, env=outer, capture_output=True, timeout=WITHIN, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    return ended.returncode != 0


def main() -> None:
    known = list(mutants())
    most = int(sys.argv[1]) if len(sys.argv) > 1 else len(known)
    chosen = chance().sample(known, most)
    for path in {path for path, _number, _fault in chosen}:
        assert not is_noticed(path, NONE), f"{path}: red without a fault"
    noticed = 0
    for at, (path, number, fault) in enumerate(chosen, 1):
        if is_noticed(path, number):
            noticed += 1
        else:
            sys.stdout.write(f"not noticed: {path}:{fault}\n")
        sys.stdout.write(f"{noticed} of {at} noticed ({len(known)} there are)\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
