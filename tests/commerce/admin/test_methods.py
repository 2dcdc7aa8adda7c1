"""Whether the keys of a provider work, asked by an owner before anybody pays."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from commerce.models import PaymentMethod
from commerce.viewsets.methods import PingView
from tests.commerce.admin.conftest import is_refused
from tests.commerce.shop import Shop
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.django_db

NAME = "wagtailsnippets_commerce_paymentmethod"
HOSTED = pytest.mark.parametrize("code", ["stripe", "paypal"])


def ping_address(method: PaymentMethod) -> str:
    return reverse(f"{NAME}:ping", args=[method.pk])


def ask(owner: Client, shop: Shop, code: str) -> str:
    """Presses the button; what the page of the method says then."""
    address = ping_address(shop.methods[code])
    assert address in edit_page(owner, shop, code)
    assert "No money moves" in owner.get(address).content.decode()
    return owner.post(address, follow=True).content.decode()


def edit_page(owner: Client, shop: Shop, code: str) -> str:
    address = reverse(f"{NAME}:edit", args=[shop.methods[code].pk])
    return owner.get(address).content.decode()


@HOSTED
def test_keys_that_work(olive, shop, sandbox, code):
    assert "the keys work" in ask(olive, shop, code)


@HOSTED
def test_wrong_keys(olive, shop, sandbox, settings: LazySettings, code):
    settings.STRIPE_SECRET_KEY = "sk_test_wrong"
    settings.PAYPAL_CLIENT_SECRET = "wrong"

    assert "The keys are refused" in ask(olive, shop, code)


@HOSTED
def test_a_provider_that_is_away(olive, shop, sandbox: SandboxProcess, code):
    sandbox.faults(kind="api_error", status=500, provider=code, times=4)

    assert "does not answer" in ask(olive, shop, code)


def test_nobody_is_asked_about_a_transfer(olive, shop):
    address = ping_address(shop.methods["transfer"])

    assert address not in edit_page(olive, shop, "transfer")
    assert olive.post(address, follow=True).status_code == 404


def test_looking_at_the_question_asks_nobody(olive, shop, sandbox: SandboxProcess):
    olive.get(ping_address(shop.methods["stripe"]))

    assert sandbox.calls() == []


def test_without_its_guard_an_editor_would_ask(edith, shop, sandbox, monkeypatch):
    address = ping_address(shop.methods["stripe"])
    assert is_refused(edith.post(address))
    assert sandbox.calls() == []

    monkeypatch.setattr(PingView, "permission_required", None)
    edith.post(address)

    assert len(sandbox.calls()) == 1
