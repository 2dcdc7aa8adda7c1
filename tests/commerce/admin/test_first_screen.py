"""The CMS's first screen: what each role finds there, and what it costs."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import Comment, ModelLogEntry, Page, Revision

from accounts.models import User
from commerce.models import (
    CheckoutSnippet,
    Effect,
    Order,
    Payment,
    PriceVersion,
    PricingPage,
    ProviderCall,
    WebhookEvent,
)
from courses.models import CoursePage
from tests.commerce.shop import Shop
from tests.queries import cost

pytestmark = pytest.mark.django_db

SILENT = "No answer in 90 days"
MONEY = {"figures", "changes", "gateways"}


def sections(client: Client) -> dict[str, str]:
    """Each part of the screen by its heading's id, as it reads."""
    page = BeautifulSoup(client.get("/cms/").content, "html.parser")
    parts = page.select("section.first[aria-labelledby]")
    return {part["aria-labelledby"]: " ".join(part.text.split()) for part in parts}


def matters(client: Client) -> list[str]:
    page = BeautifulSoup(client.get("/cms/").content, "html.parser")
    return [link.text for link in page.select("[aria-labelledby=attention] li a")]


def test_each_role_finds_its_own(edith, sam, olive):
    assert set(sections(edith)) == {"attention", "drafts"}
    assert set(sections(sam)) == {"desk", "attention"}
    assert set(sections(olive)) == {"desk", "attention", "setup", "drafts", *MONEY}


def test_an_editor_reads_of_no_money(edith, shop):
    paid(shop, days=0)

    screen = edith.get("/cms/").content.decode()

    assert "€" not in screen
    assert "New pricing page" in screen


def test_where_nothing_waits_it_says_so(edith, olive):
    assert "Nothing waits for you." in sections(edith)["attention"]
    assert "all you wrote is published" in sections(edith)["drafts"]
    assert "No change is planned." in sections(olive)["changes"]


# -- drafts, dates and comments


def drafted(shop: Shop, who: User, title: str, **fields: object) -> CoursePage:
    course = CoursePage(
        title=title,
        slug=title.lower(),
        summary="Soon.",
        live=False,
        locale=shop.course.locale,
        **fields,
    )
    shop.course.get_parent().add_child(instance=course)
    course.save_revision(user=who)
    return course


def test_an_editor_goes_on_with_the_last_drafts_of_their_own(edith, olive, shop):
    drafted(shop, edith.user, "Knitting")
    drafted(shop, olive.user, "Weaving")

    shown = sections(edith)["drafts"]

    assert "Knitting" in shown
    assert "Weaving" not in shown


def test_a_date_that_nobody_scheduled(edith, shop):
    later = timezone.now() + timedelta(days=3)
    course = drafted(shop, edith.user, "Knitting", go_live_at=later)
    assert matters(edith) == ["“Knitting” has a date but is not scheduled"]

    course.get_latest_revision().publish(user=edith.user)
    assert Revision.objects.exclude(approved_go_live_at=None).count() == 1
    assert matters(edith) == []


def test_a_date_on_a_live_page_that_nobody_scheduled(edith, shop):
    course = shop.course
    course.go_live_at = timezone.now() + timedelta(days=3)
    course.save_revision(user=edith.user)

    assert matters(edith) == ["“Python” has a date but is not scheduled"]


@pytest.mark.parametrize("days", [-1, 3])
def test_a_page_that_its_date_published_waits_for_nothing(edith, shop, days):
    course = shop.course
    course.go_live_at = timezone.now() - timedelta(days=20)
    course.save_revision().publish()
    course.summary = "Learn more."
    course.save_revision(user=edith.user)
    assert matters(edith) == []

    course.go_live_at = timezone.now() + timedelta(days=days)
    course.save_revision(user=edith.user)  # another date, or one that came to nothing
    assert matters(edith) == ["“Python” has a date but is not scheduled"]

    course.unpublish()
    assert matters(edith) == ["“Python” has a date but is not scheduled"]


def test_comments_of_others_on_what_one_wrote(edith, olive, shop):
    Page.objects.filter(pk=shop.course.pk).update(owner=edith.user)
    for who in (edith.user, olive.user):
        Comment.objects.create(page=shop.course, user=who, text="Shorter?")

    assert matters(edith) == ["olive@example.com commented on “Python”"]
    Comment.objects.update(resolved_at=timezone.now())
    assert matters(edith) == []


