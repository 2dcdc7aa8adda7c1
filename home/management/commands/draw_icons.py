from django.conf import settings
from django.core.management.base import BaseCommand

from home.icons import icons, our_sign


class Command(BaseCommand):
    help = "Draws the site's icons from static/favicon.svg."

    def handle(self, *_args: object, **_options: object) -> None:
        for name, content in icons(our_sign()).items():
            (settings.STATICFILES_DIRS[0] / name).write_bytes(content)
            self.stdout.write(name)
