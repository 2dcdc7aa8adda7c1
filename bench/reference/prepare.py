"""Tables and rows of the references; prints the cookie of somebody signed in."""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.reference.settings"
django.setup()

from django.contrib.auth.models import User  # noqa: E402 -- Django has to be set up
from django.core.management import call_command  # noqa: E402 -- the same
from django.test import Client  # noqa: E402 -- the same

from .models import Course, Entitlement, Lesson, Order, Price  # noqa: E402 -- the same

LESSONS = 54  # 24 KB of page
WORDS = "A sentence that says what this lesson is about, and a little more. " * 3


def main() -> None:
    call_command("migrate", verbosity=0)
    # then ours, whose rows name a user
    call_command("migrate", run_syncdb=True, verbosity=0)
    course = Course.objects.create(title="Python", body="<p>All of it.</p>" * 120)
    Lesson.objects.bulk_create(
        Lesson(course=course, title=f"Lesson {n}", summary=WORDS, seconds=n * 7)
        for n in range(LESSONS)
    )
    for name in ("Month", "Year", "For good"):
        Price.objects.create(course=course, name=name, amount=4900)
    Order.objects.create(email="anna@example.com", total=4900)
    user = User.objects.create_user("anna")
    Entitlement.objects.create(user=user, course=course)
    client = Client()
    client.force_login(user)
    json.dump({"session": client.cookies["sessionid"].value}, sys.stdout)


if __name__ == "__main__":
    main()
