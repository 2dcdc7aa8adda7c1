"""One action on many things: rows are filled in, read once more line by line, then carried out one after the other.

Each is a transaction of its own. What is refused stays in its row, with the reason; nothing that was typed is lost.
"""

from dataclasses import dataclass

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

MOST = 50
CHOSEN = "chosen"


class Refused(Exception):
    """Why this row was not carried out."""


@dataclass
class Row:
    """A thing, its part of the form, whether it was ticked; what will happen to it, or why it did not."""

    thing: Model
    form: forms.Form
    chosen: bool = False
    facts: list[str] | None = None
    line: str = ""
    refusal: str = ""


class RowsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """``done`` says of ``%(thing)s`` that it was carried out; ``nothing`` that there is none; ``button`` what is done."""

    model: type[Model]
    form_class: type[forms.Form]
    template_name = "commerce/admin/rows.html"
    index_url_name = ""
    done = nothing = button = ""
    is_searched = False

    # -- what each page says

    def get_queryset(self) -> QuerySet:
        raise NotImplementedError

    def form_for(self, thing: Model, **kwargs: object) -> forms.Form:
        return self.form_class(prefix=str(thing.pk), **kwargs)

    def facts(self, thing: Model) -> list[str]:
        raise NotImplementedError

    def title_of(self, thing: Model) -> str:
        return str(thing)

    def consequence(self, row: Row) -> str:
        raise NotImplementedError

    def carry_out(self, row: Row) -> None:
        """Raises Refused."""
        raise NotImplementedError

    # -- the same for all

    def get_breadcrumbs_items(self) -> list[dict]:
        things = capfirst(self.model._meta.verbose_name_plural)  # noqa: SLF001 -- documented
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": things},
            {"url": "", "label": self.get_page_title()},
        ]

    def get(self, _request: HttpRequest) -> HttpResponse:
        return self.shows(
            [Row(each, self.form_for(each)) for each in self.get_queryset()[:MOST]]
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        rows = self._posted()
        chosen = [row for row in rows if row.chosen]
        valid = [row.form.is_valid() for row in chosen]
        if not chosen:
            messages.error(request, _("Tick at least one row."))
        if not chosen or not all(valid):
            return self.shows(rows)
        if "confirmed" not in request.POST:
            for row in chosen:
                row.line = self.consequence(row)
            return self.shows(chosen, to_confirm=True)
        return self._carry_out_all(chosen)

    def shows(self, rows: list[Row], *, to_confirm: bool = False) -> HttpResponse:
        for row in rows:
            row.facts = self.facts(row.thing)
        media = sum((row.form.media for row in rows), forms.Media())
        return self.render_to_response(
            self.get_context_data(rows=rows, to_confirm=to_confirm, media=media)
        )

    def _posted(self) -> list[Row]:
        """Those of the form, though the list may have changed: what became of one is said when it is carried out."""
        data = self.request.POST
        chosen = set(data.getlist(CHOSEN))
        keys = [key for key in data.getlist("row") if _is_key(self.model, key)]
        found = self.model.objects.in_bulk(keys[:MOST])
        known = {str(pk): thing for pk, thing in found.items()}
        return [self._as_posted(known[key], chosen) for key in keys if key in known]

    def _as_posted(self, thing: Model, chosen: set[str]) -> Row:
        """A row that was not ticked keeps what was typed into it, and nobody judges it."""
        data = self.request.POST
        if str(thing.pk) in chosen:
            return Row(thing, self.form_for(thing, data=data), chosen=True)
        typed = {name: data.get(f"{thing.pk}-{name}", "") for name in self.form_class.base_fields}  # fmt: skip
        return Row(thing, self.form_for(thing, initial=typed))

    def _carry_out_all(self, rows: list[Row]) -> HttpResponse:
        for row in rows:
            try:
                self.carry_out(row)
            except Refused as refused:
                row.refusal = str(refused)
            else:
                messages.success(
                    self.request, self.done % {"thing": self.title_of(row.thing)}
                )
        left = [row for row in rows if row.refusal]
        if left:
            messages.error(self.request, _("What is still listed here was not carried out; each row says why."))  # fmt: skip
            return self.shows(left)
        return redirect(self.index_url_name)


def _is_key(model: type[Model], text: str) -> bool:
    try:
        model._meta.pk.to_python(text)  # noqa: SLF001 -- documented
    except forms.ValidationError:
        return False
    return True
