"""Whoever reads a mailbox gets its account; whoever only knew its address gets nothing."""

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.utils.translation import gettext

from accounts import adapter, forms, mailbox
from accounts.mailbox import prove, user_of_proved_mailbox
from accounts.models import User
from tests.accounts.people import GOOD, OTHER, Browser, code_for, known, mails_to

pytestmark = pytest.mark.both_databases

ANNA = "anna@example.com"


def mallory_gets_in() -> bool:
    """With the password she chose, now that the address is confirmed."""
    mallory = Browser()
    mallory.sign_in(ANNA)
    return mallory.user is not None


@pytest.fixture
def registered_before(mallory: Browser) -> Browser:
    """Anna's browser, after Mallory registered Anna's address; only Anna reads the mails."""
    mallory.sign_up(ANNA)
    return Browser()


@pytest.fixture
def without_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [mailbox, adapter, forms]:
        monkeypatch.setattr(module, "prove", lambda user, email: False)


def test_signing_up_and_typing_the_code_in_the_same_browser_keeps_the_password(
    browser, phone
):
    browser.sign_up(ANNA)
    browser.type_code(code_for(ANNA))

    assert browser.user.email == ANNA
    phone.sign_in(ANNA)
    assert phone.user.email == ANNA


def test_coming_back_later_in_the_same_browser_keeps_it_too(browser, phone):
    browser.sign_up(ANNA)
    browser.client.session.pop("account_login", None)
    browser.post("account_logout")
    browser.sign_in(ANNA)
    browser.type_code(code_for(ANNA))

    phone.sign_in(ANNA)
    assert phone.user.email == ANNA


def test_a_password_set_by_a_stranger_ends_when_anna_signs_in_by_code(
    registered_before, mallory
):
    anna = registered_before
    answer = anna.sign_in_by_code(ANNA)

    assert answer.status_code == 302
    assert anna.user.email == ANNA
    assert not mallory_gets_in()


def test_control_without_the_guard_the_stranger_gets_in_after_a_code(
    without_guard, registered_before, mallory
):
    registered_before.sign_in_by_code(ANNA)

    assert mallory_gets_in()


def test_a_password_set_by_a_stranger_ends_when_anna_chooses_her_own(
    registered_before, mallory
):
    anna = registered_before
    anna.reset_password(ANNA)

    assert anna.user.email == ANNA
    assert anna.user.check_password(OTHER)
    assert not mallory_gets_in()


def test_choosing_a_password_from_the_mail_confirms_the_address(
    registered_before, mallory
):
    registered_before.reset_password(ANNA)

    assert EmailAddress.objects.get(email=ANNA).verified


@pytest.fixture
def second_address(registered_before: Browser) -> str:
    """One that Mallory confirmed before she took Anna's."""
    stranger = User.objects.get(email=ANNA)
    EmailAddress.objects.create(
        user=stranger, email="mallory@example.com", verified=True
    )
    return "mallory@example.com"


def test_a_second_address_of_the_stranger_opens_nothing_after_the_proof(second_address):
    user_of_proved_mailbox(ANNA, language="fr")

    Browser().ask_for_code(second_address)
    assert mails_to(second_address)[-1].subject == gettext(
        "No account with this address"
    )


def test_control_without_the_guard_the_second_address_opens_the_account(
    without_guard, second_address
):
    user_of_proved_mailbox(ANNA, language="fr")

    mallory = Browser()
    mallory.sign_in_by_code(second_address)
    assert mallory.user.email == ANNA


def test_a_code_typed_in_another_browser_than_the_one_that_signed_up_ends_the_password(
    browser, phone, mallory
):
    mallory.sign_up(ANNA)
    phone.sign_in(ANNA)
    phone.type_code(code_for(ANNA))

    assert phone.user.email == ANNA
    assert not phone.user.has_usable_password()
    assert not mallory_gets_in()


def test_control_without_the_guard_that_code_leaves_the_password(
    without_guard, phone, mallory
):
    mallory.sign_up(ANNA)
    phone.sign_in(ANNA)
    phone.type_code(code_for(ANNA))

    assert mallory_gets_in()


def test_a_purchase_claimed_by_its_link_leaves_the_stranger_nothing(
    registered_before, mallory
):
    user = user_of_proved_mailbox("Anna@Example.com", language="en")

    assert user.email == ANNA
    assert not user.has_usable_password()
    assert not mallory_gets_in()


def test_a_claim_makes_an_account_where_there_is_none(db):
    user = user_of_proved_mailbox("Boris@Example.com", language="en")

    assert (user.email, user.language) == ("boris@example.com", "en")
    assert user.emailaddress_set.get().verified


def test_a_confirmed_account_loses_nothing_by_a_claim_a_code_or_a_second_proof(
    anna, browser
):
    browser.sign_in(ANNA)
    user_of_proved_mailbox(ANNA, language="en")
    Browser().sign_in_by_code(ANNA)

    assert prove(anna, ANNA) is False
    assert browser.user.check_password(GOOD)


def test_an_open_session_ends_with_the_proof(browser):
    user = known(ANNA)
    browser.sign_in(ANNA)
    user.emailaddress_set.update(verified=False)
    assert browser.user == user

    prove(user, ANNA)

    assert browser.user is None


def test_authenticators_and_social_links_end_too_where_they_are_installed(
    anna, monkeypatch
):
    """Their apps are not installed yet; this holds their place."""
    gone = []

    class Rows:
        def __init__(self, label):
            self.label, self.objects = label, self

        def filter(self, user):
            return self

        def delete(self):
            gone.append(self.label)

    real = apps.is_installed
    monkeypatch.setattr(
        apps,
        "is_installed",
        lambda app: real(app) or app in {"allauth.mfa", "allauth.socialaccount"},
    )
    monkeypatch.setattr(apps, "get_model", Rows)
    anna.emailaddress_set.update(verified=False)

    prove(anna, ANNA)

    assert gone == ["mfa.Authenticator", "socialaccount.SocialAccount"]


def test_an_address_that_staff_corrected_no_longer_opens_the_account(anna, mallory):
    anna.email = "anna.b@example.com"
    anna.save()

    mallory.ask_for_code(ANNA)
    mallory.post("account_reset_password", email=ANNA)

    assert [each.subject for each in mails_to(ANNA)] == [
        gettext("No account with this address")
    ] * 2


def test_somebody_added_in_the_cms_signs_in_with_one_code(browser):
    User(email="edith@example.com").save()

    browser.sign_in_by_code("edith@example.com")

    assert browser.user.email == "edith@example.com"
    assert len(mails_to("edith@example.com")) == 1
