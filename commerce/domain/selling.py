"""Selling a page by itself: what an owner would otherwise put together in four places, made in one go."""

import uuid
from collections.abc import Iterable
from itertools import count

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.text import slugify
from wagtail.log_actions import log
from wagtail.models import Page

from accounts.models import User
from commerce.models import (
    CheckoutSnippet,
    PaymentMethod,
    Price,
    PriceText,
    Product,
    ProductGrant,
    ProductText,
)
from commerce.money import Money

from .locking import locked
from .pricing import add_amount


def is_sellable(page: Page) -> bool:
    """Whether pages of this type have a checkout of their own."""
    return hasattr(page.specific_class, "checkout")


def own_price(page: Page) -> Price | None:
    """The price at which the page is sold by itself, once and for good; with an amount or still without."""
    other_pages = ProductGrant.objects.filter(
        product=OuterRef("product"), until=None
    ).exclude(page_key=page.translation_key)
    sold_with_others = Exists(other_pages)
    alone = ProductGrant.objects.filter(
        ~sold_with_others, page_key=page.translation_key, until=None
    )
    return (
        Price.objects.live()
        .filter(product__grants__in=alone, kind=Price.Kind.ONE_TIME)
        .order_by("pk")
        .first()
    )


def sell_course(
    page: Page,
    *,
    amount: Money | None,
    methods: Iterable[PaymentMethod] = (),
    by: User | None,
) -> Price:
    """The page has a product, a price, and a live checkout on each of its translations.

    Without an amount all is prepared and nothing is on sale yet. A repeat makes nothing twice:
    it adds the amount if it is another one. No ``methods``: every active one is offered.
    """
    with locked():
        pages = _locked_translations(page)
        price = own_price(page) or _new_price(pages[0], by)
        for each in pages:
            _speak(price, each)
        if amount is not None and amount != _current(price):
            add_amount(price, amount, by=by)
        for each in pages:
            _put_on_sale(each, price, methods=methods, by=by)
    return price


def _locked_translations(page: Page) -> list[Page]:
    """All languages' pages, this one first; a second form sent at the same time waits here."""
    rows = Page.objects.filter(translation_key=page.translation_key).order_by("pk")
    locked_rows = list(rows.select_for_update())
    return sorted(
        (each.specific for each in locked_rows), key=lambda each: each.pk != page.pk
    )


def _current(price: Price) -> Money | None:
    version = price.current_version
    return version.money if version else None


def _new_price(page: Page, by: User | None) -> Price:
    code = _free_code(slugify(page.slug)[:40] or "page")  # nothing is left of “пчёлы”
    product = Product.objects.create(code=code)
    ProductGrant.objects.create(product=product, page_key=page.translation_key)
    price = Price.objects.create(code=code, product=product)
    for made in (product, price):
        log(made, "wagtail.create", user=by, title=page.title, content_changed=True)
    return price


def _free_code(slug: str) -> str:
    codes = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
    return next(
        code
        for code in codes
        if not Product.objects.filter(code=code).exists()
        and not Price.objects.filter(code=code).exists()
    )


def _speak(price: Price, page: Page) -> None:
    """The page's title in its language, where nobody has written better words."""
    language = page.locale.language_code
    if language not in dict(settings.LANGUAGES):
        return
    ProductText.objects.get_or_create(
        product=price.product,
        language=language,
        defaults={
            "title": page.title[:200],
            "description": page.search_description,
        },
    )
    PriceText.objects.get_or_create(
        price=price, language=language, defaults={"name": page.title[:100]}
    )


def _put_on_sale(
    page: Page,
    price: Price,
    *,
    methods: Iterable[PaymentMethod],
    by: User | None,
) -> None:
    shown = page.checkout
    if shown and shown.live and price in shown.prices.all():
        return
    checkout = _checkout_for(page, price, methods)
    checkout.save_revision(user=by).publish(user=by)
    _place(page, checkout, by)


def _checkout_for(
    page: Page, price: Price, methods: Iterable[PaymentMethod]
) -> CheckoutSnippet:
    """The page's own, found or made. What the page sold until now stays on offer beside it."""
    key = uuid.uuid5(page.translation_key, "checkout")  # the same in every language
    checkout = CheckoutSnippet.objects.filter(
        translation_key=key, locale=page.locale
    ).first()
    if checkout is None:
        checkout = CheckoutSnippet(
            name=page.title[:120], locale=page.locale, translation_key=key, live=False
        )
        checkout.methods = list(methods)
    before = page.checkout.prices.all() if page.checkout else []
    checkout.prices = list(dict.fromkeys([price, *checkout.prices.all(), *before]))
    checkout.save()
    return checkout


def _place(page: Page, checkout: CheckoutSnippet, by: User | None) -> None:
    """On the live page at once, and in its draft; whatever else the draft changes stays unpublished."""
    is_finished = page.live and not page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    draft.checkout = checkout
    # a new revision, so that whoever has the page open is told instead of undoing this
    revision = draft.save_revision(user=by, clean=False)
    if is_finished:
        revision.publish(user=by)
        return
    page.checkout = checkout
    page.save(clean=False, update_fields=["checkout"])
    for waiting in page.revisions.exclude(approved_go_live_at=None):
        waiting.content["checkout"] = checkout.pk
        waiting.save(update_fields=["content"])
