"""What the pages themselves ask of somebody, for the CMS's first screen."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.models import Comment, Page, Revision

from accounts.models import User
from story.desk import Matter, Step

from .desk import editable_pages
from .models import HomePage

EACH = 5  # of a kind
UNSENT = {"console", "dummy", "locmem"}


def find_matters(request: HttpRequest) -> Iterator[Matter]:
    yield from _unscheduled(request.user)
    yield from _comments(request.user)


def _unscheduled(user: User) -> Iterator[Matter]:
    """A date alone publishes nothing: somebody has to press “Schedule”."""
    for page in _dated(user)[:EACH]:
        moment = localtime(parse_datetime(page.latest_revision.content["go_live_at"]))
        yield Matter(
            _("“%(page)s” has a date but is not scheduled")
            % {"page": page.draft_title},
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            date(moment, "DATETIME_FORMAT"),
        )


def _dated(user: User) -> QuerySet[Page]:
    scheduled = Revision.page_revisions.filter(
        object_id=OuterRef("latest_revision__object_id"),
        approved_go_live_at__isnull=False,
    )
    undated = Q(latest_revision__content__go_live_at=None)
    published_by_it = Revision.page_revisions.filter(
        pk=OuterRef("live_revision"),
        content__go_live_at=OuterRef("latest_revision__content__go_live_at"),
    )
    return (
        editable_pages(user)
        .filter(has_unpublished_changes=True, latest_revision__isnull=False)
        .exclude(undated | Q(latest_revision__content__go_live_at__isnull=True))
        .filter(~Exists(scheduled), ~Exists(published_by_it))
        .select_related("latest_revision")
        .order_by("-latest_revision_created_at")
    )


def _comments(user: User) -> Iterator[Matter]:
    """Of others, unresolved, on pages that this person follows or wrote."""
    followed = Q(
        page__subscribers__user=user, page__subscribers__comment_notifications=True
    )
    comments = (
        Comment.objects.filter(
            followed | Q(page__owner=user),
            resolved_at=None,
            page__in=editable_pages(user),
        )
        .exclude(user=user)
        .select_related("page", "user")
        .distinct()
        .order_by("-created_at")
    )
    for comment in comments[:EACH]:
        edit = reverse("wagtailadmin_pages:edit", args=[comment.page_id])
        names = {"person": comment.user, "page": comment.page.draft_title}
        yield Matter(
            _("%(person)s commented on “%(page)s”") % names,
            f"{edit}#comment-{comment.pk}",
            comment.text[:120],
        )


def find_steps(_request: HttpRequest) -> Iterator[Step]:
    homes = list(HomePage.objects.live())
    silent = [page for page in homes if not page.terms]
    yield Step(
        _("Terms of sale are written in every language"),
        bool(homes) and not silent,
        reverse("wagtailadmin_pages:edit", args=[(silent or homes)[0].pk])
        if homes
        else "",
    )
    sender = settings.DEFAULT_FROM_EMAIL
    sent = settings.EMAIL_BACKEND.split(".")[-2] not in UNSENT
    yield Step(
        _("E-mails leave from an address of yours"),
        sent and ".example" not in sender,
        detail=f"EMAIL_URL, DEFAULT_FROM_EMAIL ({sender})",
    )
    yield Step(
        _("Real payments, not the demo’s"), not settings.DEMO, detail="AMPHI_DEMO"
    )
