"""A page found with its frame is as private as wagtail says."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from home import frame
from tests.commerce.shop import Shop


@pytest.fixture
def private_catalogue(shop: Shop) -> Shop:
    PageViewRestriction.objects.create(
        page=shop.course.get_parent(), restriction_type="login"
    )
    return shop


def status(shop: Shop) -> int:
    return Client().get(shop.course.get_url()).status_code


def test_a_restriction_above_a_page_holds(private_catalogue: Shop):
    assert status(private_catalogue) == 302


def test_a_restriction_on_a_draft_above_a_page_holds(private_catalogue: Shop):
    private_catalogue.course.get_parent().unpublish()

    assert status(private_catalogue) == 302


def test_without_the_look_at_drafts_the_page_would_open(
    private_catalogue: Shop, monkeypatch
):
    private_catalogue.course.get_parent().unpublish()
    monkeypatch.setattr(
        frame, "_is_open", lambda above, _steps: not any(p.restricted for p in above)
    )

    assert status(private_catalogue) == 200


def test_the_language_switch_leads_to_the_same_page(shop: Shop):
    page = Client().get(shop.course.get_url())

    assert [each["url"] for each in page.context["languages"] if each["current"]] == [
        shop.course.get_url()
    ]
