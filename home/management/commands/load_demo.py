"""The demo's content, as often as you like."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.management.demo import around, goods, pages, people, shop


class Command(BaseCommand):
    help = "Fills an empty site with a small course business in French and English."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="also outside demo and DEBUG"
        )

    def handle(self, *args: object, **options: object) -> None:
        if not (settings.DEMO or settings.DEBUG or options["force"]):
            message = "This is no demo (AMPHI_DEMO and DEBUG are off): --force loads it all the same."
            raise CommandError(message)
        pages.load_locales()
        shop.load_methods()
        shop.load_products()
        shop.load_checkouts()
        goods.load_goods()
        pages.load_pages()
        around.load_settings()
        people.load_people()
