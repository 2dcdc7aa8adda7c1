"""Signing in and up, and the profile; allauth's views under our templates."""

from allauth.account import urls as allauth_urls
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.utils.urlpatterns import decorate_urlpatterns

from . import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("cms/", views.cms_sign_in, name="cms_sign_in"),
    *decorate_urlpatterns(allauth_urls.urlpatterns, never_cache),
]
