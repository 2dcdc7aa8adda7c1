"""Which content security policy goes with what: a visitor's page, the CMS, a file, a refusal."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.http.response import HttpResponseBase
from django.test import Client
from wagtail.models import Page

from accounts.models import User
from accounts.roles import OWNER
from amphi import csp

PICTURE = "/media/images/bee.png"


@pytest.fixture
def owner(roles: None) -> Client:
    """Who may open everything that is asked for here."""
    user = User.objects.create_user("olga@example.com", language="en")
    user.groups.add(Group.objects.get(name=OWNER))
    picture = Path(settings.MEDIA_ROOT, "images", "bee.png")
    picture.parent.mkdir(exist_ok=True)
    picture.write_bytes(b"a picture")
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def ask(client: Client, address: str) -> HttpResponseBase:
    """The answer, read to its end: a file's would stay open."""
    response = client.get(address)
    b"".join(response)
    return response


def policy(response: HttpResponseBase) -> dict[str, str]:
    rules = response["Content-Security-Policy"].split("; ")
    return {name: value for name, _space, value in (rule.partition(" ") for rule in rules)}  # fmt: skip


def sent(wanted: dict) -> dict[str, str]:
    """As it is written in a header."""
    return {name: "" if rule is True else " ".join(rule) for name, rule in wanted.items()}  # fmt: skip


PLACES = [
    ("/en/search/", csp.PUBLIC),
    ("/en/account/", csp.PUBLIC),
    ("/cms/", csp.CMS),
    ("/cms/pages/{root}/", csp.CMS),
    (PICTURE, csp.FILES),
]


@pytest.mark.parametrize(("address", "wanted"), PLACES)
def test_each_place_has_its_policy(owner, address, wanted):
    response = ask(owner, address.format(root=Page.get_first_root_node().pk))

    assert (response.status_code, policy(response)) == (200, sent(wanted))


@pytest.mark.parametrize("address", ["/en/search/", "/cms/", PICTURE])
def test_control_without_the_middleware_there_is_none(owner, settings, address):
    settings.MIDDLEWARE = [it for it in settings.MIDDLEWARE if not it.startswith("amphi.csp")]  # fmt: skip
    response = ask(owner, address)

    assert response.status_code == 200
    assert "Content-Security-Policy" not in response


@pytest.mark.parametrize("address", ["/media/images/none.png", "/media/v/999/film.mp4"])
def test_where_no_file_is_the_page_that_says_so_may_have_its_style(db, address):
    response = Client().get(address, headers={"Accept": "text/html"})

    assert response.status_code == 404
    assert "/static/css/site.css" in response.text
    assert policy(response) == sent(csp.PUBLIC)


def test_control_a_file_may_have_none(owner):
    assert policy(ask(owner, PICTURE)) == {"default-src": "'none'", "sandbox": ""}
