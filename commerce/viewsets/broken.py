"""Live pages on which visitors see no checkout, or one from which nothing can be bought."""

from collections.abc import Iterator
from itertools import islice

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import page_permission_policy

from accounts.models import User
from commerce.models import CheckoutSnippet, Price, PricingPage
from story.desk import Matter

EACH = 5
# References: a shop whose every checkout is broken needs no longer list.
LOOKED_AT = 200


def broken_pages(user: User) -> Iterator[Matter]:
    """Four queries, however many pages."""
    names = {
        (checkout.translation_key, checkout.locale_id): checkout.name
        for checkout in _unusable()
    }
    family = CheckoutSnippet.objects.filter(
        translation_key__in={key for key, _locale in names}
    )
    placed = {
        str(pk): (key, locale)
        for pk, key, locale in family.values_list("pk", "translation_key", "locale")
    }
    shown = _shown_on(placed)
    editable = page_permission_policy.instances_user_has_permission_for(user, "change")
    suspects = Q(pk__in=shown) | Q(pk__in=_without_any().values("pk"))
    pages = editable.live().filter(suspects).select_related("locale")
    found = (
        _matter(page, name)
        for page in pages.order_by("title")
        if (name := _first_broken(page, shown.get(page.pk), placed, names)) is not None
    )
    yield from islice(found, EACH)


def _first_broken(
    page: Page,
    checkouts: list[str] | None,
    placed: dict[str, tuple],
    names: dict[tuple, str],
) -> str | None:
    """Its name; empty on a page that has no checkout, though it is for selling."""
    if checkouts is None:
        return ""
    seen = (names.get(_seen(each, page, placed)) for each in checkouts)
    return next(filter(None, seen), None)


def _unusable() -> CheckoutSnippet.objects:
    """Drafts, and those without a price that has an amount and is sold."""
    priced = Price.objects.live().filter(
        versions__currency=settings.CURRENCY,
        versions__effective_from__lte=timezone.now(),
    )
    usable = CheckoutSnippet.objects.filter(live=True, prices__in=priced)
    return CheckoutSnippet.objects.exclude(pk__in=usable.values("pk"))


def _without_any() -> QuerySet[PricingPage]:
    """Never chosen, or deleted since: the reference goes with it."""
    types = ContentType.objects.get_for_models(Page, CheckoutSnippet)
    references = ReferenceIndex.objects.filter(
        base_content_type=types[Page],
        to_content_type=types[CheckoutSnippet],
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    return PricingPage.objects.filter(~Exists(references))


def _shown_on(placed: dict[str, tuple]) -> dict[int, list[str]]:
    """Pages by id, each with the checkouts it refers to."""
    types = ContentType.objects.get_for_models(Page, CheckoutSnippet)
    rows = ReferenceIndex.objects.filter(
        base_content_type=types[Page],
        to_content_type=types[CheckoutSnippet],
        to_object_id__in=list(placed),
    ).values_list("object_id", "to_object_id")
    shown: dict[int, list[str]] = {}
    for page, checkout in rows[:LOOKED_AT]:
        shown.setdefault(int(page), []).append(checkout)
    return shown


def _seen(checkout: str, page: Page, placed: dict[str, tuple]) -> tuple:
    """Visitors see its translation into the page's language, where there is one."""
    key, own = placed[checkout]
    translated = (key, page.locale_id)
    return translated if translated in placed.values() else (key, own)


def _matter(page: Page, name: str) -> Matter:
    text = _("“%(page)s” sells nothing yet: add a checkout")
    if name:
        text = _("“%(page)s” shows “%(checkout)s”, from which nothing can be bought")
    return Matter(
        text % {"page": page.title, "checkout": name},
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        page.locale.get_display_name(),
    )
