"""Restrictions of wagtail's, as a query asks for them."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Left, Length
from wagtail.models import Page, PageViewRestriction

PARENT = Left(OuterRef("path"), Length(OuterRef("path")) - Page.steplen)


def fenced(passed: Combinable | None = None) -> Exists:
    """Whether one lies on a page of the query or above it.

    ``passed``: the path of the page that shows it; whoever reads that has passed those on it and above it. ``PARENT`` where that is the page above.
    """
    paths = {"below": OuterRef("path"), "passed": passed or Value("")}
    typed = {name: ExpressionWrapper(it, CharField()) for name, it in paths.items()}
    return Exists(
        PageViewRestriction.objects.alias(**typed)
        .filter(below__startswith=F("page__path"))
        .exclude(passed__startswith=F("page__path"))
    )
