"""``manage.py try_checkout``: buys at the running site as a program would, and says how far it came."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commerce.trying import Broken, LiveKeys, Walk, something_to_try


class Command(BaseCommand):
    help = "Walks a purchase at the running site against the sandbox: config, checkout, payment, webhook, verify, lesson."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--site", default=settings.APP_URL, help="where the site answers"
        )
        parser.add_argument(
            "--price", default="", help="the code of a price; the cheapest by default"
        )

    def handle(self, *args: object, **options: str) -> None:
        try:
            walk = Walk(options["site"].rstrip("/"), something_to_try(options["price"]))
            for step in walk.steps():
                self.stdout.write(
                    f"{step.name:<9} ok      {step.milliseconds:>6} ms   {step.told}"
                )
        except LiveKeys as live:
            raise CommandError(
                "Live keys: real money would move. Nothing was tried."
            ) from live
        except Broken as broken:
            self.stdout.write(f"{broken.name:<9} failed")
            raise CommandError(str(broken)) from broken
        self.stdout.write("Everything works.")
