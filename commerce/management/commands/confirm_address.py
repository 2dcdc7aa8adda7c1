"""Says on a server what an owner says in the CMS."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand

from commerce.domain import copies


class Command(BaseCommand):
    help = "Where the database belongs to another address: APP_URL is the live site’s new one; with --copy, this is a copy."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--copy", action="store_true", help="billing stays read-only here"
        )

    def handle(self, *args: object, copy: bool, **options: object) -> None:
        original = copies.original()
        if original is None:
            self.stdout.write(f"{settings.APP_URL} may move money: nothing to confirm.")
            return
        copies.confirm(moved=not copy)
        said = f"a copy of {original}: read-only" if copy else "the live site now"
        self.stdout.write(f"{settings.APP_URL} is {said}.")
