"""Story 7: a 30-day pass ends; what it opened closes, and renewing opens it again."""

import re
from datetime import date, datetime, timedelta

import pytest

from .ledger import days_pass
from .people import Buyer

pytestmark = pytest.mark.browser


def access_until(buyer: Buyer) -> date:
    """As the account's first page says it."""
    buyer.opens("/en/account/")
    buyer.reads("My courses")
    said = buyer.page.get_by_text(re.compile("Access until")).first.inner_text()
    [day] = re.findall(r"\d+ \w+ \d{4}", said)
    return datetime.strptime(day, "%d %B %Y").date()  # noqa: DTZ007 -- a day has no zone


def test_page_file_and_open_address_close_and_renewing_opens(site, pass_holder):
    emil = pass_holder("emil@pass.example")
    emil.plays()
    film = emil.page.locator("video").evaluate("film => film.currentSrc")
    assert emil.page.request.get(film).status == 200

    days_pass(site, "emil@pass.example", 31)

    assert emil.page.request.get(film).status == 403
    assert emil.page.reload().status == 403
    emil.reads(re.compile("Your access ended on .* 20"))
    [way] = emil.page.locator(".gate a").all()
    assert way.get_attribute("href").startswith("/en/renew-subscription/")

    emil.follows("Renew for %(price)s", price="€49")
    assert emil.page.get_by_role("radio", name="Monthly plan").is_checked()
    emil.orders()
    emil.pays()
    emil.reads("Payment received")
    emil.follows("Start now")
    emil.reads("Decide with if, elif and else")
    emil.plays()


def test_buying_early_adds_the_days(pass_holder):
    flora = pass_holder("flora@pass.example")
    before = access_until(flora)

    flora.follows("Renew")
    flora.orders()
    flora.pays()
    flora.reads("Payment received")

    assert access_until(flora) - before == timedelta(days=30)
