"""Who changed what price, product, way to pay, setting or role, and when: in words, without secrets."""

import csv
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from accounts.models import User
from accounts.roles import EDITOR, SUPPORT
from commerce.domain.pricing import add_amount
from commerce.domain.selling import sell_course
from commerce.domain.staff import Received, record_payment
from commerce.models import Payment, PaymentMethodText, ProductText
from commerce.money import Money
from home.models import SiteSettings
from tests.queries import cost

from .test_catalogue import SNIPPETS, rows, save
from .test_first_screen import attempt, paid

pytestmark = pytest.mark.django_db

REPORT = "/cms/reports/changes/"


def told(thing: object, language: str = "en") -> str:
    """The last line of its history."""
    with translation.override(language):
        return str(ModelLogEntry.objects.for_instance(thing).latest("pk").message)


def rename(olive: Client, shop, title: str, *grants: dict) -> None:
    product = shop.prices["course"].product
    text = product.texts.first() or ProductText.objects.create(
        product=product, language="en", title="Python"
    )
    typed = {
        "code": "python",
        "kind": "access",
        **rows("texts", {"id": text.pk, "language": "en", "title": title}, saved=1),
        **rows("grants", {"id": product.grants.get().pk}, *grants, saved=1),
    }
    save(olive, "product", typed, product.pk)


# -- what an object's history says


def test_each_field_from_what_to_what_in_the_readers_language(olive, shop):
    rename(olive, shop, "Python 3")

    product = shop.prices["course"].product
    assert told(product) == "Title (English): “Python” → “Python 3”"
    assert told(product, "fr") == "Titre (English) : « Python » → « Python 3 »"
    history = reverse(f"{SNIPPETS}_product:history", args=[product.pk])
    page = olive.get(history).content.decode()
    assert "Title (English): “Python” → “Python 3”" in page
    assert "olive@example.com" in page


def test_pages_that_a_product_opens(olive, shop):
    index = shop.course.get_parent()

    rename(olive, shop, "Python", {"page": index.pk})

    product = shop.prices["course"].product
    assert told(product) == "Opened page: “Python” → “Courses, Python”"


def test_a_form_sent_unchanged_is_no_change(olive, shop):
    rename(olive, shop, "Python")

    assert told(shop.prices["course"].product) == "Edited"


def test_a_way_to_pay_that_is_switched_off(olive, shop):
    method = shop.methods["transfer"]
    text = PaymentMethodText.objects.create(method=method, language="en", name="Bank")
    words = rows("texts", {"id": text.pk, "language": "en", "name": "Bank"}, saved=1)
    typed = {"code": "transfer", "gateway": "transfer", "icon": "", **words}

    save(olive, "paymentmethod", typed, method.pk)

    assert told(method) == "Active: “Yes” → “No”"


def test_an_amount_its_moment_and_its_reason(olive, shop):
    price = shop.prices["monthly"]
    add_amount(price, Money(5900, "EUR"), by=olive.user, reason="Rent went up")
    said = told(price)
    assert said.startswith("Costs €59 instead of €49 from ")
    assert said.endswith(" on. Reason: Rent went up")
    assert "Coûte 59 € au lieu de 49 €" in told(price, "fr").replace("\xa0", " ")

    soon = timezone.localtime() + timedelta(days=400)
    add_amount(price, Money(6900, "EUR"), by=olive.user, starts=soon)
    assert str(soon.year) in told(price)


def test_archived_and_restored(olive, shop):
    price = shop.prices["monthly"]
    address = reverse(f"{SNIPPETS}_price:archive", args=[price.pk])

    olive.post(address)
    assert told(price) == "Archived: no longer sold"
    olive.post(address)
    assert told(price) == "Restored: sold again"


def test_what_sell_this_course_makes(olive, shop):
    shop.prices["course"].product.grants.update(until=timezone.now())

    price = sell_course(shop.course, amount=Money(2500, "EUR"), by=olive.user)

    entries = ModelLogEntry.objects.for_instance(price).order_by("pk")
    assert {entry.user for entry in entries} == {olive.user}
    assert [entry.action for entry in entries] == ["wagtail.create", "commerce.amount"]
    assert told(price).startswith("Costs €25 from ")
    assert told(price.product) == "Created"


def test_money_that_was_recorded(sam, shop):
    order = paid(shop, days=0)
    Payment.objects.all().delete()
    payment = attempt(order, shop, Payment.Status.PENDING)
    Payment.objects.update(gateway="transfer")
    received = Received(Money(4900, "EUR"), "Bank 7", date(2026, 11, 2))

    record_payment(payment.pk, received, form_id="1", by=sam.user)

    entry = ModelLogEntry.objects.for_instance(payment).get()
    assert (entry.user, entry.label) == (sam.user, order.number)
    assert told(payment).startswith("Recorded €49 for order")


