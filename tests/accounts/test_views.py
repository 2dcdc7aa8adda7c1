"""The profile, the account's frame, and the way into the CMS."""

import pytest
from django.conf import settings as conf
from django.contrib.auth.models import Permission
from django.template import engines
from django.test import RequestFactory
from django.urls import get_resolver, reverse
from django.utils.translation import get_language, gettext, override

from tests.accounts.people import GOOD, known

ANNA = "anna@example.com"


@pytest.fixture
def edith(db):
    user = known("edith@example.com")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def test_a_profile_is_saved_and_says_so_in_the_language_just_chosen(anna, browser):
    browser.sign_in(ANNA)
    answer = browser.client.post(
        reverse("profile"),
        {"first_name": "Anne", "last_name": "Martin", "language": "en"},
        follow=True,
    )

    anna.refresh_from_db()
    assert (anna.first_name, anna.last_name, anna.language) == ("Anne", "Martin", "en")
    assert answer.wsgi_request.path == "/en/account/profile/"
    assert [str(message) for message in answer.context["messages"]] == [
        "Your profile is saved."
    ]
    assert browser.client.cookies[conf.LANGUAGE_COOKIE_NAME].value == "en"


def test_a_profile_takes_no_language_the_site_does_not_speak(anna, browser):
    browser.sign_in(ANNA)
    answer = browser.post("profile", language="xx")

    assert answer.context["form"].errors.keys() == {"language"}


def test_a_profile_changes_nothing_but_what_it_shows(anna, browser):
    browser.sign_in(ANNA)
    browser.post(
        "profile",
        language="fr",
        email="x@example.com",
        is_superuser="on",
        is_staff="on",
    )

    anna.refresh_from_db()
    assert (anna.email, anna.is_superuser, anna.is_staff) == (ANNA, False, False)


@pytest.mark.parametrize(
    "name",
    [
        "profile",
        "account_email",
        "account_change_password",
        "account_login",
        "account_reset_password",
    ],
)
def test_account_pages_are_kept_by_no_cache(anna, browser, name):
    browser.sign_in(ANNA)

    assert "no-store" in browser.get(name)["Cache-Control"]


def test_the_menu_marks_the_page_one_is_on(rf: RequestFactory):
    request = rf.get(reverse("profile"))
    language = get_language()
    template = engines["django"].from_string(
        "{% load accounts %}{% account_menu as menu %}{% for page in menu %}{{ page.url }} {{ page.current }};{% endfor %}"
    )

    assert template.render({}, request) == (
        f"/{language}/account/ False;/{language}/account/orders/ False;"
        f"/{language}/account/profile/ True;"
    )


def test_an_editor_who_asks_for_the_cms_arrives_there(edith, browser):
    gate = browser.client.get("/cms/", follow=True)
    assert gate.wsgi_request.path == reverse("account_login")

    answer = browser.client.post(
        gate.wsgi_request.path,
        {"login": edith.email, "password": GOOD, "next": gate.wsgi_request.GET["next"]},
        follow=True,
    )

    assert (answer.wsgi_request.path, answer.status_code) == ("/cms/", 200)


def test_the_login_address_of_the_cms_leads_to_ours_with_its_target(db, browser):
    answer = browser.client.get("/cms/login/?next=/cms/pages/", follow=True)

    assert answer.wsgi_request.path == reverse("account_login")
    assert answer.wsgi_request.GET["next"] == "/cms/pages/"


def test_a_reader_who_asks_for_the_cms_is_told_no_and_not_sent_in_circles(
    anna, browser
):
    browser.sign_in(ANNA)
    answer = browser.client.get("/cms/", follow=True)

    assert answer.wsgi_request.path == reverse("my_courses")
    assert len(answer.context["messages"]) == 1


def test_control_by_the_login_page_alone_a_reader_goes_in_circles(
    anna, browser, settings
):
    settings.WAGTAILADMIN_LOGIN_URL = "account_login"
    browser.sign_in(ANNA)

    with pytest.raises(Exception, match="Redirect loop"):
        browser.client.get("/cms/", follow=True)


@pytest.mark.parametrize(
    "address", ["/cms/password_reset/", "/cms/password_reset/done/"]
)
def test_the_cms_has_no_password_pages_of_its_own(db, browser, address):
    assert browser.client.get(address, follow=True).status_code == 404


def test_leaving_the_cms_leads_to_our_sign_in(edith, browser):
    browser.sign_in(edith.email)
    answer = browser.client.post("/cms/logout/", follow=True)

    assert answer.wsgi_request.path == reverse("account_login")
    assert browser.user is None


def test_an_editor_changes_neither_address_nor_password_inside_the_cms(edith, browser):
    browser.sign_in(edith.email)
    page = browser.client.get("/cms/account/").content.decode()

    assert "name_email-email" not in page
    assert "old_password" not in page


ACCOUNT_PAGES = sorted(
    name
    for name in get_resolver().reverse_dict
    if isinstance(name, str) and name.startswith("account_") and "from_key" not in name
)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ACCOUNT_PAGES)
@pytest.mark.parametrize("known_here", [True, False])
def test_every_account_page_answers_in_our_frame(
    anna, browser, name, language, known_here
):
    if known_here:
        browser.sign_in(ANNA)
    with override(language):
        answer = browser.get(name)

    assert answer.status_code in {200, 302}
    if answer.status_code == 200:
        assert 'class="bar"' in answer.content.decode()
        assert "style=" not in answer.content.decode()


def test_the_frame_offers_to_sign_out(anna, browser):
    browser.sign_in(ANNA)

    assert gettext("Sign out") in browser.get("profile").content.decode()
