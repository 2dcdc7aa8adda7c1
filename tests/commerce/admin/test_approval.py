"""Where pricing pages are approved, an editor asks and an owner answers; no address of the CMS leads around it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    Locale,
    Page,
    Revision,
    Workflow,
    WorkflowTask,
)

from accounts.roles import EDITOR, OWNER
from commerce.models import PricingApproval, PricingPage, approval
from commerce.viewsets import approval as routes
from home.models import HomePage, SiteSettings
from tests.databases import undone

from .conftest import staff

pytestmark = pytest.mark.django_db

ADD = "wagtailadmin_pages:add"
EDIT, UNPUBLISH, COPY, DELETE, MOVE = (
    f"wagtailadmin_pages:{name}"
    for name in ("edit", "unpublish", "copy", "delete", "move_confirm")
)


@pytest.fixture
def page(shop) -> PricingPage:
    """Live, with a cheaper draft that nobody has published."""
    home = shop.course.get_parent().get_parent().specific
    sold = [("pricing_table", shop.checkout)]
    page = home.add_child(
        instance=PricingPage(title="Plans", slug="plans", locale=home.locale, body=sold)
    )
    page.save_revision().publish()
    page.title = "Cheaper"
    page.save_revision()
    return PricingPage.objects.get()


@pytest.fixture
def switched_on(page) -> None:
    SiteSettings.objects.create(site=page.get_site(), approve_pricing=True)


@pytest.fixture
def without_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (approval, routes):
        monkeypatch.setattr(module, "needs_approver", lambda _user: False)


def shown() -> list[str]:
    """What visitors see, or will by a schedule."""
    live = [
        f"{page.title} in {page.locale} below {page.get_parent().title}"
        for page in PricingPage.objects.live()
    ]
    scheduled = Revision.objects.exclude(approved_go_live_at=None)
    return sorted(live) + [each.object_str for each in scheduled]


BEFORE = ["Plans in English below Amphi"]

# -- every address that publishes, takes off or doubles


def words(**more: str) -> dict[str, str]:
    return {"title": "Cheaper", "slug": "plans", "body-count": "0", **more}


def publish(client: Client, page: Page) -> None:
    form = words(**{"action-publish": "1"})
    client.post(reverse(EDIT, args=[page.pk]), form)


def schedule(client: Client, page: Page) -> None:
    later = f"{timezone.localtime() + timedelta(days=2):%Y-%m-%d %H:%M}"
    form = words(**{"action-publish": "1", "go_live_at": later})
    client.post(reverse(EDIT, args=[page.pk]), form)


def publish_an_older_version(client: Client, page: Page) -> None:
    older = page.revisions.order_by("-pk").first()
    address = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, older.pk])
    revert = {"revision": str(older.pk), "action-publish": "1"}
    client.get(address)
    client.post(reverse(EDIT, args=[page.pk]), words(**revert))


def create(client: Client, page: Page) -> None:
    address = reverse(ADD, args=["commerce", "pricingpage", page.get_parent().pk])
    client.post(address, words(slug="new", **{"action-publish": "1"}))


def in_bulk(action: str, page: Page) -> str:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{address}?id={page.pk}"


def publish_in_bulk(client: Client, page: Page) -> None:
    client.post(in_bulk("publish", page), {"include_descendants": "on"})


def publish_from_above(client: Client, page: Page) -> None:
    unpublished = PricingPage(title="Sales", slug="sales", locale=page.locale)
    unpublished.live = False
    page.get_parent().add_child(instance=unpublished)
    form = {"include_descendants": "on"}
    client.post(in_bulk("publish", page.get_parent()), form)


def unpublish(client: Client, page: Page) -> None:
    client.post(reverse(UNPUBLISH, args=[page.pk]))


def unpublish_in_bulk(client: Client, page: Page) -> None:
    client.post(in_bulk("unpublish", page), {"include_descendants": "on"})


def unpublish_from_above(client: Client, page: Page) -> None:
    form = {"include_descendants": "on"}
    client.post(reverse(UNPUBLISH, args=[page.get_parent().pk]), form)


def copied(page: Page, parent: Page, **more: str) -> dict[str, str]:
    names = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": str(parent.pk)}
    return names | more


def copy_live(client: Client, page: Page) -> None:
    form = copied(page, page.get_parent(), publish_copies="on")
    client.post(reverse(COPY, args=[page.pk]), form)


def alias(client: Client, page: Page) -> None:
    form = copied(page, page.get_parent(), alias="on")
    client.post(reverse(COPY, args=[page.pk]), form)


def delete(client: Client, page: Page) -> None:
    client.post(reverse(DELETE, args=[page.pk]))


def delete_in_bulk(client: Client, page: Page) -> None:
    client.post(in_bulk("delete", page))


def other_home(page: Page) -> HomePage:
    home = HomePage(title="Other", slug="other", locale=page.locale)
    return Page.get_first_root_node().add_child(instance=home)


def move(client: Client, page: Page) -> None:
    client.post(reverse(MOVE, args=[page.pk, other_home(page).pk]))


def move_in_bulk(client: Client, page: Page) -> None:
    client.post(in_bulk("move", page), {"chooser": str(other_home(page).pk)})


def ask(client: Client, page: Page) -> None:
    client.post(reverse(EDIT, args=[page.pk]), words(**{"action-submit": "1"}))


WAYS = [
    publish,
    schedule,
    publish_an_older_version,
    create,
    publish_in_bulk,
    publish_from_above,
    unpublish,
    unpublish_in_bulk,
    unpublish_from_above,
    copy_live,
    alias,
    move,
    move_in_bulk,
    delete,
    delete_in_bulk,
]


def leading(client: Client, page: PricingPage) -> set[str]:
    """The ways, each undone before the next, after which visitors see something else."""
    found = set()
    for way in WAYS:
        with undone():
            way(client, PricingPage.objects.get(pk=page.pk))
            if shown() != BEFORE:
                found.add(way.__name__)
        cache.clear()  # of what was undone
    return found


EVERY = {way.__name__ for way in WAYS}


def test_no_way_leads_around_the_approval(edith, page, switched_on):
    assert leading(edith, page) == set()


def test_control_without_the_guard_each_way_does(
    edith, page, switched_on, without_guard
):
    assert leading(edith, page) == EVERY


def test_while_it_is_off_editors_publish_by_themselves(edith, page):
    assert leading(edith, page) == EVERY


def test_owners_publish_at_once(olive, page, switched_on):
    assert leading(olive, page) == EVERY


def test_support_publishes_nothing(sam, page, switched_on):
    assert leading(sam, page) == set()
    SiteSettings.objects.update(approve_pricing=False)
    assert leading(sam, page) == set()


def test_a_translation_begins_as_a_draft(edith, page, switched_on):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    page.get_parent().specific.copy_for_translation(french).save_revision().publish()
    address = reverse("simple_translation:submit_page_translation", args=[page.pk])

    edith.post(address, {"locales": [french.pk]})

    assert PricingPage.objects.get(locale=french).live is False


def test_other_pages_are_published_as_ever(edith, shop, switched_on):
    home = shop.course.get_parent().get_parent()
    address = reverse(ADD, args=["home", "standardpage", home.pk])

    edith.post(address, words(slug="about", **{"action-publish": "1"}))

    assert home.get_children().get(slug="about").live


# -- asking and answering


def buttons(client: Client, address: str) -> set[str]:
    form = BeautifulSoup(client.get(address).content, "html.parser")
    found = form.select("footer [name^=action-], footer [data-workflow-action-name]")
    return {each.get("name") or each["data-workflow-action-name"] for each in found}


def test_the_button_says_what_will_happen(edith, olive, page, switched_on):
    address = reverse(EDIT, args=[page.pk])
    new = reverse(ADD, args=["commerce", "pricingpage", page.get_parent().pk])

    assert "action-publish" not in buttons(edith, address) | buttons(edith, new)
    assert "Submit for approval" in edith.get(address).content.decode()
    assert "action-publish" in buttons(olive, address) & buttons(olive, new)

    SiteSettings.objects.update(approve_pricing=False)
    assert "action-publish" in buttons(edith, address) & buttons(edith, new)
    assert "action-submit" not in buttons(edith, address)


def test_a_new_page_is_submitted_without_saving_first(edith, page, switched_on):
    new = reverse(ADD, args=["commerce", "pricingpage", page.get_parent().pk])
    assert "action-submit" in buttons(edith, new)
    assert "Submit for approval" in edith.get(new).content.decode()

    edith.post(new, words(slug="new", **{"action-submit": "1"}))

    made = PricingPage.objects.get(slug="new")
    assert made.workflow_in_progress
    assert shown() == BEFORE

    SiteSettings.objects.update(approve_pricing=False)
    assert "action-submit" not in buttons(edith, new)


def test_an_owner_finds_it_on_the_first_screen_and_approves(
    edith, olive, page, switched_on
):
    ask(edith, page)
    assert shown() == BEFORE
    screen = edith.get("/cms/").content.decode()
    assert "Awaiting your review" not in screen
    assert "Nothing else waits for you." in screen
    screen = olive.get("/cms/").content.decode()
    assert "Awaiting your review" in screen
    assert "Nothing else waits for you." in screen
    assert "Nothing waits for you." not in screen

    answer(olive, page, "approve", "Well done.")

    assert shown() == ["Cheaper in English below Amphi"]
    assert "Awaiting your review" not in olive.get("/cms/").content.decode()


def test_an_owner_asks_for_changes_with_a_comment(edith, olive, page, switched_on):
    ask(edith, page)

    answer(olive, page, "reject", "The year is missing.")

    assert shown() == BEFORE
    page = PricingPage.objects.get()
    assert page.current_workflow_state.status == "needs_changes"
    editing = edith.get(reverse(EDIT, args=[page.pk])).content.decode()
    assert "The year is missing." in editing
    ask(edith, page)  # again, after the change
    assert page.current_workflow_state.status == "in_progress"


def answer(client: Client, page: Page, verdict: str, comment: str) -> None:
    state = PricingPage.objects.get(pk=page.pk).current_workflow_task_state
    names = [page.pk, verdict, state.pk]
    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=names), {"comment": comment}
    )


def test_whoever_asked_does_not_answer(edith, page, switched_on):
    ask(edith, page)
    answer(edith, page, "approve", "")
    assert shown() == BEFORE


def test_a_second_step_for_editors_publishes_nothing(edith, olive, page, switched_on):
    """An owner's mistake in Settings → Workflows."""
    step = GroupApprovalTask.objects.create(name="Read it again")
    step.groups.set(edith.user.groups.all())
    workflow = approval.approval_workflow()
    WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=9)
    ask(edith, page)
    answer(olive, page, "approve", "")
    assert PricingPage.objects.get().current_workflow_task_state.task == step.task_ptr

    answer(edith, page, "approve", "")

    assert shown() == BEFORE


