"""An owner looks after people, and makes no superuser of anybody."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts import cms
from accounts.models import User
from accounts.roles import OWNER, install_roles
from tests.accounts.people import known

EVERYTHING = {"is_superuser": "on", "is_active": "on"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def olive(db) -> User:
    install_roles()
    user = known("olive@example.com")
    user.groups.add(Group.objects.get(name=OWNER))
    return user


@pytest.fixture
def root(db) -> User:
    return known("root@example.com", is_superuser=True)


def edit(client: Client, user: User, **typed: str):
    """Everything the form has, and more."""
    address = reverse("wagtailusers_users:edit", args=[user.pk])
    words = {"email": user.email, "first_name": "A", "last_name": "B"}
    groups = {"groups": [group.pk for group in user.groups.all()]}
    response = client.post(address, words | groups | EVERYTHING | typed)
    user.refresh_from_db()
    return response


def test_an_owner_makes_no_superuser_of_anybody(olive, anna):
    client = signed_in(olive)
    new = {"email": "new@example.com", "first_name": "N", "last_name": "E"}

    for person in (olive, anna):
        edit(client, person)
    client.post(reverse("wagtailusers_users:add"), new | EVERYTHING)

    assert (anna.first_name, olive.first_name) == ("A", "A")
    assert User.objects.filter(email="new@example.com").exists()
    assert User.objects.filter(is_superuser=True).count() == 0


def test_an_owner_takes_no_superusers_address(olive, root):
    typed = {"email": "mallory@example.com", "password1": "five words"}
    password = root.password

    edit(signed_in(olive), root, **typed, password2="five words")

    assert (root.email, root.password) == ("root@example.com", password)
    assert root.is_superuser


@pytest.mark.parametrize("action", ["set_active_state", "assign_role", "delete"])
def test_nor_changes_one_among_many(olive, root, anna, action):
    address = reverse("wagtail_bulk_action", args=["accounts", "user", action])
    owners = Group.objects.get(name=OWNER).pk

    signed_in(olive).post(
        f"{address}?id={root.pk}&id={anna.pk}",
        {"mark_as_active": "False", "role": owners},
    )

    root.refresh_from_db()
    assert (root.is_active, root.groups.count()) == (True, 0)


def test_a_superuser_makes_another(root, anna):
    edit(signed_in(root), anna)

    assert anna.is_superuser


def test_without_its_guard_an_owner_would_make_superusers(olive, anna, monkeypatch):
    monkeypatch.delattr(cms.SuperuserIsGiven, "get_form")

    edit(signed_in(olive), anna)

    assert anna.is_superuser


def test_without_its_guard_an_owner_would_take_the_address(olive, root, monkeypatch):
    monkeypatch.setattr(cms, "refuse_superusers", lambda *_: None)

    edit(signed_in(olive), root, email="mallory@example.com")

    assert root.email == "mallory@example.com"


def test_without_its_guard_an_owner_would_lock_out_a_superuser(
    olive, root, monkeypatch
):
    monkeypatch.setattr(cms, "User", Group)
    address = reverse(
        "wagtail_bulk_action", args=["accounts", "user", "set_active_state"]
    )

    signed_in(olive).post(f"{address}?id={root.pk}", {"mark_as_active": "False"})

    root.refresh_from_db()
    assert not root.is_active