def test_a_setting(olive, shop):
    site = shop.course.get_site()
    address = reverse("wagtailsettings:edit", args=["home", "sitesettings", site.pk])
    form = {"name": "", "accent": "#3d46c2", "profiles-count": "0"}
    olive.post(address, form)

    olive.post(address, {**form, "approve_pricing": "on"})

    settings = SiteSettings.objects.get()
    assert told(settings) == "Pricing pages need an owner's approval: “No” → “Yes”"


def test_a_field_that_is_gone_is_told_by_its_name(olive, shop):
    rename(olive, shop, "Python 3")
    product = shop.prices["course"].product
    entry = ModelLogEntry.objects.for_instance(product).get(action="story.change")
    renamed = {"gone": ["a", "b"], "texts.en.gone": ["c", "d"]}
    entry.data = {"changes": entry.data["changes"] | renamed}
    entry.save()

    assert told(product).endswith("“Python 3”; gone; texts.en.gone")
    assert olive.get(REPORT).status_code == 200
    history = reverse(f"{SNIPPETS}_product:history", args=[product.pk])
    assert "gone" in olive.get(history).content.decode()


# -- people


def person(**more: object) -> dict[str, object]:
    names = {"email": "zoe@example.com", "first_name": "Zoe", "last_name": "Z"}
    return {**names, "is_active": "on", "language": "en", **more}


def test_a_role_that_is_given_and_taken(olive):
    editor, support = (Group.objects.get(name=name) for name in (EDITOR, SUPPORT))
    olive.post(reverse("wagtailusers_users:add"), person(groups=[editor.pk]))
    zoe = User.objects.get(email="zoe@example.com")
    assert told(zoe) == f"Groups: “” → “{EDITOR}”"

    address = reverse("wagtailusers_users:edit", args=[zoe.pk])
    olive.post(address, person(groups=[support.pk]))
    assert told(zoe) == f"Groups: “{EDITOR}” → “{SUPPORT}”"


def test_no_secret_is_told(olive, shop):
    zoe = User.objects.create_user("zoe@example.com", "five plain words in a row")
    address = reverse("wagtailusers_users:edit", args=[zoe.pk])

    olive.post(address, person(password1="other words", password2="other words"))

    entry = ModelLogEntry.objects.for_instance(zoe).latest("pk")
    assert "first_name" in entry.data["changes"]
    assert "password" not in str(entry.data)
    assert "pbkdf2" not in str(entry.data)


# -- one report of all


def lines(client: Client, query: str = "") -> list[str]:
    page = BeautifulSoup(client.get(REPORT + query).content, "html.parser")
    return [row.td.text for row in page.select("table.listing tbody tr")]


@pytest.fixture
def busy(olive, shop) -> None:
    rename(olive, shop, "Python 3")
    add_amount(shop.prices["monthly"], Money(100, "EUR"), by=olive.user)
    olive.post(reverse("wagtailusers_users:add"), person())


def test_an_owner_reads_everything_in_one_place(olive, busy):
    newest, amount, words, _checkout = lines(olive)

    assert newest == "Created"
    assert amount.startswith("Costs €1 instead of €49")
    assert words == "Title (English): “Python” → “Python 3”"


def test_each_role_reads_of_what_it_may_see(edith, sam, busy):
    assert len(lines(edith)) == 3  # product, price, checkout; of people nothing
    assert lines(sam) == []


def test_by_person_by_kind_and_by_day(olive, edith, shop, busy):
    add_amount(shop.prices["annual"], Money(200, "EUR"), by=edith.user)
    kind = ModelLogEntry.objects.filter(action="commerce.amount")[0].content_type_id
    tomorrow = timezone.localdate() + timedelta(days=1)

    assert len(lines(olive, f"?user={edith.user.pk}")) == 1
    assert len(lines(olive, f"?content_type={kind}")) == 2
    assert len(lines(olive, "?label=month")) == 0
    assert lines(olive, f"?timestamp_from={tomorrow}") == []


def test_it_is_exported_as_it_reads(olive, busy):
    table = olive.get(f"{REPORT}?export=csv").getvalue().decode()
    head, *said = csv.reader(table.splitlines())

    assert head == ["Date", "Person", "Kind", "Name", "Change"]
    assert said[2][1:] == [
        "olive@example.com",
        "Product",
        "Python 3",
        "Title (English): “Python” → “Python 3”",
    ]
    assert olive.get(f"{REPORT}?export=xlsx").status_code == 200


def test_it_reads_in_french(olive, busy):
    olive.user.language = "fr"
    olive.user.save()
    olive.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"

    page = BeautifulSoup(olive.get(REPORT).content, "html.parser")

    assert page.select_one("table.listing th").text == "Modification"
    assert "4 modifications" in page.text
    assert "log entries" not in page.text


@pytest.mark.parametrize("times", [1, 9])
def test_a_long_report_costs_as_much_as_a_short_one(olive, shop, times):
    for number in range(times):
        add_amount(shop.prices["monthly"], Money(number, "EUR"), by=olive.user)

    assert cost(olive, REPORT) == 19
