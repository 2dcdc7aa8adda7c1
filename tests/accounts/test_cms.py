"""An owner looks after people, and makes no superuser of anybody."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import path, reverse
from wagtail.users.models import UserProfile

from accounts import cms
from accounts.models import User
from accounts.roles import OWNER
from amphi import urls
from tests.accounts.people import known

EVERYTHING = {"is_superuser": "on", "is_active": "on"}
NEW = {"email": "new@example.com", "first_name": "N", "last_name": "E"} | EVERYTHING


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def olive(roles: None) -> User:
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


def copy(client: Client, user: User):
    address = f"{reverse('wagtailusers_users:index')}copy/{user.pk}/"
    return client.post(address, NEW, follow=True)


def test_whoever_has_no_name_chooses_a_language_all_the_same(olive):
    address = reverse("wagtailadmin_account")
    client = signed_in(olive)
    page = BeautifulSoup(client.get(address).content, "html.parser")
    chosen = page.select("main form select:has([selected])")
    typed = {each["name"]: each.select_one("[selected]")["value"] for each in chosen}
    typed |= {"name_email-first_name": "Olive", "locale-preferred_language": "en"}

    client.post(address, typed)

    assert UserProfile.objects.get(user=olive).preferred_language == "en"


def test_the_time_zones_are_places_that_browsers_know(olive):
    page = signed_in(olive).get(reverse("wagtailadmin_account")).content.decode()

    assert '<option value="Europe/Paris"' in page
    assert '<option value="UTC"' in page
    assert "localtime" not in page
    assert "Factory" not in page


def test_an_owner_makes_no_superuser_of_anybody(olive, anna):
    client = signed_in(olive)

    for person in (olive, anna):
        edit(client, person)
    client.post(reverse("wagtailusers_users:add"), NEW)

    assert (anna.first_name, olive.first_name) == ("A", "A")
    assert User.objects.filter(email="new@example.com").exists()
    assert User.objects.filter(is_superuser=True).count() == 0


def test_an_owner_takes_no_superusers_address(olive, root):
    typed = {"email": "mallory@example.com", "password1": "five words"}
    password = root.password

    edit(signed_in(olive), root, **typed, password2="five words")

    assert (root.email, root.password) == ("root@example.com", password)
    assert root.is_superuser


def test_an_owner_copies_nobody(olive, root):
    for person in (olive, root):
        assert copy(signed_in(olive), person).status_code == 404

    assert not User.objects.filter(email=NEW["email"]).exists()


def test_a_group_that_holds_everything_makes_no_superuser_and_touches_none(olive, root):
    Group.objects.get(name=OWNER).permissions.set(Permission.objects.all())
    client = signed_in(olive)

    edit(client, olive)
    edit(client, root, email="mallory@example.com")
    client.post(reverse("wagtailusers_users:delete", args=[root.pk]))
    client.post(reverse("wagtailusers_users:add"), NEW)

    assert User.objects.filter(email=NEW["email"]).exists()
    assert User.objects.get(is_superuser=True).email == "root@example.com"


@pytest.mark.parametrize("action", ["set_active_state", "assign_role"])
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


def test_with_the_copy_of_wagtail_an_owner_would_make_superusers(olive, settings):
    users = cms.UserViewSet("wagtailusers_users", url_prefix="users")

    class WithCopy:
        urlpatterns = (
            path("cms/users/copy/<int:pk>/", users.copy_view),
            *urls.urlpatterns,
        )

    settings.ROOT_URLCONF = WithCopy

    copy(signed_in(olive), olive)

    assert User.objects.get(email=NEW["email"]).is_superuser


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
