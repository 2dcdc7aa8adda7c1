"""No key that moves money meets a provider that is not one."""

import pytest
from django.conf import LazySettings
from django.core.checks import run_checks

STRIPE_HERE = {"STRIPE_API_BASE": "http://localhost:8766"}
PAYPAL_HERE = {"PAYPAL_API_BASE": "http://127.0.0.1:8766"}
LIVE, RESTRICTED = (
    {"STRIPE_SECRET_KEY": "sk_live_1"},
    {"STRIPE_SECRET_KEY": "rk_live_1"},
)
SAFE = {
    "STRIPE_API_BASE": "https://api.stripe.com",
    "STRIPE_SECRET_KEY": "sk_test_1",
    "PAYPAL_API_BASE": "https://api-m.paypal.com",
    "PAYPAL_MODE": "sandbox",
    "DEMO": False,
    "DEBUG": False,
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        (LIVE | {"PAYPAL_MODE": "live"}, []),
        (STRIPE_HERE | LIVE | {"DEMO": True}, ["commerce.E001"]),
        (STRIPE_HERE | RESTRICTED | {"DEBUG": True}, ["commerce.E001"]),
        (PAYPAL_HERE | {"PAYPAL_MODE": "live", "DEMO": True}, ["commerce.E001"]),
        (STRIPE_HERE | PAYPAL_HERE, ["commerce.E002", "commerce.E002"]),
        (STRIPE_HERE | PAYPAL_HERE | {"DEMO": True}, []),
        (STRIPE_HERE | PAYPAL_HERE | {"DEBUG": True}, []),
        ({"STRIPE_API_BASE": "http://[::1]:8766"}, ["commerce.E002"]),
    ],
)
def test_what_must_not_be_is_said_before_the_site_starts(
    settings: LazySettings, changed: dict, expected: list
):
    for name, value in (SAFE | changed).items():
        setattr(settings, name, value)

    assert [found.id for found in run_checks(tags=["payments"])] == expected
