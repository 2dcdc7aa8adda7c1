"""The account's courses, and how far one is in their lessons."""

from django.urls import path, re_path

from . import views

LESSON = "^account/lessons/(?P<lesson_id>[0-9]{1,18})/"  # no more digits than a row has

urlpatterns = [
    path("account/", views.my_courses, name="my_courses"),
    re_path(f"{LESSON}place/$", views.report_place, name="report_place"),
    re_path(f"{LESSON}finished/$", views.mark_finished, name="mark_finished"),
]
