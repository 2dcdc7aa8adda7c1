from django.urls import path

from . import views
from .publishing import PublishView

app_name = "curriculum"
urlpatterns = [
    path("", views.CurriculumView.as_view(), name="index"),
    path("publish/", PublishView.as_view(), name="publish"),
    path("lessons/", views.add_lesson, name="add_lesson"),
    path("lessons/<int:lesson_id>/place/", views.place, name="place"),
    path("lessons/<int:lesson_id>/free/", views.free, name="free"),
    path("films/", views.add_film, name="add_film"),
    path("sections/", views.add_section, name="add_section"),
    path("sections/<uuid:key>/place/", views.place_section, name="place_section"),
]
