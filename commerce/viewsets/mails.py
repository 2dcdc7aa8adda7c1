"""Reports → E-mails: each mail the site sends, as it would be now."""

from urllib.parse import urlencode

from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.mail import EmailMultiAlternatives
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from commerce.models import Order

from .samples import SHOWN, composed, of_accounts, titles

SEEN_BY = "commerce.view_order"
# Nothing but its own inline styles and our own pictures; no script, no origin.
STRICT = {
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'"],
    "frame-ancestors": ["'self'"],
}


class ShownForm(forms.Form):
    """Of which order, in which language."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=settings.LANGUAGES
    )
    order = forms.CharField(
        label=gettext_lazy("Order number"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Empty: a sample."),
    )

    def clean_order(self) -> Order | None:
        number = self.cleaned_data["order"].strip().upper()
        found = Order.objects.filter(number=number).first()
        if number and found is None:
            raise forms.ValidationError(_("No order has this number."))
        return found


class MailsView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """All of them, by what they are about."""

    permission_required = SEEN_BY
    template_name = "commerce/admin/mails.html"
    page_title = gettext_lazy("E-mails")
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(
            of_orders=SHOWN.items(), of_accounts=of_accounts().items(), **kwargs
        )


class MailView(MailsView):
    """One of them, in both parts and both themes."""

    template_name = "commerce/admin/mail.html"

    def setup(self, request: HttpRequest, slug: str) -> None:
        super().setup(request, slug=slug)
        self.slug, self.page_title = slug, titles().get(slug)
        if self.page_title is None:
            raise Http404

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("mails"), "label": _("E-mails")},
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def form(self) -> ShownForm:
        return ShownForm({"language": get_language()} | self.request.GET.dict())

    def mail(self) -> EmailMultiAlternatives | None:
        if not self.form.is_valid():
            return None
        asked = self.form.cleaned_data
        return composed(self.slug, asked["language"], asked["order"])

    def get_context_data(self, **kwargs: object) -> dict:
        html = reverse("mail_html", args=[self.slug])
        return super().get_context_data(
            form=self.form,
            mail=self.mail(),
            html_url=f"{html}?{urlencode(self.form.data)}",
            **kwargs,
        )


# A frame of a strange origin does not hear of the theme around it.
IN_DARK = "(prefers-color-scheme: dark)"
LOOKS = {"light": "not all", "dark": "all"}


class MailPartView(MailView):
    """The HTML part alone, for a frame that runs nothing; in the reader's theme, or that of ``look``."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        mail = self.mail()
        if mail is None:
            raise Http404
        [(html, _type)] = mail.alternatives
        wanted = LOOKS.get(request.GET.get("look", ""), IN_DARK)
        html = html.replace(IN_DARK, wanted)
        return HttpResponse(html, headers={"Content-Disposition": "inline"})


def mail_urls() -> list[URLPattern]:
    alone = csp_update(STRICT)(MailPartView.as_view())
    return [
        path("emails/", MailsView.as_view(), name="mails"),
        path("emails/<slug:slug>/", MailView.as_view(), name="mail"),
        path("emails/<slug:slug>/html/", alone, name="mail_html"),
    ]


class MailsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEEN_BY)


def mails_item() -> MenuItem:
    return MailsItem(_("E-mails"), reverse("mails"), icon_name="mail", order=900)
