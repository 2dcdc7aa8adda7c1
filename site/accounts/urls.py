"""Signing in and up, and the profile; allauth's views under our templates."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("", include("allauth.account.urls")),
]
