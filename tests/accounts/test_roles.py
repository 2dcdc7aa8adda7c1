"""Four roles, asked at the CMS's own addresses."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from accounts.models import User
from accounts.roles import EDITOR, FINANCE, OWNER, SUPPORT, install_roles
from courses.models import CourseIndexPage
from home.models import HomePage, SiteSettings
from tests.accounts.people import known

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]

READER = ""


@pytest.fixture
def home(db) -> HomePage:
    root = Page.get_first_root_node()
    home = root.add_child(
        instance=HomePage(title="Home", slug="accueil", locale=Locale.get_active())
    )
    home.add_child(
        instance=CourseIndexPage(title="Courses", slug="courses", live=False)
    )
    Site.objects.update(root_page=home)
    return home


def in_role(role: str) -> Client:
    user = known(f"{role or 'reader'}@example.com".lower())
    if role:
        user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


ALL, EDITING, OWNING = {EDITOR, SUPPORT, FINANCE, OWNER}, {EDITOR, OWNER}, {OWNER}
MONEY, SUPPORTING = {FINANCE, OWNER}, {SUPPORT, FINANCE, OWNER}
MATRIX = {
    "wagtailadmin_home": ALL,
    "wagtailadmin_account": ALL,
    "explore": EDITING,
    "edit": EDITING,
    "add": EDITING,
    "history": EDITING,
    "wagtailimages:index": EDITING,
    "wagtailimages:add": EDITING,
    "wagtaildocs:index": EDITING,
    "wagtaildocs:add": EDITING,
    "wagtailadmin_collections:index": OWNING,
    "wagtailusers_users:index": OWNING,
    "wagtailusers_users:add": OWNING,
    "wagtailusers_groups:index": OWNING,
    "wagtailsites:index": OWNING,
    "wagtaillocales:index": OWNING,
    "wagtailadmin_workflows:index": OWNING,
}


def address(name: str, home: HomePage) -> str:
    child = home.get_children().get()
    special = {
        "explore": ("wagtailadmin_explore", [home.pk]),
        "edit": ("wagtailadmin_pages:edit", [child.pk]),
        "history": ("wagtailadmin_pages:history", [child.pk]),
        "add": ("wagtailadmin_pages:add", ["home", "standardpage", home.pk]),
    }
    view, args = special.get(name, (name, []))
    return reverse(view, args=args)


def approves(home: HomePage, *, on: bool) -> None:
    """Pricing pages are approved by owners, or published by editors themselves; nothing else changes with it."""
    SiteSettings.objects.update_or_create(
        site=Site.objects.get(), defaults={"approve_pricing": on}
    )


@pytest.mark.parametrize("role", [READER, *sorted(ALL)])
def test_addresses_of_the_cms_open_to_their_roles_only(home, role):
    client = in_role(role)

    for on in (False, True):
        approves(home, on=on)
        answers = {name: client.get(address(name, home)) for name in MATRIX}
        opened = {name for name, it in answers.items() if it.status_code == 200}
        assert opened == {name for name, roles in MATRIX.items() if role in roles}


@pytest.mark.parametrize("on", [False, True], ids=["by themselves", "approved"])
@pytest.mark.parametrize(
    ("role", "published"),
    [(EDITOR, True), (SUPPORT, False), (FINANCE, False), (OWNER, True)],
)
def test_editors_and_owners_publish(home, on, role, published):
    approves(home, on=on)
    courses = home.get_children().get()
    words = {"title": "Courses", "slug": "courses", "intro": "", "action-publish": "1"}
    answer = in_role(role).post(address("edit", home), words)

    courses.refresh_from_db()
    assert (courses.live, answer.status_code) == (published, 302)


def test_an_editor_deletes_no_page_that_holds_others(home):
    in_role(EDITOR).post(reverse("wagtailadmin_pages:delete", args=[home.pk]))

    assert HomePage.objects.filter(pk=home.pk).exists()


MAY = {
    "commerce.add_checkoutsnippet": EDITING,
    "commerce.change_checkoutsnippet": EDITING,
    "commerce.view_product": EDITING,
    "commerce.view_price": EDITING,
    "commerce.view_paymentmethod": EDITING,
    "commerce.change_paymentmethod": OWNING,
    "commerce.add_price": OWNING,
    "commerce.add_priceversion": OWNING,
    "commerce.view_order": SUPPORTING,
    "commerce.view_payment": SUPPORTING,
    "commerce.view_webhookevent": SUPPORTING,
    "commerce.view_entitlement": SUPPORTING,
    "commerce.record_payment": SUPPORTING,
    "commerce.approve_pricingpage": OWNING,
    "commerce.view_figures": MONEY,
    "commerce.export_order": MONEY,
    "commerce.refund_payment": MONEY,
    "commerce.change_order": set(),
    "commerce.delete_order": set(),
    "commerce.change_payment": set(),
    "commerce.change_entitlement": set(),
    "commerce.change_priceversion": set(),
    "commerce.delete_priceversion": set(),
    "commerce.delete_product": set(),
    "accounts.change_user": OWNING,
    "accounts.delete_user": set(),
}


@pytest.mark.parametrize("role", sorted(ALL))
def test_amounts_are_the_owners_and_facts_are_nobodys(role):
    user = known(f"{role}@example.com")
    user.groups.add(Group.objects.get(name=role))
    user = User.objects.get(pk=user.pk)

    held = {permission for permission in MAY if user.has_perm(permission)}

    assert held == {permission for permission, may in MAY.items() if role in may}


def test_every_permission_the_roles_name_exists():
    """Those of drafts appear once the checkout is a registered snippet."""
    drafts = {
        f"commerce.{verb}_checkoutsnippet" for verb in ["publish", "lock", "unlock"]
    }

    assert install_roles() <= drafts


def test_installing_again_repairs_and_adds_nothing(home):
    before = sorted(
        GroupPagePermission.objects.values_list("group__name", "permission__codename")
    )
    GroupPagePermission.objects.filter(group__name=EDITOR).delete()
    Group.objects.get(name=EDITOR).permissions.clear()
    support = Group.objects.get(name=SUPPORT)
    GroupPagePermission.objects.create(
        group=support, page=home, permission_type="publish"
    )

    call_command("roles")

    assert (
        sorted(
            GroupPagePermission.objects.values_list(
                "group__name", "permission__codename"
            )
        )
        == before
    )
    assert Group.objects.get(name=EDITOR).permissions.exists()


def test_wagtails_own_groups_go_unless_somebody_is_in_them():
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()
    Group.objects.create(name="Editors")
    known("edith@example.com").groups.add(Group.objects.get(name="Editors"))
    install_roles()
    assert Group.objects.filter(name="Editors").exists()


STOCK = "Moderators approval"


@pytest.fixture
def stock(home) -> Workflow:
    """What a new Wagtail sets up, and an installation made before had."""
    workflow = Workflow.objects.create(name=STOCK)
    task = GroupApprovalTask.objects.create(name=STOCK)
    task.groups.add(Group.objects.create(name="Moderators"))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=Page.get_first_root_node())
    return workflow


def remove_stock_approval() -> None:
    migration = import_module("accounts.migrations.0002_approval_is_off")
    migration.remove_stock_approval(apps, None)


def is_asked_to_submit(editor: Client, home: HomePage) -> bool:
    page = editor.get(address("edit", home)).content.decode()
    return "action-submit" in page


def test_an_editor_publishes_and_is_not_asked_to_submit(home):
    assert not Workflow.objects.exists()
    assert not is_asked_to_submit(in_role(EDITOR), home)


def test_the_approval_nobody_asked_for_goes_from_an_older_installation(home, stock):
    edith = in_role(EDITOR)
    assert is_asked_to_submit(edith, home)

    remove_stock_approval()

    assert not is_asked_to_submit(edith, home)
    assert not GroupApprovalTask.objects.exists()


def rename(workflow: Workflow) -> None:
    workflow.name = "Two pairs of eyes"
    workflow.save()


def add_a_task(workflow: Workflow) -> None:
    task = GroupApprovalTask.objects.create(name="The lawyer reads it")
    WorkflowTask.objects.create(workflow=workflow, task=task)


def move(workflow: Workflow) -> None:
    WorkflowPage.objects.update(page=HomePage.objects.get())


def use(workflow: Workflow) -> None:
    page = HomePage.objects.get()
    page.save_revision()
    workflow.start(page, known("edith@example.com"))


@pytest.mark.parametrize("made_it_theirs", [rename, add_a_task, move, use])
def test_an_approval_that_an_owner_made_theirs_stays(
    stock, made_it_theirs: Callable[[Workflow], None]
):
    made_it_theirs(stock)

    remove_stock_approval()

    assert Workflow.objects.filter(pk=stock.pk).exists()
    assert stock.workflow_tasks.exists()


def test_whoever_owns_the_site_approves_in_the_place_of_wagtails_moderators(stock):
    install_roles()

    groups = GroupApprovalTask.objects.get().groups.all()
    assert [each.name for each in groups] == [OWNER]
