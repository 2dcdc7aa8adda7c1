"""The demo's catalogue: products, prices, ways to pay and checkouts, in both languages."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from wagtail.models import Locale

from commerce.models import (
    CheckoutSnippet,
    PaymentMethod,
    PaymentMethodText,
    Price,
    PriceText,
    PriceVersion,
    Product,
    ProductGrant,
    ProductText,
)
from home.demo.content import CHECKOUTS, COURSES, PAYMENT_METHODS, PLANS, TIERS
from home.demo.content.goods import Ware
from home.demo.content.model import LANGUAGES, CheckoutTexts, Course, Plan

Sold = Course | Plan | Ware
NAMESPACE = uuid.UUID("5b1a7c1e-7d0f-4a0e-9a53-2f5f7c0f6a11")
GATEWAYS = {
    "card": "stripe",
    "paypal": "paypal",
    "bank-transfer": "transfer",
    "cash-on-delivery": "cod",
}


def key(name: str) -> uuid.UUID:
    """The same for every loading: what exists already is found by it."""
    return uuid.uuid5(NAMESPACE, name)


def load_methods() -> None:
    for place, way in enumerate(PAYMENT_METHODS):
        method, _ = PaymentMethod.objects.get_or_create(
            code=way.code,
            defaults={
                "gateway": GATEWAYS[way.code],
                "needs_shipping": way.code == "cash-on-delivery",
                "sort_order": place,
                "active": True,
                "account_holder": way.account_holder,
                "iban": way.iban,
            },
        )
        for language in LANGUAGES:
            PaymentMethodText.objects.get_or_create(
                method=method,
                language=language,
                defaults={
                    "name": way.name.get(language),
                    "description": way.description.get(language),
                    "instructions": way.instructions.get(language)
                    if way.instructions
                    else "",
                },
            )


def load_products() -> None:
    for course in COURSES:
        product = add_product(
            course.code, course.title.get, course.summary.get, course.outcomes
        )
        _grant(product, course.code)
        add_price(product, course.code, course.title.get, amount=course.price)
    for tier in TIERS:
        first = tier.plans[0]
        product = add_product(
            tier.code, tier.title.get, first.description.get, first.features
        )
        _grant(product, "catalogue")
        for plan in tier.plans:
            add_price(
                product, plan.code, plan.name.get, amount=plan.price, days=plan.days
            )


def add_product(
    code: str,
    title: object,
    description: object,
    features: tuple,
    *,
    kind: str = Product.Kind.ACCESS,
) -> Product:
    product, _ = Product.objects.get_or_create(code=code, defaults={"kind": kind})
    for language in LANGUAGES:
        ProductText.objects.get_or_create(
            product=product,
            language=language,
            defaults={
                "title": title(language),
                "description": description(language),
                "features": "\n".join(feature.get(language) for feature in features),
            },
        )
    return product


def _grant(product: Product, page: str) -> None:
    ProductGrant.objects.get_or_create(product=product, page_key=key(page), until=None)


def add_price(
    product: Product, code: str, name: object, *, amount: int, days: int | None = None
) -> None:
    kinds = Price.Kind
    sold = kinds.PER_DAY if product.kind == Product.Kind.RENTAL else kinds.ONE_TIME
    kind = kinds.PASS if days else sold
    price, _ = Price.objects.get_or_create(
        code=code, defaults={"product": product, "kind": kind, "days": days}
    )
    for language in LANGUAGES:
        PriceText.objects.get_or_create(
            price=price, language=language, defaults={"name": name(language)}
        )
    if not price.versions.exists():
        PriceVersion.objects.create(
            price=price, currency=settings.CURRENCY, amount=amount
        )


def load_checkouts() -> None:
    plans = [plan for tier in TIERS for plan in tier.plans]
    add_checkout("plans", CHECKOUTS["plans"], plans, recommended="annual")
    for course in COURSES:
        add_checkout(
            course.code, CHECKOUTS["course"], [course, *PLANS], recommended=course.code
        )


def add_checkout(
    name: str, texts: CheckoutTexts, sold: Iterable[Sold], *, recommended: str = ""
) -> None:
    prices = Price.objects.filter(code__in=[thing.code for thing in sold])
    for locale in Locale.objects.filter(language_code__in=LANGUAGES):
        language = locale.language_code
        snippet, made = CheckoutSnippet.objects.get_or_create(
            translation_key=key(f"checkout {name}"),
            locale=locale,
            defaults={
                "name": f"{texts.name.get(language)} ({name})",
                "heading": texts.heading.get(language),
                "button": texts.button.get(language),
                "thank_you": texts.thank_you.get(language),
                "recommended": Price.objects.filter(code=recommended).first(),
            },
        )
        if made:
            snippet.prices.set(prices)
            snippet.save()
            snippet.save_revision().publish()


def checkout_of(name: str, locale: Locale) -> CheckoutSnippet:
    return CheckoutSnippet.objects.get(
        translation_key=key(f"checkout {name}"), locale=locale
    )


def locale_of(language: str) -> Locale:
    return Locale.objects.get(language_code=language)
