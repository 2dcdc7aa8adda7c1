"""Our books beside the providers', now, for whoever is on the server."""

import sys

from django.core.management.base import BaseCommand

from commerce.domain import reconcile
from commerce.gateways import listing_gateways
from commerce.models import Drift, ReconcileRun

ROW = "{:<10} {:<18} {:>12} {:>12}"


class Command(BaseCommand):
    help = "Reads what providers hold beside what we hold and prints both. Exit code 1: something differs, or could not be read."

    def handle(self, *args: object, **options: object) -> None:
        codes = [provider.code for provider in listing_gateways()]
        for code in codes:
            reconcile.ask(code)
        reconcile.run_waiting()
        fine = [self._tell(code) for code in codes]
        drifts = Drift.objects.filter(state=Drift.State.OPEN)
        for drift in drifts:
            line = f"DIFFERS {drift.gateway} {drift.kind} {drift.ref} {drift.reference}"
            self.stdout.write(f"{line} ours={drift.ours} theirs={drift.theirs} {drift.currency}")  # fmt: skip
        if not codes:
            self.stdout.write("No provider with keys has books to read.")
        if drifts or not all(fine):
            sys.exit(1)
        self.stdout.write("All agrees.")

    def _tell(self, code: str) -> bool:
        run = ReconcileRun.objects.filter(gateway=code).first()
        if run is None or run.finished is None:
            self.stdout.write(f"{code}: another process reads it now, or this is a copy of the site.")  # fmt: skip
            return False
        if run.error:
            self.stdout.write(f"{code}: could not be read: {run.error}")
            return False
        seen = ", ".join(f"{count} {kind}" for kind, count in run.seen.items())
        self.stdout.write(f"{code} since {run.since:%Y-%m-%d %H:%M}: {seen}; {run.looks} looks")  # fmt: skip
        for day, total in sorted(run.totals.items()):
            self.stdout.write(ROW.format(code, day, total["ours"], total["theirs"]))
        return True