def test_one_workflow_however_often_it_is_asked_for(edith, page, switched_on):
    for name in ("Tarifs", "Plans"):  # as it pleases an owner
        ask(edith, page)
        edith.get(reverse(EDIT, args=[page.pk]))
        Workflow.objects.update(name=name)
        PricingPage.objects.get().current_workflow_state.cancel()

    assert Workflow.objects.count() == 1
    assert [group.name for group in PricingApproval.objects.get().groups] == [OWNER]


def test_who_approves_is_whoever_may_now(edith, olive, page, switched_on, mailoutbox):
    """Granted or taken away after the first request, which the mail of the next one follows too."""
    ask(edith, page)
    answer(olive, page, "reject", "")
    heidi = staff("heidi", EDITOR)
    heads = Group.objects.create(name="Heads")
    heads.permissions.add(may := Permission.objects.get(codename="approve_pricingpage"))
    heidi.user.groups.add(heads)
    Group.objects.get(name=OWNER).permissions.remove(may)
    mailoutbox.clear()

    ask(edith, page)

    assert [mail.to for mail in mailoutbox] == [["heidi@example.com"]]
    assert "Awaiting your review" not in olive.get("/cms/").content.decode()
    assert "Awaiting your review" in heidi.get("/cms/").content.decode()
    answer(olive, page, "approve", "")
    assert shown() == BEFORE
    answer(heidi, page, "approve", "")
    assert shown() == ["Cheaper in English below Amphi"]


def test_two_homes_of_one_site_ask_alike(edith, page, switched_on):
    """The switch is the site's; a page below a home that no site shows is no way around."""
    page.move(other_home(page), pos="last-child")

    publish(edith, PricingPage.objects.get())

    assert shown() == ["Plans in English below Other"]
