"""When something of ours fails: who asked is told so, and whether to try again."""

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.views import defaults

from accounts.models import User
from amphi import urls

pytestmark = pytest.mark.django_db


def search_while(failure: Exception, language: str = "en") -> HttpResponse:
    """Asked for while every query fails like this."""

    def fails(*_query: object) -> None:
        raise failure

    with connection.execute_wrapper(fails):
        return Client(raise_request_exception=False).get(f"/{language}/search/?q=loop")


def test_a_busy_database_is_a_reason_to_try_again():
    response = search_while(OperationalError("canceling statement due to lock timeout"))

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "The site is busy" in response.text
    assert "Traceback" not in response.text
    french = search_while(OperationalError("database is locked"), "fr")
    assert "Le site est très demandé" in french.text


def test_a_mistake_of_ours_is_none():
    response = search_while(ZeroDivisionError("secret"))

    assert response.status_code == 500
    assert "There is a problem with the service" in response.text
    assert "secret" not in response.text


def test_control_django_calls_both_a_mistake(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(urls, "handler500", defaults.server_error)

    assert search_while(OperationalError()).status_code == 500


@pytest.fixture
def worked_on(settings) -> None:
    settings.MAINTENANCE = True


@pytest.mark.usefixtures("worked_on")
@pytest.mark.parametrize(
    ("language", "told"), [("en", "Back soon"), ("fr", "De retour bientôt")]
)
def test_visitors_are_told_that_the_site_is_being_worked_on(language: str, told: str):
    response = Client().get(f"/{language}/search/")

    assert (response.status_code, response["Retry-After"]) == (503, "300")
    assert told in response.text


@pytest.mark.usefixtures("worked_on")
def test_meanwhile_staff_sign_in_and_providers_are_heard():
    editor = User.objects.create_user("edith@example.com", is_superuser=True)
    staff = Client()
    staff.force_login(editor, "django.contrib.auth.backends.ModelBackend")

    assert staff.get("/en/search/").status_code == 200
    assert Client().get("/en/account/login/").status_code == 200
    assert Client().get("/api/health/").status_code == 200
    assert Client().post("/api/webhooks/stripe/").status_code == 400


def test_otherwise_nobody_is():
    assert Client().get("/en/search/").status_code == 200
