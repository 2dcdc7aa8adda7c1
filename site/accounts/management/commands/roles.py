"""Makes or repairs the roles of the CMS; after each release."""

from django.core.management.base import BaseCommand

from accounts.roles import PERMISSIONS, install_roles


class Command(BaseCommand):
    help = "Gives the groups of the CMS exactly the permissions of accounts/roles.py."

    def handle(self, *args: object, **options: object) -> None:
        for name in sorted(install_roles()):
            self.stderr.write(f"No such permission here: {name}")
        self.stdout.write(f"Roles ready: {', '.join(PERMISSIONS)}")
