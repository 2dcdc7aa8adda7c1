"""The demo's three accounts, what the subscriber holds and how far they are."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from accounts.roles import EDITOR, OWNER, install_roles
from commerce.domain import attempts
from commerce.domain.checkout import Buyer, Details, place_order
from commerce.domain.items import Item
from commerce.domain.offers import offers_of
from commerce.domain.staff import Received, record_payment
from commerce.domain.terms import keep
from commerce.models import Effect, Order, PaymentMethod
from courses.models import LessonPage, Progress
from courses.progress import FINISHED_AT
from home.demo.content import SALE_TERMS

from .shop import checkout_of, locale_of

PASSWORD = "amphi-demo-2026"  # noqa: S105 -- shown on the terminal; the demo is refused elsewhere
WATCHED = (  # film, seconds into it, days ago; the last one goes on
    ("react-01", 28, 9),
    ("python-01", 28, 4),
    ("python-02", 30, 2),
    ("python-03", 12, 1),
)


def load_people() -> None:
    install_roles()
    owner = _person("owner@example.com", "Olive", OWNER)
    _person("editor@example.com", "Edith", EDITOR)
    subscriber = _person("subscriber@example.com", "Samir")
    if not Order.objects.filter(user=subscriber).exists():
        _sell_a_month(subscriber, recorded_by=owner)
        _watch(subscriber)


def _person(email: str, name: str, role: str = "") -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD, first_name=name)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    user.groups.set(Group.objects.filter(name=role))
    return user


def _sell_a_month(buyer: User, *, recorded_by: User) -> None:
    """By transfer, through the same doors as everybody's orders."""
    checkout = checkout_of("plans", locale_of("fr"))
    offer = next(
        offer for offer in offers_of(checkout) if offer.price.code == "monthly"
    )
    details = Details(
        email=buyer.email,
        language="fr",
        checkout_key=checkout.translation_key,
        terms_version=keep(SALE_TERMS.get("fr")),
        waives_withdrawal=True,
        accepts_terms=True,
    )
    placed = place_order(
        [Item(offer)],
        PaymentMethod.objects.get(gateway="transfer"),
        buyer=Buyer(buyer.pk, ""),
        details=details,
        urls_of=lambda _order: {"success": "", "cancel": ""},
    )
    attempts.open_at_provider(placed.call)
    payment = placed.order.payments.get()
    received = Received(payment.money, "DEMO-1", date(2026, 11, 2))
    record_payment(payment.pk, received, form_id="demo", by=recorded_by)
    mails = Effect.objects.filter(fact=payment.pk)
    mails.update(state=Effect.State.DONE)  # nobody waits for them


def _watch(viewer: User) -> None:
    for film, seconds, days in WATCHED:
        lesson = LessonPage.objects.filter(video__name=f"{film}.mp4").first()
        when = timezone.now() - timedelta(days=days)
        Progress.objects.create(
            user=viewer,
            lesson=lesson.translation_key,
            seconds=seconds,
            updated=when,
            finished_at=when if seconds > FINISHED_AT * lesson.video.seconds else None,
        )
