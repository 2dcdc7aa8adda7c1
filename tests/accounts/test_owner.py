"""The first owner, from the command line."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.accounts.people import OTHER, Browser, known


def owner(email: str) -> str:
    said = StringIO()
    call_command("owner", email, stdout=said)
    return re.search(r"http\S+", said.getvalue())[0]


def test_an_owner_chooses_a_password_and_enters_the_cms(db, browser):
    link = owner("Olive@Example.com")
    browser.open_reset_link(link, OTHER)

    assert browser.user.email == "olive@example.com"
    assert not browser.user.is_superuser
    assert browser.client.get("/cms/users/").status_code == 200


def test_a_stranger_who_registered_the_owners_address_before_owns_nothing(mallory):
    mallory.sign_up("olive@example.com")
    owner("olive@example.com")

    again = Browser()
    again.sign_in("olive@example.com")
    assert again.user is None


def test_a_known_person_becomes_owner_and_keeps_the_password(db, browser):
    known("olive@example.com")
    owner("olive@example.com")

    browser.sign_in("olive@example.com")
    assert browser.client.get("/cms/users/").status_code == 200


def test_what_is_no_address_is_refused(db):
    with pytest.raises(CommandError, match="olive is not an e-mail address"):
        owner("olive")