# -- checkouts


def priced(shop: Shop) -> PricingPage:
    page = PricingPage(
        title="Plans",
        slug=shop.checkout.name.lower().replace(" ", "-"),
        locale=shop.course.locale,
        body=[("checkout", shop.checkout)],
    )
    shop.course.get_parent().get_parent().add_child(instance=page)
    return page


def withdraw(shop: Shop) -> None:
    CheckoutSnippet.objects.update(live=False)


def archive(shop: Shop) -> None:
    for price in shop.prices.values():
        price.archived_at = timezone.now()
        price.save()


def lose_amounts(shop: Shop) -> None:
    PriceVersion.objects.all().delete()


@pytest.mark.parametrize("breaks", [withdraw, archive, lose_amounts])
def test_a_live_page_from_which_nothing_can_be_bought(edith, sam, shop, breaks):
    page = priced(shop)
    assert matters(edith) == []

    breaks(shop)

    assert matters(edith) == ["“Plans” shows “All”, from which nothing can be bought"]
    assert matters(sam) == []
    page.unpublish()
    assert matters(edith) == []


def test_a_live_pricing_page_whose_checkout_was_deleted(edith, shop):
    page = priced(shop)

    shop.checkout.delete()

    assert matters(edith) == ["“Plans” sells nothing yet: add a checkout"]
    page.unpublish()
    assert matters(edith) == []


# -- money


def paid(
    shop: Shop, *, days: float, amount: int = 4900, currency: str = "EUR"
) -> Order:
    moment = timezone.now() - timedelta(days=days)
    order = Order.objects.create(
        email="anna@example.com",
        currency=currency,
        total=amount,
        paid_at=moment,
        payment_state=Order.PaymentState.PAID,
        expires_at=moment,
        open_key=f"{Order.objects.count()}",
    )
    attempt(order, shop, Payment.Status.SUCCEEDED, captured=amount, paid_at=moment)
    return order


def attempt(order: Order, shop: Shop, status: str, **more: object) -> Payment:
    return Payment.objects.create(
        order=order,
        method=shop.methods["stripe"],
        gateway="stripe",
        status=status,
        amount=order.total,
        currency=order.currency,
        **more,
    )


def figures(client: Client) -> dict[str, list[str]]:
    page = BeautifulSoup(client.get("/cms/").content, "html.parser")
    rows = page.select("[aria-labelledby=figures] tbody tr")
    return {
        f"{row.th.text} {number}": [cell.text for cell in row.select("td")]
        for number, row in enumerate(rows)
    }


def test_an_owner_compares_thirty_days(olive, shop):
    for days in (0, 10, 29.9, 30.1, 59, 61):
        paid(shop, days=days)
    paid(shop, days=1.5, amount=7000, currency="JPY")

    assert figures(olive) == {
        "Orders paid 0": ["1", "4", "2"],
        "Money received 1": ["€49", "€147", "€98"],
        "Money received 2": ["¥0", "¥7,000", "¥0"],
    }


def test_orders_that_could_not_be_paid(sam, olive, shop):
    order = paid(shop, days=0)
    attempt(order, shop, Payment.Status.FAILED)
    assert matters(sam) == []  # it was paid after all

    Order.objects.update(payment_state=Order.PaymentState.PENDING)
    assert matters(sam) == ["1 order could not be paid in the last 7 days"]
    assert matters(olive) == matters(sam)


def test_amounts_that_come_into_force_by_themselves(olive, shop):
    price = shop.prices["monthly"]
    soon = timezone.now() + timedelta(days=2)
    PriceVersion.objects.create(
        price=price, currency="EUR", amount=5900, effective_from=soon
    )

    assert "€49 → €59" in sections(olive)["changes"]


def test_whether_providers_answer(olive, shop):
    assert sections(olive)["gateways"].count(SILENT) == 2  # not the transfer

    payment = paid(shop, days=0).payments.get()
    call = {"payment": payment, "operation": "start"}
    ProviderCall.objects.create(
        key="a", state="answered", answered_at=timezone.now(), **call
    )
    ProviderCall.objects.create(key="b", state="unknown", **call)
    WebhookEvent.objects.create(gateway="stripe", event_id="1", type="x", state="dead")

    shown = sections(olive)["gateways"]
    assert shown.count(SILENT) == 1
    assert "1 call without an answer since yesterday" in shown
    assert "1 event given up" in shown
    assert shown.count("No event in 90 days") == 1

    ProviderCall.objects.update(created=timezone.now() - timedelta(days=91))
    WebhookEvent.objects.update(received=timezone.now() - timedelta(days=91))
    shown = sections(olive)["gateways"]  # of two tables that grow without end
    assert shown.count(SILENT) == shown.count("No event in 90 days") == 2
    assert "given up" not in shown


