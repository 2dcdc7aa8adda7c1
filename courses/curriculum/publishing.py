"""“Publish n items”: a course and its lessons, reviewed on one page and published all or none."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from modelcluster.models import get_all_child_relations
from wagtail.admin import messages
from wagtail.blocks import StreamValue
from wagtail.locks import ScheduledForPublishLock
from wagtail.models import Page

from accounts.models import User
from courses.checks import streams_of
from courses.models import CoursePage, LessonPage
from story.checks import Finding, findings_of

from .parts import locked_courses, parts_of, state_of
from .views import CourseView


@dataclass(frozen=True)
class Item:
    """A page whose latest draft visitors do not see yet, and what is to be said of that draft."""

    page: Page
    draft: Page
    findings: list[Finding]

    @property
    def stopped(self) -> bool:
        return any(each.stops for each in self.findings)

    @property
    def choice(self) -> str:
        """The page in the version that is looked at."""
        return f"{self.page.pk}:{self.page.latest_revision_id or ''}"


class NotReadyError(Exception):
    """Nothing was published; the text says what stands in the way, for an editor."""


def items_of(course: CoursePage, user: User) -> list[Item]:
    """The course, then its lessons in the order of the curriculum."""
    order = [lesson.pk for part in parts_of(course) for lesson in part.lessons]
    lessons = LessonPage.objects.in_bulk(order)
    pages = [course, *(lessons[pk] for pk in order)]
    waiting = (_item(page, user) for page in pages if state_of(page) != "live")
    return [replace(it, findings=[*_dated(it.draft), *it.findings]) for it in waiting]


def _item(page: Page, user: User) -> Item:
    draft = page.get_latest_revision_as_object()
    found = [*_forbidden(page, user), *gaps_in(draft), *findings_of(draft)]
    return Item(page, draft, found)


def _forbidden(page: Page, user: User) -> Iterator[Finding]:
    lock = page.get_lock()
    if page.alias_of_id:
        text = _("It follows another page and goes live with that one.")
        yield Finding(text, stops=True)
    elif not page.permissions_for_user(user).can_publish():
        yield Finding(_("You may not publish this."), stops=True)
    elif lock and lock.for_user(user):
        yield Finding(lock.get_message(user), stops=True)


def _dated(draft: Page) -> Iterator[Finding]:
    """Publishing it would only schedule it."""
    moment = draft.go_live_at
    if moment and moment > timezone.now():
        text = _("It has a date, %(date)s: schedule it in its form, or take the date away.")  # fmt: skip
        when = date(timezone.localtime(moment), "DATETIME_FORMAT")
        yield Finding(text % {"date": when}, stops=True)


def gaps_in(draft: Page) -> Iterator[Finding]:
    """What the form would ask for: a draft is saved without it."""
    yield from _own_gaps(draft)
    for name, stream in streams_of(draft):
        yield from _stream_gaps(draft, name, stream)
    for relation in get_all_child_relations(type(draft)):
        for child in getattr(draft, relation.get_accessor_name()).all():
            yield from _own_gaps(
                child, besides=relation.field.name, path=relation.get_accessor_name()
            )


def _own_gaps(row: Model, *, besides: str = "", path: str = "") -> Iterator[Finding]:
    try:
        row.full_clean(exclude=[besides] if besides else None)
    except ValidationError as errors:
        for name, words in errors.message_dict.items():
            labels = {field.name: field.verbose_name for field in row._meta.fields}  # noqa: SLF001 -- documented
            text = " ".join(words)
            if name in labels:
                text = f"{capfirst(labels[name])}: {text}"
            yield Finding(text, path or (name if name in labels else ""), stops=True)


def _stream_gaps(draft: Page, name: str, stream: StreamValue) -> Iterator[Finding]:
    field = draft._meta.get_field(name)  # noqa: SLF001 -- documented
    label = capfirst(field.verbose_name)
    if not field.blank and not stream:
        text = _("“%(field)s” is empty.") % {"field": label}
        yield Finding(text, name, stops=True)
    try:
        stream.stream_block.clean(stream)
    except ValidationError as errors:
        for place in getattr(errors, "block_errors", {}):
            block = stream[place]
            words = {"block": block.block.label, "number": place + 1}
            text = _("The block “%(block)s”, number %(number)s, is not filled in.")
            yield Finding(text % words, f"{name}.{block.id}", stops=True)
        for words in getattr(errors, "non_block_errors", ()) or ():
            yield Finding(f"{label}: {' '.join(words.messages)}", name, stops=True)


def publish(course_id: int, chosen: Collection[str], *, by: User) -> list[Page]:
    """Those of the chosen that wait are live, as they were looked at, or none is: then NotReadyError says why."""
    read = dict(choice.split(":", 1) for choice in chosen if ":" in choice)
    with transaction.atomic():
        course = locked_courses().get(pk=course_id)
        items = [it for it in items_of(course, by) if str(it.page.pk) in read]
        stopped = [*_changed(items, chosen)] or [it for it in items if it.stopped]
        if stopped:
            raise NotReadyError(_words_on(stopped))
        pages = [item.page for item in items]
        if not course.live and course not in pages:
            raise NotReadyError(_("The course itself is not published: choose it too."))
        for page in pages:
            revision = page.get_latest_revision() or page.save_revision(user=by)
            revision.publish(user=by)
    return pages


def _changed(items: Iterable[Item], chosen: Collection[str]) -> Iterator[Item]:
    text = _("It was changed since you read it.")
    for item in items:
        if item.choice not in chosen:
            yield replace(item, findings=[Finding(text, stops=True)])


def refuse_incomplete(
    request: HttpRequest, action_type: str, objects: Iterable[object], _action: object
) -> HttpResponse | None:
    """Wagtail's own publishing of many pages at once fails on the first draft that is not filled in."""
    if action_type != "publish":
        return None
    pages = [each for each in objects if isinstance(each, Page)]
    taken = list(pages)
    if "include_descendants" in request.POST:
        taken += [below for page in pages for below in _taken_below(page)]
    items = (_item(page.specific, request.user) for page in taken)
    stopped = [item for item in items if item.stopped]
    if not stopped:
        return None
    messages.error(request, _words_on(stopped))
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


