"""Who may do what in the CMS: four groups, from this one table.

Permissions are written as Django's ``app.codename``; ``app.*`` means all of an app's. This module names other apps'
permissions only as text, for it sits below them.
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

EDITOR, SUPPORT, FINANCE, OWNER = "Editor", "Support", "Finance", "Owner"

CMS = {"wagtailadmin.access_admin"}
EDITING = {
    "commerce.add_checkoutsnippet",
    "commerce.change_checkoutsnippet",
    "commerce.publish_checkoutsnippet",
    "commerce.view_checkoutsnippet",
    "commerce.view_product",
    "commerce.view_price",
    "commerce.view_paymentmethod",
    "commerce.view_shippingmethod",
    "courses.add_video",
    "courses.change_video",
    "courses.view_video",
    "simple_translation.submit_translation",
}
# Facts about money and access are seen, never edited; what changes them is an action of its own.
FACTS = {
    f"commerce.view_{fact}"
    for fact in [
        "order",
        "orderline",
        "payment",
        "entitlement",
        "webhookevent",
        "providercall",
        "providerref",
        "effect",
        "refund",
        "refundline",
        "dispute",
        "moneybackrequest",
        "drift",
        "reconcilerun",
    ]
}
SUPPORTING = FACTS | {
    "commerce.cancel_order",
    "commerce.fulfil_order",
    "commerce.record_payment",
    "commerce.replay_webhookevent",
    "commerce.restore_entitlement",
    "commerce.view_coupon",
}
FINANCING = SUPPORTING | {
    "commerce.add_coupon",
    "commerce.change_coupon",
    "commerce.export_order",
    "commerce.refund_payment",
    "commerce.settle_drift",
    "commerce.view_figures",
}
OWNING = {
    "accounts.add_user",
    "accounts.change_user",
    "accounts.view_user",
    "auth.add_group",
    "auth.change_group",
    "auth.delete_group",
    "auth.view_group",
    "commerce.add_paymentmethod",
    "commerce.approve_pricingpage",
    "commerce.change_paymentmethod",
    "commerce.confirm_address",
    "commerce.add_shippingmethod",
    "commerce.change_shippingmethod",
    "commerce.add_price",
    "commerce.change_price",
    "commerce.add_priceversion",
    "commerce.view_priceversion",
    "commerce.add_product",
    "commerce.change_product",
    "commerce.add_productgrant",
    "commerce.change_productgrant",
    "commerce.view_productgrant",
    "commerce.delete_checkoutsnippet",
    "commerce.lock_checkoutsnippet",
    "commerce.unlock_checkoutsnippet",
    "courses.*",
    "home.*",
    "simple_translation.*",
    "wagtailcore.*",
}
PERMISSIONS = {
    EDITOR: CMS | EDITING,
    SUPPORT: CMS | SUPPORTING,
    FINANCE: CMS | FINANCING,
    OWNER: CMS | EDITING | FINANCING | OWNING,
}
PAGES = {
    EDITOR: ["add_page", "change_page", "publish_page"],
    SUPPORT: [],
    FINANCE: [],
    OWNER: [
        "add_page",
        "change_page",
        "publish_page",
        "bulk_delete_page",
        "lock_page",
        "unlock_page",
    ],
}
MEDIA = [
    f"{action}_{kind}"
    for kind in ["image", "document"]
    for action in ["add", "change", "choose"]
]
COLLECTIONS = {
    EDITOR: MEDIA,
    SUPPORT: [],
    FINANCE: [],
    OWNER: [*MEDIA, "add_collection", "change_collection", "delete_collection"],
}


@transaction.atomic
def install_roles() -> set[str]:
    """The four groups hold exactly what the tables say. Answers with the names this installation does not know."""
    unknown: set[str] = set()
    for name, wanted in PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=name)
        unknown |= _hold(group, wanted)
        _hold_pages(group, PAGES[name])
        _hold_collections(group, COLLECTIONS[name])
    _retire_stock_groups()
    return unknown


def _hold(group: Group, wanted: set[str]) -> set[str]:
    found = Permission.objects.none()
    unknown = set()
    for name in wanted:
        app, codename = name.split(".")
        named = Permission.objects.filter(content_type__app_label=app)
        if codename != "*":
            named = named.filter(codename=codename)
        if not named.exists():
            unknown.add(name)
        found |= named
    group.permissions.set(found)
    return unknown


def _hold_pages(group: Group, codenames: list[str]) -> None:
    """From the root of the tree: a language added later is covered without a second thought."""
    root = Page.get_first_root_node()
    held = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=codenames
    )
    GroupPagePermission.objects.filter(group=group).exclude(
        page=root, permission__in=held
    ).delete()
    for permission in held:
        GroupPagePermission.objects.get_or_create(
            group=group, page=root, permission=permission
        )


def _hold_collections(group: Group, codenames: list[str]) -> None:
    root = Collection.get_first_root_node()
    held = Permission.objects.filter(
        content_type__app_label__in=["wagtailcore", "wagtailimages", "wagtaildocs"],
        codename__in=codenames,
    )
    GroupCollectionPermission.objects.filter(group=group).exclude(
        collection=root, permission__in=held
    ).delete()
    for permission in held:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )


def _retire_stock_groups() -> None:
    """Wagtail's own two groups would only puzzle; nobody who is in one is touched."""
    owner = Group.objects.get(name=OWNER)
    for task in GroupApprovalTask.objects.filter(groups__name="Moderators"):
        task.groups.add(owner)
    Group.objects.filter(name__in=["Moderators", "Editors"], user=None).delete()
