"""Orders, payments and events, as support reads and records them."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commerce.models import (
    Effect,
    Entitlement,
    Order,
    Payment,
    ProviderCall,
    ProviderRef,
    WebhookEvent,
)
from commerce.viewsets.payments import RecordPaymentView

from .conftest import is_refused

LISTS = ["orders", "payments", "events"]
pytestmark = pytest.mark.django_db


def order_of(shop, email: str = "anna@example.com", plan: str = "monthly") -> Order:
    """Somebody ordered and chose to transfer the money."""
    price = shop.prices[plan]
    order = Order.objects.create(
        email=email,
        billing={"name": "Anna Martin"},
        language="en",
        currency="EUR",
        total=price.current_version.amount,
        open_key=email,
        expires_at=timezone.now() + timedelta(hours=24),
    )
    order.lines.create(
        product=price.product,
        price=price,
        price_version=price.current_version,
        title="Everything",
        unit_amount=order.total,
        amount=order.total,
        kind=price.kind,
        days=price.days,
    )
    payment = order.payments.create(
        method=shop.methods["transfer"],
        gateway="transfer",
        status=Payment.Status.PENDING,
        amount=order.total,
        currency="EUR",
        ref=f"ref-{email}",
    )
    ProviderRef.objects.create(
        gateway="transfer", ref=f"pi_of_{email}", payment=payment
    )
    WebhookEvent.objects.create(
        gateway="transfer", event_id=f"evt_of_{email}", type="paid", payment=payment
    )
    return order


def found(client: Client, listing: str, text: str) -> set:
    response = client.get(reverse(f"{listing}:index"), {"q": text})
    return {each.pk for each in response.context["object_list"]}


# -- the first screen


def test_support_begins_with_a_search_and_what_waits(sam, shop):
    order = order_of(shop)
    other = order_of(shop, "bruno@example.com")
    other.payments.update(status=Payment.Status.NEEDS_REVIEW)

    home = sam.get(reverse("wagtailadmin_home")).content.decode()
    links = re.findall(r'href="(/cms/payments/\?[^"]*)"', home)
    waiting, doubtful = (sam.get(html.unescape(link)) for link in links)

    assert f'action="{reverse("orders:index")}"' in home
    assert "Bank transfer: 1 awaited" in home
    assert "Under review: 1" in home
    assert [each.order for each in waiting.context["object_list"]] == [order]
    assert [each.order for each in doubtful.context["object_list"]] == [other]


@pytest.mark.parametrize("reason", ["again", "missing", "unknown"])
def test_what_support_was_told_to_look_into_waits_for_30_days(sam, shop, reason):
    payment = order_of(shop).payments.get()
    order_of(shop, "bruno@example.com")
    Payment.objects.update(status=Payment.Status.SUCCEEDED)
    Effect.once(
        "review", f"{payment.pk} {reason}", payment=str(payment.pk), reason=reason
    )

    home = sam.get(reverse("wagtailadmin_home")).content.decode()
    [link] = re.findall(r'href="(/cms/payments/\?[^"]*)"', home)
    listed = sam.get(html.unescape(link)).context["object_list"]
    Effect.objects.update(created=timezone.now() - timedelta(days=31))
    later = sam.get(reverse("wagtailadmin_home")).content.decode()

    assert "Payments to look into: 1" in home
    assert list(listed) == [payment]
    assert "Nothing waits" in later


def test_what_its_state_shows_waits_once(sam, shop):
    payment = order_of(shop).payments.get()
    Payment.objects.update(status=Payment.Status.NEEDS_REVIEW)
    Effect.once(
        "review", f"{payment.pk} amount", payment=str(payment.pk), reason="amount"
    )
    Effect.once("another", payment.pk, payment=str(payment.pk), reason="again")

    home = sam.get(reverse("wagtailadmin_home")).content.decode()

    assert "Under review: 1" in home
    assert "look into" not in home


def test_where_nothing_waits_the_first_screen_says_so(sam, shop):
    assert "Nothing waits" in sam.get(reverse("wagtailadmin_home")).content.decode()


def test_an_editor_begins_without_orders(edith, shop):
    order_of(shop)

    home = edith.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("orders:index") not in home
    assert "awaited" not in home


# -- lists


@pytest.mark.parametrize(
    "text",
    [
        "anna@example",
        "martin",
        "anna MARTIN",
        "ref-anna@example.com",
        "pi_of_anna@example.com",
        "evt_of_anna@example.com",
    ],
)
def test_an_order_is_found_by_whatever_support_was_told(sam, shop, text):
    order = order_of(shop)
    other = order_of(shop, "bruno@example.com")
    Order.objects.filter(pk=other.pk).update(billing={"name": "Bruno"})

    assert found(sam, "orders", text) == {order.pk}
    assert found(sam, "payments", text) == {order.payments.get().pk}
    [event] = WebhookEvent.objects.filter(payment__order=order)
    assert found(sam, "events", text) == {event.pk}


def test_an_event_of_no_order_is_found_by_what_it_speaks_of(sam, shop):
    event = WebhookEvent.objects.create(
        gateway="stripe",
        event_id="evt_1",
        type="payment_intent.created",
        state="ignored",
        body='{"data": {"object": {"id": "pi_unknown"}}}',
    )

    assert found(sam, "events", "pi_unknown") == {event.pk}
    assert found(sam, "events", "unknown") == set()


def test_an_order_is_found_by_its_number(sam, shop):
    order = order_of(shop)
    order_of(shop, "bruno@example.com")

    assert found(sam, "orders", order.number.lower()) == {order.pk}
    assert found(sam, "orders", "A-none") == set()


def test_orders_are_filtered_by_state_and_gateway(sam, shop):
    order = order_of(shop)
    address = reverse("orders:index")

    waiting = sam.get(address, {"payment_state": "pending", "gateway": "transfer"})
    paid = sam.get(address, {"payment_state": "paid"})
    today = sam.get(address, {"created_from": timezone.localdate().isoformat()})

    assert list(waiting.context["object_list"]) == [order]
    assert list(paid.context["object_list"]) == []
    assert list(today.context["object_list"]) == [order]


@pytest.mark.parametrize("listing", LISTS)
def test_a_list_asks_as_much_for_three_rows_as_for_one(
    sam, shop, listing, django_assert_num_queries, django_assert_max_num_queries
):
    order_of(shop)
    address = reverse(f"{listing}:index")
    sam.get(address)
    with django_assert_max_num_queries(20) as one:
        sam.get(address)
    order_of(shop, "bruno@example.com")
    order_of(shop, "chloe@example.com")

    with django_assert_num_queries(len(one)):
        sam.get(address)


def test_a_sheet_shows_everything(sam, shop):
    order = order_of(shop)
    payment = order.payments.get()

    sheet = sam.get(reverse("orders:inspect", args=[order.pk])).content.decode()
    attempt = sam.get(reverse("payments:inspect", args=[payment.pk])).content.decode()
    event = sam.get(
        reverse("events:inspect", args=[payment.events.get().pk])
    ).content.decode()

    assert all(it in sheet for it in ("Everything", "€49", "pi_of_anna@example.com", "Anna Martin"))  # fmt: skip
    assert "evt_of_anna@example.com" in attempt
    assert order.number in event


def test_a_sheet_leads_to_the_provider(sam, shop):
    order = order_of(shop)
    payment = order.payments.get()
    Payment.objects.filter(pk=payment.pk).update(gateway="stripe", livemode=True)

    sheet = sam.get(reverse("payments:inspect", args=[payment.pk]))

    address = "https://dashboard.stripe.com/payments/pi_of_anna@example.com"
    assert address in sheet.content.decode()


def test_staff_read_words_where_the_rows_hold_codes(sam, shop):
    order = order_of(shop)
    payment = order.payments.get()
    Payment.objects.filter(pk=payment.pk).update(
        gateway="stripe", details={"brand": "visa", "last4": "4242"}
    )
    ProviderCall.objects.create(key="key-1", payment=payment, operation="start")
    WebhookEvent.objects.update(gateway="stripe")
    addresses = [reverse(f"{listing}:index") for listing in LISTS] + [
        reverse("orders:inspect", args=[order.pk]),
        reverse("payments:inspect", args=[payment.pk]),
        reverse("events:inspect", args=[payment.events.get().pk]),
    ]

    pages = [sam.get(address).content.decode() for address in addresses]

    for page in pages:
        shown = re.sub(r"<select.*?</select>", "", page, flags=re.DOTALL)
        assert "Card, by Stripe" in shown
        assert not re.findall(r">\s*(stripe|brand|last4|start)\b", shown)
    assert "Its last digits</dt><dd>4242" in pages[4]
    assert "Payment begun" in pages[4]


@pytest.mark.parametrize("listing", LISTS)
def test_no_address_edits_or_deletes_a_fact(olive, shop, listing):
    order = order_of(shop)
    pk = {
        "orders": order.pk,
        "payments": order.payments.get().pk,
        "events": WebhookEvent.objects.get().pk,
    }[listing]

    for action in ("new/", f"edit/{pk}/", f"delete/{pk}/", f"copy/{pk}/"):
        answer = olive.post(f"/cms/{listing}/{action}", follow=True)
        assert answer.status_code == 404


# -- recording money


def record(client: Client, payment: Payment, **typed: str):
    address = reverse("payments:record", args=[payment.pk])
    form = client.get(address).context["form"]
    sent = {
        "amount": str(form["amount"].value()),
        "reference": "BANK-1",
        "received_on": timezone.localdate().isoformat(),
        "form_id": str(form["form_id"].value()),
    }
    return client.post(address, sent | typed)


def test_recorded_money_pays_the_order_and_opens_its_access(sam, shop):
    order = order_of(shop)

    response = record(sam, order.payments.get())

    order.refresh_from_db()
    assert response["Location"] == reverse("orders:inspect", args=[order.pk])
    assert order.payment_state == Order.PaymentState.PAID
    assert Entitlement.objects.filter(order=order).count() == 1


def test_the_form_says_what_will_happen(sam, shop):
    payment = order_of(shop).payments.get()

    page = sam.get(reverse("payments:record", args=[payment.pk])).content.decode()

    for text in ("anna@example.com", "€49", "cannot be undone", 'value="49.00"'):
        assert text in page


def test_sent_twice_it_counts_once(sam, shop):
    payment = order_of(shop).payments.get()
    address = reverse("payments:record", args=[payment.pk])

    record(sam, payment)
    again = record(sam, payment, amount="49")

    payment.refresh_from_db()
    assert payment.captured == 4900
    assert "Nothing is awaited" in again.content.decode()
    assert "Nothing is awaited" in sam.get(address).content.decode()


def test_one_transfer_pays_one_order(sam, shop):
    first, second = order_of(shop), order_of(shop, "bruno@example.com")

    record(sam, first.payments.get(), reference="BANK-7")
    refused = record(sam, second.payments.get(), reference="BANK-7")

    second.refresh_from_db()
    assert "belongs to another payment" in refused.content.decode()
    assert second.payment_state == Order.PaymentState.PENDING


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"amount": "48"}, "not the outstanding amount"),
        ({"amount": "much"}, "Type an amount"),
        ({"reference": ""}, "required"),
        ({"received_on": "2999-01-01"}, "not come yet"),
    ],
)
def test_a_refusal_is_explained(sam, shop, typed, why):
    order = order_of(shop)

    response = record(sam, order.payments.get(), **typed)

    order.refresh_from_db()
    assert why in response.content.decode()
    assert order.payment_state == Order.PaymentState.PENDING


@pytest.mark.parametrize(
    ("gateway", "needed", "help_text"),
    [
        ("transfer", True, "As on the bank statement; once only."),
        ("cod", False, "Empty for cash."),
    ],
)
def test_form_says_of_which_money_a_reference_is_needed(
    sam, shop, gateway, needed, help_text
):
    order = order_of(shop)
    order.payments.update(gateway=gateway)
    address = reverse("payments:record", args=[order.payments.get().pk])

    field = sam.get(address).context["form"].fields["reference"]

    assert (field.required, field.help_text) == (needed, help_text)


def test_a_provider_s_payment_is_not_recorded_by_hand(sam, shop):
    order = order_of(shop)
    order.payments.update(gateway="stripe")

    response = record(sam, order.payments.get())

    assert "Nothing is awaited" in response.content.decode()


def test_an_editor_records_nothing(edith, shop):
    payment = order_of(shop).payments.get()
    address = reverse("payments:record", args=[payment.pk])

    assert is_refused(edith.get(address))
    assert is_refused(edith.post(address, {"amount": "49"}))


def test_without_its_guard_an_editor_would_record(edith, shop, monkeypatch):
    payment = order_of(shop).payments.get()
    monkeypatch.setattr(RecordPaymentView, "permission_required", None)

    record(edith, payment)

    payment.refresh_from_db()
    assert payment.captured == 4900