def test_a_worker_that_sleeps(olive, sam):
    then = timezone.now() - timedelta(minutes=6)
    Effect.objects.create(kind="receipt", fact="1", due=then)

    waiting = "1 thing has waited for the worker for more than five minutes"
    assert matters(olive) == [waiting]
    assert matters(sam) == []


# -- before it sells


def steps(client: Client) -> dict[str, bool]:
    page = BeautifulSoup(client.get("/cms/").content, "html.parser")
    return {
        row.div.find(string=True).strip() or row.div.a.text: "is-done" in row["class"]
        for row in page.select("[aria-labelledby=setup] li")
    }


def test_what_is_missing_follows_from_what_is_there(olive, shop, settings):
    settings.DEFAULT_FROM_EMAIL = "shop@amphi.example"
    home = shop.course.get_parent().get_parent()

    assert steps(olive) == {
        "Terms of sale are written in every language": False,
        "E-mails leave from an address of yours": False,
        "Real payments, not the demo’s": True,
        "A course with a lesson is published": True,
        "A payment method is offered, and it works": True,
        "A product opens pages at a price": True,
        "The worker keeps up": True,
    }
    home.terms = "<p>You pay, we teach.</p>"
    home.save()
    assert steps(olive)["Terms of sale are written in every language"]


def test_it_is_gone_when_nothing_is_missing(olive, shop, settings):
    settings.DEFAULT_FROM_EMAIL = "shop@amphi.fr"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    home = shop.course.get_parent().get_parent()
    home.terms = "<p>You pay, we teach.</p>"
    home.save()

    assert "setup" not in sections(olive)


def test_a_provider_that_nobody_has_asked_is_no_way_to_sell(olive, shop):
    works = "A payment method is offered, and it works"
    shop.methods["transfer"].active = False
    shop.methods["transfer"].save()
    assert not steps(olive)[works]

    ModelLogEntry.objects.log_action(
        shop.methods["stripe"], "commerce.test_method", data={"works": False}
    )
    assert not steps(olive)[works]
    ModelLogEntry.objects.log_action(
        shop.methods["stripe"], "commerce.test_method", data={"works": True}
    )
    assert steps(olive)[works]


@pytest.mark.parametrize("name", ["edith", "sam", "fiona", "olive"])
def test_each_link_leads_somewhere(name, shop, request):
    busy(shop, request.getfixturevalue(name).user)
    client = request.getfixturevalue(name)
    page = BeautifulSoup(client.get("/cms/").content, "html.parser")
    links = {link["href"].partition("#")[0] for link in page.select("section.first a")}

    assert links
    assert {client.get(link).status_code for link in links} == {200}


# -- what it costs


def busy(shop: Shop, who: User, times: int = 1) -> None:
    """So many of everything that waits."""
    for number in range(times):
        later = timezone.now() + timedelta(days=3)
        course = drafted(shop, who, f"Draft{number}", go_live_at=later)
        Page.objects.filter(pk=course.pk).update(owner=who)
        other = User.objects.create_user(f"other{number}@example.com")
        Comment.objects.create(page=course, user=other, text="Shorter?")
        checkout = CheckoutSnippet(name=f"Broken {number}", locale=course.locale)
        checkout.save()
        shop.checkout = checkout
        priced(shop)
        order = paid(shop, days=number / 10)
        Order.objects.filter(pk=order.pk).update(payment_state="pending")
        attempt(order, shop, Payment.Status.FAILED)
        PriceVersion.objects.create(
            price=shop.prices["monthly"], currency="EUR", amount=1, effective_from=later
        )


@pytest.mark.parametrize("times", [1, 8])
@pytest.mark.parametrize(
    ("name", "queries"), [("edith", 30), ("sam", 23), ("olive", 63)]
)
def test_many_cost_as_much_as_one(name, queries, times, shop, request):
    client = request.getfixturevalue(name)
    busy(shop, client.user, times)

    assert cost(client, "/cms/") == queries
