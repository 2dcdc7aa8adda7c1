"""Sessions, limits, and where signing in leads."""

import pytest
from django.conf import settings as conf
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext, override

from accounts.models import User
from commerce import browser as commerce_browser
from tests.accounts.people import GOOD, OTHER, Browser, code_for, known, mails_to

ANNA = "anna@example.com"
NEXT = "/fr/account/profile/"


def test_the_session_key_changes_at_sign_in(anna, browser):
    browser.client.session["seen"] = True
    session = browser.client.session
    session["seen"] = True
    session.save()
    before = browser.key
    browser.sign_in(ANNA)

    assert before != browser.key
    assert browser.user == anna


def test_a_session_planted_before_signing_in_opens_nothing_after(
    anna, browser, mallory
):
    session = browser.client.session
    session["planted"] = True
    session.save()
    mallory.client.cookies[conf.SESSION_COOKIE_NAME] = session.session_key

    browser.sign_in(ANNA)

    assert mallory.user is None


def test_changing_the_password_ends_every_other_session(anna, browser, phone):
    browser.sign_in(ANNA)
    phone.sign_in(ANNA)

    browser.post("account_change_password", oldpassword=GOOD, password1=OTHER)

    assert browser.user == anna
    assert phone.user is None
    with override(conf.LANGUAGE_CODE):  # she has no language of her own
        assert mails_to(ANNA)[-1].subject == gettext("Your password was changed")


def test_signing_out_needs_a_post(anna, browser):
    browser.sign_in(ANNA)

    browser.get("account_logout")
    assert browser.user == anna

    browser.post("account_logout")
    assert browser.user is None


@pytest.fixture
def buyer(browser: Browser) -> Browser:
    """A guest's browser that proves an order."""
    browser.client.cookies[conf.ORDER_COOKIE] = "secret"
    return browser


def proves_an_order(browser: Browser) -> bool:
    cookie = browser.client.cookies.get(conf.ORDER_COOKIE)
    return bool(cookie and cookie.value)


def test_the_order_cookie_stays_until_somebody_signs_in(anna, buyer):
    buyer.get("account_login")
    buyer.sign_in(ANNA, OTHER)
    assert proves_an_order(buyer)

    buyer.sign_in(ANNA)
    assert not proves_an_order(buyer)


def test_it_goes_with_a_code_a_new_password_and_a_fresh_account(anna):
    for way in [
        lambda browser: browser.sign_in_by_code(ANNA),
        lambda browser: browser.reset_password(ANNA),
        lambda browser: (
            browser.sign_up("new@example.com")
            and browser.type_code(code_for("new@example.com"))
        ),
    ]:
        browser = Browser()
        browser.client.cookies[conf.ORDER_COOKIE] = "secret"
        way(browser)
        assert not proves_an_order(browser)


def test_it_goes_at_sign_out_and_when_the_session_ends_elsewhere(anna, buyer, phone):
    buyer.client.cookies.clear()
    buyer.sign_in(ANNA)
    buyer.client.cookies[conf.ORDER_COOKIE] = "secret"
    phone.sign_in(ANNA)
    phone.post("account_change_password", oldpassword=GOOD, password1=OTHER)
    buyer.get("profile")
    assert not proves_an_order(buyer)

    phone.client.cookies[conf.ORDER_COOKIE] = "secret"
    phone.post("account_logout")
    assert not proves_an_order(phone)


def test_control_without_the_middleware_it_stays(anna, buyer, settings):
    middleware = f"{commerce_browser.__name__}.forget_at_sign_in"
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != middleware]

    buyer.sign_in(ANNA)

    assert proves_an_order(buyer)


def test_the_target_survives_a_change_of_mind_between_signing_in_and_up(browser):
    sign_in = browser.get("account_login", next=NEXT)
    sign_up = browser.client.get(sign_in.context["signup_url"])
    back = browser.client.get(sign_up.context["login_url"])

    assert back.wsgi_request.GET["next"] == NEXT
    assert f'name="next" value="{NEXT}"' in sign_up.content.decode()


