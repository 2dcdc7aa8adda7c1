"""“Why can this person not watch?”: the question every page asks, answered in words."""

from collections.abc import Iterator

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import date
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from accounts.models import User
from commerce.access import Access, Reason, Viewer, access_below, can_view
from commerce.domain.balance import suspended
from commerce.domain.students import gated, sellable
from commerce.models import Entitlement, Order, ProductGrant

SHOWN = 10


class PageChoice(forms.ModelChoiceField):
    """What is sold, and below it what it opens."""

    def label_from_instance(self, page: Page) -> str:
        below = issubclass(page.specific_class, tuple(gated()))
        return f"— {page.title}" if below else f"{page.title} ({page.locale})"


def _sold_and_below() -> QuerySet[Page]:
    types = Page.objects.type(*sellable(), *gated())
    return types.select_related("locale", "content_type").order_by("path")


class QuestionForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    page = PageChoice(Page.objects.none(), label=gettext_lazy("Course or lesson"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = _sold_and_below()


class WatchingView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "commerce/admin/watching.html"
    page_title = gettext_lazy("Why can this person not watch?")
    header_icon = "view"

    def dispatch(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("commerce.view_entitlement"):
            raise PermissionDenied
        return super().dispatch(request)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: object) -> dict:
        asked = self.request.GET
        form = QuestionForm(asked if "page" in asked else None, initial=asked.dict())
        answer = _answer(**form.cleaned_data) if form.is_valid() else {}
        return super().get_context_data(form=form, answer=answer, **kwargs)


def _answer(email: str, page: Page) -> dict:
    user = User.objects.filter(email__iexact=email).first()
    access = _access(Viewer(user_id=user and user.pk), page.specific)
    own = Q(email__iexact=email) | Q(user=user) if user else Q(email__iexact=email)
    mine = Order.objects.filter(own).order_by("-created")
    orders = list(mine.prefetch_related("lines")[:SHOWN])
    hints = [*_about_person(user), *_about_orders(orders)]
    return {
        "verdict": _verdict(access),
        "hints": [*_about_page(page), *([] if access.allowed else hints)],
        "held": _held(user, page) if user else [],
        "orders": orders,
    }


def _access(viewer: Viewer, page: Page) -> Access:
    """To a lesson itself; to what is gated below a course."""
    asks = can_view if isinstance(page, tuple(gated())) else access_below
    return asks(viewer, page)


def _verdict(access: Access) -> str:
    until = access.until and date(localtime(access.until), "DATETIME_FORMAT")
    if access.reason == Reason.FREE:
        return _("Everybody can watch it: it is free")
    if access.allowed:
        text = _("This person can watch it, until %(moment)s") if until else _("This person can watch it, for good")  # fmt: skip
    else:
        text = {
            Reason.ENDED: _("This person had it until %(moment)s"),
            Reason.FOR_SALE: _("This person holds nothing that opens it"),
        }.get(access.reason, _("Nothing on sale opens it, and this person holds nothing that does"))  # fmt: skip
    return text % {"moment": until}


def _about_page(page: Page) -> Iterator[str]:
    if not page.live:
        yield _("It is not published: nobody sees it.")
    if page.get_view_restrictions().exists():
        yield _("It is private besides, or what stands above it is: who buys it may still have to sign in as a member of a group, or know a password.")  # fmt: skip


def _about_person(user: User | None) -> Iterator[str]:
    if user is None:
        yield _(
            "No account has this address. Ask under which one this person signs in."
        )
    elif not user.is_active:
        yield _("The account is switched off.")


def _about_orders(orders: list[Order]) -> Iterator[str]:
    mine = Order.objects.filter(pk__in=[order.pk for order in orders])
    paused = set(suspended(mine).values_list("pk", flat=True))
    for order in orders:
        why = _of_money(order, paused=order.pk in paused)
        names = {"order": order.number, "state": order.get_payment_state_display()}
        if why:
            yield why % names
        for line in order.lines.all():
            if line.settled_at and not line.holds and not why:
                yield _("“%(title)s” of order %(order)s was given back: it is closed.") % {"title": line.title, **names}  # fmt: skip
        if order.payment_state in Order.PAID and order.user_id is None:
            yield _("Order %(order)s was paid as a guest: the link in its receipt adds it to the account.") % names  # fmt: skip


def _of_money(order: Order, *, paused: bool) -> str:
    """What became of the money of an order, where that closes all of it; empty where it does not."""
    if order.payment_state == Order.PaymentState.REFUNDED:
        return _("The money of order %(order)s went back: its access is closed.")
    if order.payment_state not in Order.PAID:
        return _("Order %(order)s is not paid: %(state)s.")
    if paused:
        return _("Order %(order)s is disputed at the bank or PayPal: its access is suspended until that is decided.")  # fmt: skip
    return ""


def _held(user: User, page: Page) -> list[dict]:
    """What the person holds or held, and whether it is made to open this page."""
    keys = page.get_ancestors(inclusive=True).values("translation_key")
    grants = ProductGrant.objects.filter(page_key__in=keys)
    opening = list(grants.values_list("product", "until"))
    entitlements = (
        Entitlement.objects.filter(user=user)
        .select_related("product", "order")
        .prefetch_related("product__texts")
        .order_by("-starts")
    )
    return [
        {"entitlement": each, "opens": _opens(each, opening)}
        for each in entitlements[:SHOWN]
    ]


def _opens(held: Entitlement, opening: list[tuple]) -> bool:
    """A page that was taken out of a product stays open to who had bought before."""
    return any(
        product == held.product_id and (until is None or held.settled_at < until)
        for product, until in opening
    )
