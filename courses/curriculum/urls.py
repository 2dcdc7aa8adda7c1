from django.urls import path, re_path

from . import views
from .publishing import PublishView

LESSON = "^lessons/(?P<lesson_id>[0-9]{1,18})/"  # no more digits than a row has

app_name = "curriculum"
urlpatterns = [
    path("", views.CurriculumView.as_view(), name="index"),
    path("publish/", PublishView.as_view(), name="publish"),
    path("lessons/", views.add_lesson, name="add_lesson"),
    re_path(f"{LESSON}place/$", views.place, name="place"),
    re_path(f"{LESSON}free/$", views.free, name="free"),
    re_path(f"{LESSON}name/$", views.rename, name="rename"),
    path("films/", views.add_film, name="add_film"),
    path("sections/", views.add_section, name="add_section"),
    path("sections/<uuid:key>/name/", views.rename_section, name="rename_section"),
    path("sections/<uuid:key>/place/", views.place_section, name="place_section"),
]
