"""One spelling for every address, and nobody learns who has an account."""

import pytest
from allauth.account import forms as allauth
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.utils.translation import gettext

from accounts import forms
from accounts.models import User, fold_email
from tests.accounts.people import OTHER, Browser, code_for, known, link_for, mails_to

ANNA = "anna@example.com"
KELVIN = (
    "\u212aate@example.com"  # the sign of kelvin; Django's own check lets it through
)
SPELLINGS = [
    "Anna@Example.com",
    " ANNA@EXAMPLE.COM ",
    "\uff41nna@example.com",
    "anna@\uff45xample.com",
    "anna@example\uff0ecom",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_signs_the_same_person_in(anna, browser, spelling):
    browser.sign_in(spelling)

    assert browser.user == anna


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_signs_up_one_account(anna, browser, spelling):
    browser.sign_up(spelling)

    assert [user.email for user in User.objects.all()] == [ANNA]
    assert [each.subject for each in mails_to(ANNA)] == [
        gettext("You have an account already")
    ]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_new_account_is_stored_folded(browser, spelling):
    browser.sign_up(spelling)

    assert User.objects.get().email == EmailAddress.objects.get().email == ANNA


@pytest.mark.parametrize("spelling", [*SPELLINGS, KELVIN])
def test_codes_and_links_go_to_the_stored_address_whatever_was_typed(
    anna, browser, spelling
):
    known("kate@example.com")
    browser.ask_for_code(spelling)
    Browser().post("account_reset_password", email=spelling)

    assert {address for each in mail.outbox for address in each.to} == {
        fold_email(spelling)
    }


def test_control_folded_only_by_the_adapter_the_link_goes_to_a_look_alike_mailbox(
    browser, monkeypatch, settings
):
    """What folding in the form field prevents: the lookup finds Anna, the mail goes to the address as typed."""

    class FoldedLater(allauth.ResetPasswordForm):
        pass

    monkeypatch.setattr(forms, "FoldedLater", FoldedLater, raising=False)
    settings.ACCOUNT_FORMS = settings.ACCOUNT_FORMS | {
        "reset_password": "accounts.forms.FoldedLater"
    }
    known("sam@example.com")
    look_alike = "\u017fam@example.com"  # a long s

    browser.post("account_reset_password", email=look_alike)

    assert mails_to(look_alike)[0].subject == gettext("Choose a new password")


def test_a_new_address_is_folded_and_replaces_the_old_one(anna, browser):
    browser.sign_in(ANNA)
    browser.post("account_email", action_add="", email="Anna.B@Example.com")
    browser.post(
        "account_reauthenticate",
        password="five plain words in a row",
        next="/fr/account/email/",
    )
    browser.type_code(code_for("anna.b@example.com"))

    assert browser.user.email == "anna.b@example.com"
    assert [row.email for row in EmailAddress.objects.all()] == ["anna.b@example.com"]
    assert mails_to(ANNA)[-1].subject == gettext("Your e-mail address was changed")


def test_a_password_is_typed_once_and_has_to_be_long(browser):
    answer = browser.sign_up(ANNA, "short")

    assert list(answer.context["form"].fields) == ["email", "password1"]
    assert answer.context["form"].errors.keys() == {"password1"}


def shown(browser: Browser, answer, email: str) -> tuple[int, str, str]:
    """Status, target and page, with the address and what differs on any two pages taken out."""
    page = (
        browser.client.get(answer["Location"]) if answer.status_code == 302 else answer
    )
    text = page.content.decode().replace(email, "…")
    for secret in [str(page.context["csrf_token"])]:
        text = text.replace(secret, "…")
    return answer.status_code, answer.headers.get("Location", ""), text


@pytest.mark.parametrize(
    "ask",
    [
        lambda browser, email: browser.sign_up(email),
        lambda browser, email: browser.sign_in(email, OTHER),
        lambda browser, email: browser.ask_for_code(email),
        lambda browser, email: browser.post("account_reset_password", email=email),
    ],
    ids=["sign-up", "sign-in", "code", "reset"],
)
def test_a_stranger_sees_the_same_page_for_a_known_and_an_unknown_address(anna, ask):
    here, there = Browser(), Browser()

    known_to_us = shown(here, ask(here, ANNA), ANNA)
    unknown = shown(there, ask(there, "nobody@example.com"), "nobody@example.com")

    assert known_to_us == unknown


def test_a_wrong_code_looks_the_same_for_a_known_and_an_unknown_address(anna):
    pages = []
    for email in [ANNA, "nobody@example.com"]:
        browser = Browser()
        browser.ask_for_code(email)
        answer = browser.type_code("AAAA-AAAA", "account_confirm_login_code")
        pages.append(shown(browser, answer, email))

    assert pages[0] == pages[1]


def hashed(monkeypatch: pytest.MonkeyPatch, settings) -> list[str]:
    done: list[str] = []
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1)
    real = PBKDF2PasswordHasher.encode
    monkeypatch.setattr(
        PBKDF2PasswordHasher,
        "encode",
        lambda *args, **kwargs: done.append("") or real(*args, **kwargs),
    )
    return done


def test_signing_up_costs_the_same_for_a_known_and_an_unknown_address(
    anna, monkeypatch, settings
):
    work = hashed(monkeypatch, settings)
    Browser().sign_up(ANNA)
    for_known = len(work)
    Browser().sign_up("nobody@example.com")

    assert for_known == len(work) - for_known == 1


def test_control_allauth_alone_hashes_only_for_an_unknown_address(
    anna, monkeypatch, settings
):
    monkeypatch.delattr(forms.SignupForm, "try_save")
    work = hashed(monkeypatch, settings)
    Browser().sign_up(ANNA)

    assert work == []


def test_signing_in_costs_the_same_for_a_known_and_an_unknown_address(
    db, monkeypatch, settings
):
    work = hashed(monkeypatch, settings)
    known(ANNA)
    work.clear()
    Browser().sign_in(ANNA, OTHER)
    for_known = len(work)
    Browser().sign_in("nobody@example.com", OTHER)

    assert for_known == len(work) - for_known


def test_a_link_to_choose_a_password_works_once(anna, browser, phone):
    browser.post("account_reset_password", email=ANNA)
    link = link_for(ANNA)
    browser.open_reset_link(link)

    assert phone.client.get(link).context["token_fail"]
