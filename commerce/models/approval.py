"""Pricing pages that an approver publishes, where the site's settings ask for it; off by default."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail import hooks
from wagtail.models import (
    AbstractGroupApprovalTask,
    PagePermissionTester,
    Task,
    Workflow,
    WorkflowTask,
)

from accounts.models import User

APPROVES = "commerce.approve_pricingpage"
NAME = _("Approval of pricing pages")


def is_approval_on() -> bool:
    """The switch lies in an app above, which answers by the hook ``pricing_needs_approval``."""
    return any(answer() for answer in hooks.get_hooks("pricing_needs_approval"))


def needs_approver(user: User) -> bool:
    """Whether what this person writes waits for somebody else."""
    return is_approval_on() and not user.has_perm(APPROVES)


class ApprovalTester(PagePermissionTester):
    """What Wagtail asks wherever it publishes, schedules, unpublishes, moves or deletes."""

    def __init__(self, user: User, page: "Approved") -> None:
        super().__init__(user, page)
        if needs_approver(user):  # a superuser has no set, and approves
            getattr(self, "permissions", set()).discard("publish")


class Approved:
    """Mixin: pages of this type wait for an approver while the switch is on."""

    def permissions_for_user(self, user: User) -> ApprovalTester:
        return ApprovalTester(user, self)

    @property
    def has_workflow(self) -> bool:
        return is_approval_on() or super().has_workflow

    def get_workflow(self) -> Workflow | None:
        return approval_workflow() if is_approval_on() else super().get_workflow()


class PricingApproval(AbstractGroupApprovalTask):
    """The task of every group that may approve now; nobody chooses the groups."""

    admin_form_fields = Task.admin_form_fields
    admin_form_widgets: dict = {}

    class Meta:
        verbose_name = NAME
        verbose_name_plural = NAME

    @property
    def groups(self) -> QuerySet[Group]:
        codename = APPROVES.partition(".")[2]
        return Group.objects.filter(permissions__codename=codename)

    @classmethod
    def get_description(cls) -> str:
        return _("Whoever may approve pricing pages can approve this task")


def approval_workflow() -> Workflow:
    """The one with such a task, whatever an owner calls it; made when it is first needed."""
    tasks = PricingApproval.objects.filter(active=True)
    found = Workflow.objects.active().filter(workflow_tasks__task__in=tasks)
    return found.order_by("pk").first() or _new_workflow()


def _new_workflow() -> Workflow:
    with override(settings.LANGUAGE_CODE):
        name = str(NAME)
    workflow = Workflow.objects.create(name=name)
    task = PricingApproval.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow
