"""Whose order it is, and what of it others learn: guests, shared computers, corrected forms."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from commerce import forms
from commerce.domain import calls
from commerce.domain.entitlements import derive_entitlements
from commerce.domain.work import drain
from commerce.gateways.contract import GatewayUnavailable
from commerce.models import (
    Entitlement,
    Order,
    Payment,
    Price,
    PriceVersion,
    Product,
    ProductGrant,
)
from tests.commerce.shop import Visitor, deliver
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def settled(visitor: Visitor, plan: str) -> Order:
    order = visitor.buy(plan)
    deliver(visitor.sandbox)
    drain()
    return order


def test_a_guest_is_not_charged_twice_for_what_is_theirs(
    guest: Visitor, sandbox: SandboxProcess
):
    settled(guest, "course")
    address = f"/en/checkout/{guest.shop.checkout.translation_key}/"
    token = guest.client.get(address).context["form"]["token"].value()
    form = {"plan": "course", "method": "stripe", "email": guest.email, "token": token}

    page = guest.client.post(address, form | {"terms": "on", "waiver": "on"})

    assert page.templates[0].name == "commerce/already_held.html"
    assert Order.objects.count() == len(sandbox.calls("checkout.sessions.create")) == 1


def test_who_buys_again_reads_what_is_held_and_what_is_added(
    guest: Visitor, sandbox: SandboxProcess
):
    address = f"/en/checkout/{guest.shop.checkout.translation_key}/?plan=monthly"
    nothing = guest.client.get(address).text
    settled(guest, "monthly")
    with override("en"):
        until, later = (
            date_format(timezone.localtime() + timedelta(days=days), "j F Y")
            for days in (30, 60)
        )

    again = guest.client.get(address).text
    french = guest.client.get(address.replace("/en/", "/fr/")).text

    told = f"You have access until {until}. Remaining days are added: access until {later}."
    assert told in again
    assert "Les jours restants s’ajoutent" in french
    assert "You have" not in nothing
    assert "You have" not in Client().get(address).text


def test_what_is_for_good_is_said_before_anything_is_typed(
    guest: Visitor, sandbox: SandboxProcess
):
    settled(guest, "course")
    address = f"/en/checkout/{guest.shop.checkout.translation_key}/?plan=course"

    assert "You have this for good. Nothing to pay." in guest.client.get(address).text


def test_a_corrected_form_is_what_the_order_says(guest: Visitor):
    guest.order("monthly", company="OldCo", audience="professionnel")
    guest.order("monthly", company="NewCo", audience="professionnel")

    assert [order.billing["company"] for order in Order.objects.all()] == ["NewCo"]


def shared_computer(guest: Visitor, sandbox: SandboxProcess) -> Client:
    """Mallory places a guest's order, keeps the cookie; Anna signs in on that computer and buys."""
    guest.order("annual")
    stolen = Client()
    stolen.cookies = guest.client.cookies.copy()
    stolen.cookies.pop("sessionid", None)
    anna = Visitor(guest.shop, sandbox, guest.client, "anna@example.com").signed_in()
    settled(anna, "monthly")
    return stolen


def test_a_cookie_kept_from_before_signing_in_opens_nothing(
    guest: Visitor, sandbox: SandboxProcess
):
    stolen = shared_computer(guest, sandbox)

    assert stolen.get(guest.shop.lesson.get_url()).status_code == 403


def test_with_a_proof_left_behind_it_would(
    guest: Visitor, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        forms.CheckoutForm,
        "buyer",
        lambda form, proof, origin: forms.Buyer(
            form.user.pk, form.cleaned_data["token"], proof, origin
        ),
    )
    stolen = shared_computer(guest, sandbox)

    assert stolen.get(guest.shop.lesson.get_url()).status_code == 200


def test_who_signed_in_while_paying_sees_that_the_order_is_known(
    guest: Visitor, sandbox: SandboxProcess
):
    order = settled(guest, "monthly")
    other = Visitor(guest.shop, sandbox, email="guest@example.com").signed_in()

    page = other.client.get(f"/en/checkout/orders/{order.pk}/")

    assert page.templates[0].name == "commerce/orders/stranger.html"
    assert order.email not in page.content.decode()


def test_a_changed_key_closes_no_attempt(anna: Visitor, settings: object):
    anna.buy("monthly")
    Payment.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    settings.STRIPE_SECRET_KEY = "sk_test_rotated"

    with pytest.raises(GatewayUnavailable):
        calls.truth(Payment.objects.get())


def test_renewal_offers_the_pass_that_opens_the_lesson(anna: Visitor):
    settled(anna, "monthly")
    past = timezone.now() - timedelta(days=40)
    Entitlement.objects.update(starts=past, ends=past + timedelta(days=30))
    other = Product.objects.create(code="other")
    ProductGrant.objects.create(
        product=other, page_key=anna.shop.free_lesson.translation_key
    )
    price = Price.objects.create(code="other", product=other, kind="pass", days=30)
    PriceVersion.objects.create(price=price, currency="EUR", amount=900)
    anna.shop.checkout.prices.add(price)
    anna.shop.checkout.save()
    settled(anna, "other")

    answer = anna.client.get("/en/renew-subscription/", {"page": anna.shop.lesson.pk})

    assert "plan=monthly" in answer.headers["Location"]


def test_a_line_that_counts_no_more_opens_nothing(
    anna: Visitor, sandbox: SandboxProcess
):
    order = settled(anna, "monthly")
    order.lines.update(holds=False)

    derive_entitlements(order)

    assert Entitlement.objects.count() == 0
