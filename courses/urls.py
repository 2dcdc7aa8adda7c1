"""The account's courses."""

from django.urls import path

from . import views

urlpatterns = [path("account/", views.my_courses, name="my_courses")]
