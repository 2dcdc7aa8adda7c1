"""Reports → E-mails: owners and support read every mail as it would be; nothing is sent, and nothing changes."""

import pytest
from django.test import Client
from django.urls import reverse

from commerce.domain.work import drain
from commerce.models import Effect, Order
from commerce.viewsets.samples import SHOWN
from tests.commerce.shop import Visitor, deliver
from tests.sandbox_process import SandboxProcess

from .conftest import is_refused

pytestmark = pytest.mark.django_db
MAIL = reverse("mail", args=["receipt-guest"])


def html_of(client: Client, slug: str, **query: str) -> str:
    response = client.get(reverse("mail_html", args=[slug]), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def order(guest: Visitor, sandbox: SandboxProcess) -> Order:
    """Paid by a guest; the receipt with its link is out."""
    guest.buy("monthly")
    deliver(sandbox)
    drain()
    return Order.objects.get()


def test_owner_and_support_find_all_of_them_and_editors_none(olive, sam, edith):
    for client in (olive, sam):
        listed = client.get(reverse("mails")).content.decode()
        assert all(reverse("mail", args=[slug]) in listed for slug in SHOWN)
        assert reverse("mail", args=["account-login_code"]) in listed
        assert client.get(MAIL).status_code == 200
        assert reverse("mails") in client.get("/cms/").content.decode()

    for address in (reverse("mails"), MAIL, f"{MAIL}html/"):
        assert is_refused(edith.get(address))
    assert reverse("mails") not in edith.get("/cms/").content.decode()


def test_a_sample_is_shown_in_either_language(olive):
    english = olive.get(MAIL, {"language": "en"}).content.decode()
    french = olive.get(MAIL, {"language": "fr"}).content.decode()

    assert "Your receipt, order" in english
    assert "Votre reçu, commande" in french
    assert 'lang="fr"' in html_of(olive, "receipt", language="fr")


def test_a_chosen_order_is_shown_and_keeps_its_link(olive, order, mailoutbox):
    before = Order.objects.values().get()
    sent, effects = len(mailoutbox), Effect.objects.count()

    page = olive.get(MAIL, {"language": "fr", "order": order.number.lower()})

    assert order.number in page.content.decode()
    assert order.email in page.content.decode()
    for slug in SHOWN:
        html_of(olive, slug, language="en", order=order.number)
    assert Order.objects.values().get() == before
    assert (len(mailoutbox), Effect.objects.count()) == (sent, effects)


def test_the_link_shown_opens_nothing(olive, order):
    shown = html_of(olive, "receipt-guest", order=order.number, language="en")
    link = shown.partition("/en/checkout/claim/")[2].partition('"')[0]

    assert Client().post(f"/en/checkout/claim/{link}").status_code == 410
    assert Order.objects.get().user_id is None


def test_an_unknown_number_and_an_unknown_mail_are_answered(olive):
    page = olive.get(MAIL, {"language": "en", "order": "A-0000-0000"})

    assert "No order has this number." in page.content.decode()
    for name, slug in (("mail", "nothing"), ("mail_html", "account-nothing")):
        answer = olive.get(reverse(name, args=[slug]), follow=True)
        assert answer.status_code == 404


def test_the_frame_runs_nothing_and_loads_nothing_of_strangers(olive):
    page = olive.get(MAIL).content.decode()
    policy = olive.get(f"{MAIL}html/").headers["Content-Security-Policy"]

    assert page.count("<iframe") == page.count(" sandbox src=") == 2
    rules = {each.strip() for each in policy.split(";")}
    assert {
        "default-src 'none'",
        "sandbox",
        "style-src 'unsafe-inline'",
        "img-src 'self'",
        "frame-ancestors 'self'",
    } == rules


def test_both_themes_are_shown_whatever_the_readers_own(olive):
    light, dark = (html_of(olive, "receipt", look=look) for look in ("light", "dark"))

    assert "@media not all" in light
    assert "@media all" in dark
    assert "prefers-color-scheme: dark)" in html_of(olive, "receipt")
