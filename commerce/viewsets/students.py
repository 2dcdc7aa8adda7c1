"""The people of a course: a list, a number beside the page, and a file to take along."""

from collections.abc import Iterator

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts.models import User
from commerce.domain.students import Standing, sellable, students_of, with_students
from commerce.models import OrderLine
from commerce.money import Money

from .exports import Exported, ExportMixin
from .lists import DayColumn

MAY = "commerce.view_entitlement"


def name_of(line: OrderLine) -> str:
    """As the account or, of a guest, the bill says."""
    known = line.order.user and line.order.user.get_full_name()
    return known or line.order.billing.get("name", "")


def _email(line: OrderLine) -> str:
    return line.order.user.email if line.order.user else line.order.email


def _paid(line: OrderLine) -> Money:
    return Money(line.paid or 0, line.order.currency)


def _standing(line: OrderLine) -> str:
    return str(Standing(line.standing).label)


def in_words(count: int) -> str:
    words = ngettext("%(count)s student", "%(count)s students", count)
    return words % {"count": count}


class StudentFilters(WagtailFilterSet):
    standing = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Standing.choices
    )

    class Meta:
        model = OrderLine
        fields = ["standing"]


class StudentsView(ExportMixin, IndexView):
    model = OrderLine
    page_title = gettext_lazy("Students")
    header_icon = "group"
    filterset_class = StudentFilters
    is_searchable = True
    export_filename = "students"
    columns = [
        TitleColumn(
            "name",
            label=gettext_lazy("Name"),
            accessor=lambda line: name_of(line) or _email(line),
            get_url=lambda line: reverse("orders:inspect", args=[line.order_id]),
        ),
        Column("email", label=gettext_lazy("E-mail"), accessor=_email),
        StatusTagColumn(
            "standing",
            label=gettext_lazy("State"),
            accessor=_standing,
            primary=lambda line: line.standing == Standing.ACTIVE,
        ),
        Column("paid", label=gettext_lazy("Paid"), accessor=_paid),
        DateColumn("settled_at", label=gettext_lazy("Since")),
        DayColumn("ends", label=gettext_lazy("Until")),
    ]
    exported = (
        Exported(gettext_lazy("Name"), name_of),
        Exported(gettext_lazy("E-mail"), _email),
        Exported(gettext_lazy("State"), _standing),
        Exported(gettext_lazy("Paid"), lambda line: _paid(line).decimal),
        Exported(gettext_lazy("Currency"), lambda line: line.order.currency),
        Exported(gettext_lazy("Since"), lambda line: line.settled_at),
        Exported(gettext_lazy("Until"), lambda line: line.ends),
        Exported(gettext_lazy("Order"), lambda line: line.order.number),
    )

    def setup(self, request: HttpRequest, page_id: int) -> None:
        pages = Page.objects.type(*sellable())
        self.page = get_object_or_404(pages, pk=page_id)
        super().setup(request, page_id=page_id)

    def dispatch(self, request: HttpRequest, **where: object) -> HttpResponse:
        if not request.user.has_perm(MAY):
            raise PermissionDenied
        return super().dispatch(request, **where)

    def get_base_queryset(self) -> QuerySet[OrderLine]:
        return students_of(self.page)

    def search_queryset(self, queryset: QuerySet[OrderLine]) -> QuerySet[OrderLine]:
        for word in self.search_query.split():
            queryset = queryset.filter(
                Q(order__email__icontains=word)
                | Q(order__billing__name__icontains=word)
                | Q(order__user__email__icontains=word)
                | Q(order__user__first_name__icontains=word)
                | Q(order__user__last_name__icontains=word)
            )
        return queryset

    def get_page_subtitle(self) -> str:
        return self.page.title

    def get_index_url(self) -> str:
        return reverse("students", args=[self.page.pk])

    def get_index_results_url(self) -> str:
        return reverse("students_results", args=[self.page.pk])

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *WagtailAdminTemplateMixin.get_breadcrumbs_items(self),
            {"url": reverse("courses_students"), "label": self.page_title},
            {"url": "", "label": self.page.title},
        ]


class CoursesStudentsView(WagtailAdminTemplateMixin, TemplateView):
    """Every page that is sold, with the number of its people."""

    template_name = "commerce/admin/students.html"
    page_title = gettext_lazy("Students")
    header_icon = "group"

    def dispatch(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm(MAY):
            raise PermissionDenied
        return super().dispatch(request)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: object) -> dict:
        pages = Page.objects.type(*sellable()).select_related("locale")
        found = with_students(pages).order_by("title", "locale")
        return super().get_context_data(pages=found, **kwargs)


def student_urls() -> list[URLPattern]:
    results = StudentsView.as_view(results_only=True)
    return [
        path("students/", CoursesStudentsView.as_view(), name="courses_students"),
        path("students/<int:page_id>/", StudentsView.as_view(), name="students"),
        path("students/<int:page_id>/results/", results, name="students_results"),
    ]


def count_students(
    _parent: Page, pages: QuerySet[Page], request: HttpRequest
) -> QuerySet[Page]:
    """In the explorer: with its rows, so that their number costs no query."""
    return with_students(pages) if request.user.has_perm(MAY) else pages


def listed_students(page: Page, user: User, **_context: object) -> Iterator[Button]:
    """Beside a row of the explorer; elsewhere nobody has counted."""
    if hasattr(page, "students"):
        yield from students_button(page, user)


def students_button(page: Page, user: User, **_context: object) -> Iterator[Button]:
    """The view behind it decides again who may."""
    types = ContentType.objects.get_for_models(*sellable()).values()
    if page.content_type_id not in [each.pk for each in types]:
        return
    if not user.has_perm(MAY):
        return
    count = getattr(page, "students", None)
    if count is None:
        count = with_students(Page.objects.filter(pk=page.pk)).get().students
    url = reverse("students", args=[page.pk])
    yield Button(in_words(count), url=url, icon_name="group", priority=13)
