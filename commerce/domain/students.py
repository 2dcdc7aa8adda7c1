"""Who bought what opens a page: the people of a course, and how many hold it now."""

from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, Lower, Now, RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models

from commerce.models import Entitlement, Order, OrderLine, ProductGrant

from .balance import suspended


class Standing(TextChoices):
    """How a person stands to the page by the newest purchase that opens it."""

    ACTIVE = "active", _("Active")
    GRANTED = "granted", _("For free")
    ENDED = "ended", _("Ended")
    SUSPENDED = "suspended", _("Suspended: disputed")
    REFUNDED = "refunded", _("Refunded")


def gated() -> list[type[Page]]:
    """The types of pages that may be closed."""
    return [model for model in get_page_models() if hasattr(model, "is_gated")]


def sellable() -> list[type[Page]]:
    """The types of pages that are sold by themselves: they name their checkout."""
    return [model for model in get_page_models() if hasattr(model, "checkout")]


def opens(page: Page) -> Exists:
    """Of an order line: whether its product opens the page, or did when it was paid."""
    keys = page.get_ancestors(inclusive=True).values("translation_key")
    bought = Coalesce(OuterRef("settled_at"), Now())
    return Exists(
        ProductGrant.objects.filter(
            Q(until=None) | Q(until__gt=bought),
            product=OuterRef("product"),
            page_key__in=keys,
        )
    )


def students_of(page: Page) -> QuerySet[OrderLine]:
    """Of each person, or guest, the newest line that opened the page; with ``standing``, ``ends`` and ``paid``."""
    bought = OrderLine.objects.filter(opens(page), settled_at__isnull=False)
    person = _person("order__user_id", "order__email")
    kept = Case(When(holds=True, then=F("amount")), default=0)
    newest = bought.annotate(
        place=Window(RowNumber(), partition_by=person, order_by=["-settled_at", "-pk"])
    ).filter(place=1)
    theirs = bought.annotate(person=person).filter(person=OuterRef("person"))
    paid = theirs.order_by().values("person").annotate(sum=Sum(kept)).values("sum")
    held = Entitlement.objects.filter(line=OuterRef("pk")).values("ends")[:1]
    lines = OrderLine.objects.filter(pk__in=newest.values("pk"))
    return (
        lines.annotate(person=person, ends=Subquery(held), paid=Subquery(paid))
        .annotate(standing=_standing())
        .select_related("order__user")
        .order_by("-settled_at", "-pk")
    )


def _standing() -> Case:
    disputed = suspended(Order.objects.filter(pk=OuterRef("order")))
    return Case(
        When(Exists(disputed), then=Value(Standing.SUSPENDED)),
        When(holds=False, then=Value(Standing.REFUNDED)),
        When(ends__lte=timezone.now(), then=Value(Standing.ENDED)),
        When(order__total=0, then=Value(Standing.GRANTED)),
        default=Value(Standing.ACTIVE),
    )


def with_students(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Each with ``students``: how many people, or guests, hold now what opens it, in the same query."""
    above = Page.objects.annotate(
        below=ExpressionWrapper(OuterRef(OuterRef("path")), output_field=CharField())
    ).filter(
        below__startswith=F("path"),
        translation_key=OuterRef("product__grants__page_key"),
    )
    until = F("product__grants__until")
    held = (
        Entitlement.objects.exclude(ends__lte=timezone.now())
        .filter(Q(product__grants__until=None) | Q(settled_at__lt=until), Exists(above))
        .order_by()
    )
    count = Func(
        _person("user_id", "order__email"),
        function="COUNT",
        template="%(function)s(DISTINCT %(expressions)s)",
        output_field=IntegerField(),
    )
    return pages.annotate(students=Subquery(held.annotate(n=count).values("n")))


def _person(user: str, email: str) -> Coalesce:
    return Coalesce(Cast(user, CharField()), Lower(email), output_field=CharField())
