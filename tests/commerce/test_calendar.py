"""What the date alone brings about."""

import re
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision

from commerce.domain import calendar
from commerce.domain.work import drain
from commerce.models import Effect, Entitlement, Order, Payment, WebhookEvent
from tests.commerce.shop import Visitor, deliver
from tests.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def pass_holder(anna: Visitor, sandbox: SandboxProcess) -> Visitor:
    anna.buy("monthly")
    deliver(sandbox)
    drain()
    return anna


def ends_in(**delta: float) -> None:
    """Anna's pass began so long ago that it ends then."""
    ends = timezone.now() + timedelta(**delta)
    Entitlement.objects.update(starts=ends - timedelta(days=30), ends=ends)


def kinds() -> list[str]:
    return list(Effect.objects.exclude(kind="receipt").values_list("kind", flat=True))


def test_a_pass_that_ends_within_a_week_is_announced_once(pass_holder: Visitor):
    ends_in(days=6)
    calendar.remind()
    calendar.remind()

    assert kinds() == ["ending"]


def test_a_pass_of_a_week_is_not_announced_as_it_begins(pass_holder: Visitor):
    now = timezone.now()
    Entitlement.objects.update(starts=now, ends=now + timedelta(days=7))
    calendar.remind()

    assert kinds() == []


def test_a_reminder_leads_to_its_own_plan_whoever_follows_it(
    pass_holder: Visitor, mailoutbox: list
):
    ends_in(days=6)
    calendar.remind()
    drain()
    (link,) = re.findall(r"http://testserver(/\S*renew\S*)", mailoutbox[-1].body)

    sent = Client().get(link).headers["Location"]

    assert (
        sent
        == f"/en/checkout/{pass_holder.shop.checkout.translation_key}/?plan=monthly"
    )


def test_a_pass_that_ended_yesterday_is_regretted_once(
    pass_holder: Visitor, mailoutbox: list
):
    ends_in(days=-1, hours=-1)
    calendar.remind()
    calendar.remind()
    drain()

    assert kinds() == ["ended"]
    assert "/en/renew-subscription/" in mailoutbox[-1].body


def test_who_renewed_already_is_left_in_peace(
    pass_holder: Visitor, sandbox: SandboxProcess
):
    pass_holder.buy("monthly")
    deliver(sandbox)
    drain()
    first = Entitlement.objects.order_by("starts").first()
    Entitlement.objects.filter(pk=first.pk).update(
        starts=timezone.now() - timedelta(days=29),
        ends=timezone.now() + timedelta(days=1),
    )
    calendar.remind()

    assert kinds() == []


def test_nobody_is_told_of_a_pass_long_gone(pass_holder: Visitor):
    ends_in(days=-20)
    calendar.remind()

    assert kinds() == []


def test_an_ended_pass_closes_the_lesson_and_says_since_when(pass_holder: Visitor):
    ends_in(days=-1)
    page = pass_holder.client.get(pass_holder.shop.lesson.get_url())

    assert page.status_code == 403
    assert page.context_data["access"].reason == "ended"


def test_renewal_leads_to_the_plan_that_ended(pass_holder: Visitor):
    ends_in(days=-1)
    answer = pass_holder.client.get("/en/renew-subscription/")

    assert answer.headers["Location"].endswith(
        f"{pass_holder.shop.checkout.translation_key}/?plan=monthly"
    )


def test_renewal_without_a_pass_leads_to_the_plans(anna: Visitor):
    assert anna.client.get("/en/renew-subscription/").headers["Location"] == "/"
    assert Client().get("/renew-subscription/").status_code == 302


def test_an_order_expires_when_its_attempt_is_closed_at_the_provider(
    anna: Visitor, sandbox: SandboxProcess
):
    anna.order("monthly")
    order = Order.objects.get()
    Order.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    calendar.expire_orders()
    order.refresh_from_db()
    assert (
        order.payment_state == Order.PaymentState.PENDING
    )  # the session is still open there

    sandbox.advance_clock(3700)
    deliver(sandbox)
    drain()
    calendar.expire_orders()

    order.refresh_from_db()
    assert order.payment_state == Order.PaymentState.EXPIRED
    assert order.payments.get().status == Payment.Status.CANCELED


def test_who_also_holds_the_course_for_good_is_left_in_peace(
    pass_holder: Visitor, sandbox: SandboxProcess
):
    ends_in(days=6)
    held = Entitlement.objects.get()
    pass_holder.buy("course")
    deliver(sandbox)
    drain()
    Entitlement.objects.exclude(pk=held.pk).update(product=held.product)
    calendar.remind()

    assert kinds() == []


@pytest.mark.parametrize("method", ["stripe", "paypal", "transfer"])
def test_what_nobody_paid_in_time_is_closed(
    anna: Visitor, sandbox: SandboxProcess, method: str
):
    anna.order("monthly", method=method)
    past = timezone.now() - timedelta(minutes=1)
    Payment.objects.update(expires_at=past, check_due=past)
    Order.objects.update(expires_at=past)
    drain()
    calendar.expire_orders()

    assert Payment.objects.get().status == Payment.Status.CANCELED
    assert Order.objects.get().payment_state == Order.PaymentState.EXPIRED


def event(name: str, state: str, days: int) -> None:
    WebhookEvent.objects.create(
        gateway="stripe", event_id=name, type="paid", body="{}", state=state
    )
    received = timezone.now() - timedelta(days=days)
    WebhookEvent.objects.filter(event_id=name).update(received=received)


def test_what_an_event_said_is_forgotten_after_ninety_days(db: None):
    done, dead = WebhookEvent.State.DONE, WebhookEvent.State.DEAD
    event("old", done, 91)
    event("not for us", WebhookEvent.State.IGNORED, 91)
    event("recent", done, 89)
    event("never understood", dead, 91)

    calendar.forget()

    kept = WebhookEvent.objects.exclude(body="").values_list("event_id", flat=True)
    assert set(kept) == {"recent", "never understood"}
    assert WebhookEvent.objects.count() == 4


def test_expired_sessions_go_and_a_command_that_fails_stops_no_other(
    db: None, settings: LazySettings
):
    settings.DAILY_COMMANDS = ["no_such_command", *settings.DAILY_COMMANDS]
    now = timezone.now()
    for key, age in (("old", -1), ("new", 1)):
        expires = now + timedelta(days=age)
        Session.objects.create(session_key=key, session_data="", expire_date=expires)

    calendar.forget()

    assert [each.session_key for each in Session.objects.all()] == ["new"]


def test_the_worker_forgets_once_a_day(db: None):
    calendar._day.cache_clear()
    for days in (91, 91):
        event(f"old {WebhookEvent.objects.count()}", WebhookEvent.State.DONE, days)
        calendar.due_days()

    assert WebhookEvent.objects.exclude(body="").count() == 1


def test_a_page_whose_date_has_come_goes_live_within_the_minute(db: None):
    calendar._minute.cache_clear()
    home = Page.objects.get(depth=2)
    page = home.add_child(instance=Page(title="Soon", slug="soon", live=False))
    page.go_live_at = timezone.now() + timedelta(minutes=1)
    page.save_revision().publish()
    assert not Page.objects.get(pk=page.pk).live

    past = timezone.now() - timedelta(minutes=1)
    waiting = Revision.objects.get(approved_go_live_at__isnull=False)
    waiting.approved_go_live_at = past
    waiting.content["go_live_at"] = past.isoformat()
    waiting.save()
    calendar.due_days()

    assert Page.objects.get(pk=page.pk).live
