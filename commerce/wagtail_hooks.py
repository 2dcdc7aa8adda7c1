"""What commerce adds to the CMS."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .gate import gate
from .viewsets.address import address_urls
from .viewsets.approval import (
    ask_at_once,
    ask_instead,
    keep_new_a_draft,
    refuse_live_copies,
)
from .viewsets.checkouts import CheckoutViewSet
from .viewsets.coupons import CouponViewSet
from .viewsets.desk import find_matters, put_on_desk
from .viewsets.events import EventViewSet
from .viewsets.given_up import find_given_up
from .viewsets.history import register_actions
from .viewsets.kept import refuse_deletion, refuse_placed
from .viewsets.mails import mail_urls, mails_item
from .viewsets.methods import PaymentMethodViewSet
from .viewsets.orders import OrderViewSet
from .viewsets.pages import (
    check_checkouts,
    name_who_keeps,
    name_who_loses,
    refuse_bulk_deletion,
    refuse_page_deletion,
    warn_unsold,
)
from .viewsets.paid_but_locked import locked_item, locked_urls
from .viewsets.payments import PaymentViewSet
from .viewsets.people import PeopleViewSet
from .viewsets.prices import PriceViewSet
from .viewsets.products import ProductViewSet
from .viewsets.proofs import ProofViewSet
from .viewsets.reconcile import Books, find_differences
from .viewsets.refunds import DisputeViewSet, RefundViewSet
from .viewsets.requests import RequestViewSet
from .viewsets.selling import SellView
from .viewsets.shipping import ShippingMethodViewSet
from .viewsets.steps import find_steps
from .viewsets.students import (
    count_students,
    listed_students,
    student_urls,
    students_button,
)
from .viewsets.watching import WatchingView


class Selling(SnippetViewSetGroup):
    menu_label = _("Selling")
    menu_icon = "tag"
    menu_name = "selling"
    menu_order = 200
    items = (
        CheckoutViewSet,
        ProductViewSet,
        PriceViewSet,
        CouponViewSet,
        PaymentMethodViewSet,
        ShippingMethodViewSet,
    )


class Orders(ViewSetGroup):
    menu_label = _("Orders")
    menu_icon = "clipboard-list"
    menu_name = "orders-menu"
    menu_order = 210
    items = (
        OrderViewSet,
        PaymentViewSet,
        RefundViewSet,
        DisputeViewSet,
        RequestViewSet,
        ProofViewSet,
        PeopleViewSet,
        EventViewSet,
    )


@hooks.register("register_icons")
def own_icons(icons: list[str]) -> list[str]:
    return [*icons, "commerce/admin/icons/card.svg"]


@hooks.register("register_admin_urls")
def selling_urls() -> list[URLPattern]:
    return [
        path("sell/<int:page_id>/", SellView.as_view(), name="sell_course"),
        path("watching/", WatchingView.as_view(), name="watching"),
    ]


@hooks.register("register_admin_viewset")
def orders() -> list[ViewSetGroup]:
    return [Orders(), Books()]


register_snippet(Selling)
hooks.register("on_serve_page", gate)
hooks.register("before_delete_snippet", refuse_deletion)
hooks.register("before_delete_snippet", refuse_placed)
hooks.register("before_delete_page", refuse_page_deletion)
hooks.register("before_delete_page", name_who_loses)
hooks.register("before_move_page", name_who_keeps)
hooks.register("before_bulk_action", refuse_bulk_deletion)
hooks.register("before_create_page", keep_new_a_draft)
hooks.register("after_create_page", ask_at_once)
hooks.register("before_copy_page", refuse_live_copies)
hooks.register("construct_page_action_menu", ask_instead)
hooks.register("after_publish_page", warn_unsold)
hooks.register("construct_homepage_panels", put_on_desk)
hooks.register("find_matters", find_matters)
hooks.register("find_matters", find_differences)
hooks.register("find_matters", find_given_up)
hooks.register("find_steps", find_steps)
hooks.register("register_log_actions", register_actions)
hooks.register("check_page", check_checkouts)
hooks.register("register_admin_urls", mail_urls)
hooks.register("register_admin_urls", student_urls)
hooks.register("construct_explorer_page_queryset", count_students)
hooks.register("register_page_listing_buttons", listed_students)
hooks.register("register_page_header_buttons", students_button)
hooks.register("register_admin_urls", locked_urls)
hooks.register("register_reports_menu_item", locked_item)
hooks.register("register_admin_urls", address_urls)
hooks.register("register_reports_menu_item", mails_item)
