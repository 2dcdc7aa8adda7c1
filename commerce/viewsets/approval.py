"""The ways around an approval that a page's own permissions do not close, and the words on the button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem, SubmitForModerationMenuItem
from wagtail.models import Page

from commerce.models import PricingPage
from commerce.models.approval import is_approval_on, needs_approver


class AskMenuItem(SubmitForModerationMenuItem):
    def get_context_data(self, parent_context: dict) -> dict:
        context = super().get_context_data(parent_context)
        return {**context, "label": _("Submit for approval")}


def ask_instead(
    items: list[ActionMenuItem], request: HttpRequest, context: dict
) -> None:
    """In the menu of a pricing page: its permissions are its parent's while it is being made."""
    if context["view"] == "create":
        kind = request.resolver_match.kwargs.get("content_type_model_name")
        if kind == "pricingpage" and needs_approver(request.user):
            decided = {"action-publish", "action-submit"}
            items[:] = [item for item in items if item.name not in decided]
            items.append(AskMenuItem())
    elif isinstance(context["page"], PricingPage) and is_approval_on():
        items[:] = [
            AskMenuItem(item.order) if item.name == "action-submit" else item
            for item in items
        ]


def keep_new_a_draft(
    request: HttpRequest, _parent: Page, page_class: type[Page]
) -> None:
    """Before a page is made: it is kept, not published."""
    if page_class is PricingPage and needs_approver(request.user):
        asked = request.POST.copy()
        if asked.pop("action-publish", None):
            request.POST = asked
            messages.warning(
                request,
                _(
                    "Pricing pages need an owner’s approval here: submit the draft for it."
                ),
            )


def ask_at_once(request: HttpRequest, page: Page) -> None:
    """After a page was made: Wagtail submits it only where its parent has a workflow."""
    if not (isinstance(page, PricingPage) and is_approval_on()):
        return
    if request.POST.get("action-submit") and not page.workflow_in_progress:
        page.get_workflow().start(page, request.user)
        messages.success(request, _("It waits for an owner’s approval."))


def refuse_live_copies(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before it is copied with its state, or shown a second time. Above it are only front pages, and nobody copies those."""
    is_live = request.POST.get("publish_copies") or request.POST.get("alias")
    is_waiting = page.specific_class is PricingPage and needs_approver(request.user)
    if not (is_live and is_waiting):
        return None
    text = _(
        "Pricing pages need an owner’s approval here: copy without publishing, then submit the copy."
    )
    messages.error(request, text)
    return redirect("wagtailadmin_pages:copy", page.pk)
