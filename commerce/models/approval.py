"""Pricing pages that an approver publishes, where the site's settings ask for it; off by default."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail import hooks
from wagtail.models import (
    GroupApprovalTask,
    PagePermissionTester,
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


def approval_workflow() -> Workflow:
    """One task, of every group that may approve; made when it is first needed, whatever language one works in."""
    with override(settings.LANGUAGE_CODE):
        name = str(NAME)
    found = Workflow.objects.filter(name=name, active=True).first()
    if found:
        return found
    workflow = Workflow.objects.create(name=name)
    task = GroupApprovalTask.objects.create(name=name)
    codename = APPROVES.partition(".")[2]
    task.groups.set(Group.objects.filter(permissions__codename=codename))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow
