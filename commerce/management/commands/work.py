"""The worker process."""

from django.core.management.base import BaseCommand

from commerce.domain.work import stop_on_signals, work


class Command(BaseCommand):
    help = "Does what is due: events, looks at providers, e-mails, checks. Runs until stopped."

    def handle(self, *args: object, **options: object) -> None:
        work(stop_on_signals())