def _taken_below(page: Page) -> Iterator[Page]:
    """Wagtail minds no lock below, so one refuses all; but what waits for its date goes on waiting."""
    for below in page.get_descendants().not_live():
        if not isinstance(below.get_lock(), ScheduledForPublishLock):
            yield below


def _words_on(items: Iterable[Item]) -> SafeString:
    """Words on a lock are markup."""
    text = _("“{page}”: {why}")
    said = [format_html(text, page=it.draft.title, why=_reasons(it)) for it in items]
    return _joined([_("Nothing was published."), *said])


def _reasons(item: Item) -> SafeString:
    return _joined(each.text for each in item.findings if each.stops)


def _joined(texts: Iterable[str]) -> SafeString:
    return format_html_join(" ", "{}", ((text,) for text in texts))


class PublishView(CourseView):
    """The review, and its one button."""

    template_name = "courses/admin/publish.html"
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, course_id: int) -> HttpResponse:
        if not self.course.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        return super().dispatch(request, course_id)

    def get_page_title(self) -> str:
        title = self.course.get_admin_display_title()
        return _("Publish “%(course)s”") % {"course": title}

    def get_context_data(self, **kwargs: object) -> dict:
        items = items_of(self.course, self.request.user)
        ready = sum(not item.stopped for item in items)
        return super().get_context_data(
            course=self.course, items=items, ready=ready, **kwargs
        )

    def post(self, request: HttpRequest, course_id: int) -> HttpResponse:
        chosen = request.POST.getlist("page")
        try:
            pages = publish(course_id, chosen, by=request.user)
        except NotReadyError as refusal:
            messages.error(request, refusal)
            return redirect("curriculum:publish", course_id)
        text = ngettext(
            "%(count)s item is published.", "%(count)s items are published.", len(pages)
        )
        course = CoursePage.objects.get(pk=course_id)
        address = course.live and course.url
        view = [messages.button(address, _("View live"))] if address else []
        messages.success(request, text % {"count": len(pages)}, buttons=view)
        return redirect(reverse("curriculum:index", args=[course_id]))
