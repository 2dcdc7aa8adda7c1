from django.core.management.base import BaseCommand

from courses.video.sweep import sweep_films


class Command(BaseCommand):
    help = "Deletes films that no lesson has used for a week."

    def handle(self, *args: object, **options: object) -> None:
        sweep_films()
