"""The demo's content in the bench's own database; prints where things are."""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.site.settings"
django.setup()

from django.conf import settings  # noqa: E402 -- Django has to be set up
from django.core.management import call_command  # noqa: E402 -- the same
from django.test import Client  # noqa: E402 -- the same

from accounts.models import User  # noqa: E402 -- the same
from commerce.access import can_view, viewer_of  # noqa: E402 -- the same
from commerce.models import PaymentMethod, PricingPage  # noqa: E402 -- the same
from courses.models import CourseIndexPage, CoursePage, LessonPage  # noqa: E402 -- the same

MEGABYTE = os.urandom(1024 * 1024)


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_demo", force=True)
    client, lesson = _subscriber()
    with lesson.video.file.storage.open(lesson.video.file.name, "wb") as film:
        film.write(MEGABYTE)
    course = CoursePage.objects.get(pk=lesson.get_parent().pk)
    places = {
        "home": "/en/",
        "catalogue": _first(CourseIndexPage).url,
        "course": course.url,
        "pricing": _first(PricingPage).url,
        "lesson": lesson.url,
        "film": f"/media/v/{lesson.pk}/film.mp4",
        "checkout": f"/en/checkout/{course.checkout.translation_key}/",
        "plan": course.checkout.prices.first().code,
        "method": PaymentMethod.objects.get(gateway="stripe").code,
        "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }
    json.dump(places, sys.stdout)


def _first(kind: type) -> object:
    return kind.objects.filter(locale__language_code="en").first()


def _subscriber() -> tuple[Client, LessonPage]:
    """Signed in, and a closed lesson that is open to them."""
    user = User.objects.get(email="subscriber@example.com")
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    lessons = LessonPage.objects.filter(locale__language_code="en", free=False)
    request = client.get("/en/account/").wsgi_request
    viewer = viewer_of(request)
    return client, next(each for each in lessons if can_view(viewer, each).allowed)


if __name__ == "__main__":
    main()
