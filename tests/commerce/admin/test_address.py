"""On a copy of the site: what staff read, and what an owner decides."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from commerce.domain import copies
from commerce.models import Installation, Order, Payment
from tests.commerce.conftest import COPY, LIVE

from .conftest import is_refused

pytestmark = pytest.mark.django_db


def test_staff_record_nothing_on_a_copy_and_read_why(copied, olive):
    form = reverse("payments:record", args=[copied.pk])
    Payment.objects.update(gateway="transfer")
    today = timezone.localdate().isoformat()
    sent = {"amount": "49.00", "reference": "X1", "received_on": today, "form_id": "1"}
    answer = olive.post(form, sent)

    assert answer["Location"] == form
    [said] = get_messages(answer.wsgi_request)
    assert "this is a copy of the site" in str(said)
    assert Payment.objects.get().captured == 0


def test_every_screen_of_the_cms_says_so(copied, olive):
    home = olive.get(reverse("wagtailadmin_home")).text

    assert f"this database belongs to {LIVE}" in home
    assert reverse("confirm_address") in home


def test_elsewhere_nothing_is_said(copied, olive, served_at):
    served_at(LIVE)

    assert "copy-notice" not in olive.get(reverse("wagtailadmin_home")).text
    asked = olive.get(reverse("confirm_address"))
    assert asked["Location"] == reverse("wagtailadmin_home")


def test_the_live_site_moved(copied, olive, guest):
    olive.post(reverse("confirm_address"), {"answer": "moved"})
    guest.order("monthly")

    row = Installation.objects.get()
    assert (row.app_url, row.confirmed_by) == (COPY, olive.user)
    assert Order.objects.count() == 2
    history = olive.get(reverse("changes")).text
    assert f"Said that {COPY} is the live site now, no longer {LIVE}" in history


def test_it_is_a_copy(copied, olive):
    olive.post(reverse("confirm_address"), {"answer": "copy"})

    assert copies.is_copy()
    assert f"A copy of {LIVE}" in olive.get(reverse("wagtailadmin_home")).text


def test_it_is_an_owners_to_say(copied, sam):
    assert is_refused(sam.get(reverse("confirm_address")))
    assert is_refused(sam.post(reverse("confirm_address"), {"answer": "moved"}))
    assert copies.is_copy()
