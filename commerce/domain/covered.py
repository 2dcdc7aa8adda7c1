"""Pages that a product opens from above: whom it touches when one is moved away or deleted, and what movers keep."""

from collections.abc import Iterable

from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import pre_page_move

from commerce.models import Entitlement, ProductGrant


def lost_grants(page: Page, destination: Page | None = None) -> QuerySet[ProductGrant]:
    """Those above the page whose products open it no longer once it is below ``destination``, or gone."""
    keys = {page.translation_key}
    if destination:
        over = destination.get_ancestors(inclusive=True)
        keys |= set(over.values_list("translation_key", flat=True))
    still = ProductGrant.objects.filter(
        page_key__in=keys, until=None, starts__lte=timezone.now()
    )
    above = page.get_ancestors().values("translation_key")
    return (
        ProductGrant.objects.filter(page_key__in=above)
        .exclude(page_key__in=keys)
        .exclude(product__in=still.values("product"))
    )


def holders_of(grants: Iterable[ProductGrant]) -> int:
    """How many people, or guests, hold now what one of these opens."""
    until = F("product__grants__until")
    held = Entitlement.objects.exclude(ends__lte=timezone.now()).filter(
        Q(product__grants__until=None) | Q(settled_at__lt=until),
        product__grants__in=grants,
    )
    person = Coalesce(
        Cast("user_id", CharField()), "order__email", output_field=CharField()
    )
    return held.values(person=person).distinct().count()


@receiver(pre_page_move, dispatch_uid="keep_open")
def keep_open(instance: Page, parent_page_after: Page, **_: object) -> None:
    """Who holds the page, or may by a line settled until now, holds it at its new place too."""
    page = Page.objects.get(pk=instance.pk)
    now = timezone.now()
    ProductGrant.objects.bulk_create(
        ProductGrant(
            product_id=grant.product_id,
            page_key=page.translation_key,
            starts=grant.starts,
            until=grant.until or now,
        )
        for grant in lost_grants(page, parent_page_after)
    )
