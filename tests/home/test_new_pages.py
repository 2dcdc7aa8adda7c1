"""A page that was never saved: what it begins with, and that it may be looked at before."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from accounts.models import User
from tests.commerce.shop import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def edna() -> Client:
    client = Client()
    user = User.objects.create_user("edna@example.com", is_superuser=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def parent_of(kind: str, shop: Shop) -> Page:
    catalogue = shop.course.get_parent()
    return catalogue if kind == "coursepage" else catalogue.get_parent()


@pytest.mark.parametrize(
    ("app", "kind"),
    [
        ("home", "standardpage"),
        ("courses", "coursepage"),
        ("commerce", "pricingpage"),
    ],
)
def test_a_new_page_is_previewed_before_it_is_saved(
    shop: Shop, edna: Client, app: str, kind: str
):
    where = [app, kind, parent_of(kind, shop).pk]
    address = reverse("wagtailadmin_pages:preview_on_add", args=where)
    typed = {
        "title": "Something new",
        "slug": "something-new",
        "summary": "New.",
        "level": "all",
        "sections": inline_formset([]),
        "body-count": "0",
    }

    sent = edna.post(address, nested_form_data(typed) | {"body": "null"})
    shown = edna.get(address)

    assert sent.status_code == 200
    assert sent.json()["is_valid"], sent.json()
    assert shown.status_code == 200
    assert "Something new" in shown.text