def test_the_target_survives_the_code_of_a_fresh_account(browser):
    browser.sign_up(ANNA, next=NEXT)

    assert browser.type_code(code_for(ANNA))["Location"] == NEXT


def test_the_target_survives_a_sign_in_code(anna, browser):
    page = browser.ask_for_code(ANNA, next=NEXT)["Location"]
    answer = browser.client.post(page, {"code": code_for(ANNA)})

    assert answer["Location"] == NEXT


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
    ],
)
def test_signing_in_leads_to_no_other_site(anna, target):
    browser = Browser()

    assert browser.sign_in(ANNA, next=target)["Location"] == "/fr/account/"


def test_signing_in_leads_to_the_persons_own_language(browser):
    known("boris@example.com", language="en")

    answer = browser.sign_in("boris@example.com")

    assert answer["Location"] == "/en/account/"
    assert browser.client.cookies[conf.LANGUAGE_COOKIE_NAME].value == "en"


def test_a_language_that_is_gone_leads_to_the_one_being_read(browser):
    known("boris@example.com", language="de")

    assert browser.sign_in("boris@example.com")["Location"] == "/fr/account/"


def test_a_fresh_account_speaks_the_language_it_was_made_in(browser):
    with override("en"):
        browser.sign_up(ANNA)

    assert User.objects.get().language == "en"


def test_mails_speak_the_persons_language_and_so_do_their_links(browser):
    known("boris@example.com", language="en")
    with override("fr"):
        browser.post("account_reset_password", email="boris@example.com")

    mail = mails_to("boris@example.com")[0]
    assert mail.subject == "Choose a new password"
    assert f"{conf.APP_URL}/en/account/password/reset/key/" in mail.body
    assert mail.alternatives[0].mimetype == "text/html"
    assert "Choose a new password</a>" in mail.alternatives[0].content


def test_a_link_in_a_mail_names_the_site_and_not_what_the_request_claims(
    anna, browser, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    browser.client.post(
        reverse("account_reset_password"),
        {"email": ANNA},
        headers={"host": "evil.example"},
    )

    assert "evil.example" not in mails_to(ANNA)[0].body


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that reached the hasher."""
    seen: list[str] = []
    real = MD5PasswordHasher.verify
    monkeypatch.setattr(
        MD5PasswordHasher,
        "verify",
        lambda hasher, password, encoded: (
            seen.append(password) or real(hasher, password, encoded)
        ),
    )
    return seen


def guess(browser: Browser, number: int, **headers: str):
    return browser.client.post(
        reverse("account_login"),
        {"login": ANNA, "password": f"guess {number}"},
        headers=headers,
    )


def test_a_thousand_guesses_check_a_handful_of_passwords(anna, mallory, checked):
    for number in range(1000):
        guess(mallory, number)

    assert len(set(checked)) <= 15


def test_a_made_up_sender_address_gains_nothing(anna, mallory, checked):
    for number in range(200):
        guess(mallory, number, x_forwarded_for=f"10.0.{number // 250}.{number % 250}")

    assert len(set(checked)) <= 15


def test_control_without_the_limits_every_guess_is_checked(
    anna, mallory, checked, settings
):
    settings.ACCOUNT_RATE_LIMITS = False
    for number in range(50):
        guess(mallory, number)

    assert len(set(checked)) == 50


def test_who_asks_too_often_reads_a_page_of_ours(anna, mallory):
    answers = [guess(mallory, number) for number in range(40)]

    assert answers[-1].status_code == 429
    assert "429.html" in [template.name for template in answers[-1].templates]


def test_a_code_is_guessed_three_times_at_most(anna, mallory):
    mallory.ask_for_code(ANNA)
    for _attempt in range(3):
        mallory.type_code("AAAA-AAAA", "account_confirm_login_code")

    mallory.type_code(code_for(ANNA), "account_confirm_login_code")
    assert mallory.user is None


def test_limits_are_kept_in_the_shared_cache(anna, mallory):
    """In local memory each process counts for itself; this is what a restart or a second process forgets."""
    for number in range(40):
        guess(mallory, number)
    cache.clear()

    assert guess(mallory, 41).status_code == 200
