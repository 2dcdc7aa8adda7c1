"""A small shop and its people, for stories about money."""

import base64
import re
from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from accounts.models import User
from commerce.models import (
    CheckoutSnippet,
    Order,
    PaymentMethod,
    Price,
    PriceVersion,
    Product,
    ProductGrant,
)
from courses.models import CourseIndexPage, CoursePage, LessonPage
from home.models import HomePage
from tests.sandbox_process import SandboxProcess

GOOD_CARD = "4242424242424242"
DECLINED = "4000000000000002"


@dataclass
class Shop:
    """One course with a free and a closed lesson, opened by a pass of 30 days, another of 365, or for good."""

    free_lesson: LessonPage
    lesson: LessonPage
    course: CoursePage
    checkout: CheckoutSnippet
    prices: dict[str, Price] = field(default_factory=dict)
    methods: dict[str, PaymentMethod] = field(default_factory=dict)


def open_shop() -> Shop:
    home = _home()
    index = home.add_child(
        instance=CourseIndexPage(title="Courses", slug="courses", locale=home.locale)
    )
    course = index.add_child(
        instance=CoursePage(
            title="Python", slug="python", summary="Learn it.", locale=home.locale
        )
    )
    lessons = [
        course.add_child(
            instance=LessonPage(
                title=title, slug=title.lower(), free=free, locale=home.locale
            )
        )
        for title, free in (("Welcome", True), ("Loops", False))
    ]
    methods = {
        code: PaymentMethod.objects.create(code=code, gateway=code, active=True)
        for code in ("stripe", "paypal", "transfer")
    }
    prices = {
        "monthly": _price("access", "monthly", 4900, index, days=30),
        "annual": _price("access", "annual", 49900, index, days=365),
        "course": _price("python", "course", 4999, course),
    }
    checkout = CheckoutSnippet(name="All", locale=home.locale)
    checkout.prices = list(prices.values())
    checkout.save()
    checkout.save_revision().publish()
    return Shop(lessons[0], lessons[1], course, checkout, prices, methods)


def _home() -> Page:
    locale, _ = Locale.objects.get_or_create(language_code="en")
    home = HomePage(title="Amphi", slug="amphi", locale=locale)
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": home, "hostname": "localhost"}
    )
    return home


def _price(
    product: str, code: str, amount: int, page: Page, days: int | None = None
) -> Price:
    sold, made = Product.objects.get_or_create(code=product)
    if made:
        ProductGrant.objects.create(product=sold, page_key=page.translation_key)
    kind = Price.Kind.PASS if days else Price.Kind.ONE_TIME
    price = Price.objects.create(code=code, product=sold, kind=kind, days=days)
    PriceVersion.objects.create(
        price=price, currency="EUR", amount=amount, effective_from=timezone.now()
    )
    return price


@dataclass
class Visitor:
    """Somebody with a browser, in front of the shop."""

    shop: Shop
    sandbox: SandboxProcess
    client: Client = field(default_factory=Client)
    email: str = "anna@example.com"

    def signed_in(self) -> "Visitor":
        user = User.objects.filter(
            email=self.email
        ).first() or User.objects.create_user(self.email)
        self.client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return self

    def order(self, plan: str = "monthly", method: str = "stripe", **typed: str) -> str:
        """Fills in the checkout; the address the shop sends the browser to."""
        address = f"/en/checkout/{self.shop.checkout.translation_key}/"
        opened = self.client.get(address)
        form = {
            "plan": plan,
            "method": method,
            "email": self.email,
            "terms": "on",
            "waiver": "on",
            "token": opened.context["form"]["token"].value(),
            "terms_read": terms_read(opened.text),
        }
        return self.client.post(address, form | typed).headers["Location"]

    def buy(self, plan: str = "monthly", card: str = GOOD_CARD) -> Order:
        """Orders and pays at Stripe; nobody has told the shop yet."""
        self.order(plan)
        order = Order.objects.latest("created")
        self.sandbox.pay(order.payments.get().ref, card=card)
        return order

    def reads(self, page: Page) -> int:
        return self.client.get(page.get_url()).status_code


def terms_read(page: str) -> str:
    """The version of the terms that stand on a checkout's page."""
    found = re.search(r'name="terms_read" value="(\w*)"', page)
    return found[1] if found else ""


def deliver(sandbox: SandboxProcess, *, times: int = 1) -> list[int]:
    """Every event the sandbox has for us, posted as it stands; the answers."""
    return [knock(delivery) for delivery in sandbox.deliveries() * times]


def knock(delivery: dict) -> int:
    headers = {
        name: value
        for name, value in delivery["headers"].items()
        if name != "Content-Type"
    }
    gateway = (
        "paypal"
        if any(name.lower().startswith("paypal") for name in headers)
        else "stripe"
    )
    return (
        Client()
        .post(
            reverse("webhook", args=[gateway]),
            base64.b64decode(delivery["body"]),
            content_type="application/json",
            headers=headers,
        )
        .status_code
    )
