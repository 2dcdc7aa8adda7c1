"""What happened to products, prices and money, in the words of their history."""

from datetime import datetime

from django.template.defaultfilters import date
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from commerce.domain import drifts, paid_but_locked, work
from commerce.domain.copies import CONFIRMED
from commerce.domain.fulfilment import MOVED
from commerce.domain.inbox import REPLAYED
from commerce.domain.pricing import ADDED
from commerce.domain.proofs import REJECTED
from commerce.domain.refunds import ASKED, SPLIT
from commerce.domain.requests import REJECTED as REJECTED_REQUEST
from commerce.domain.staff import CANCELED, RECORDED
from commerce.models import Order
from commerce.money import Money

TESTED, ARCHIVED, RESTORED = (
    f"commerce.{done}" for done in ("test_method", "archive", "restore")
)


PLAIN = [
    (drifts.LOOKED, gettext_lazy("Look again"), gettext_lazy("Had a difference looked at again")),
    (drifts.ADOPTED, gettext_lazy("Adopt into an order"), gettext_lazy("Adopted a provider’s payment into an order")),
    (drifts.DISMISSED, gettext_lazy("Dismiss"), gettext_lazy("Dismissed a difference with a provider")),
    (CANCELED, gettext_lazy("Cancel an unpaid order"), gettext_lazy("Cancelled the unpaid order")),
    (work.TRIED_AGAIN, gettext_lazy("Try again"), gettext_lazy("Had the worker try again what it had given up")),
    (REPLAYED, gettext_lazy("Look into an event again"), gettext_lazy("Had an event looked into again")),
    (paid_but_locked.REBUILT, gettext_lazy("Derive access anew"), gettext_lazy("Derived the access of an order anew")),
    (paid_but_locked.SENT, gettext_lazy("Send the link again"), gettext_lazy("Sent a guest’s link again")),
]  # fmt: skip


def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action(ARCHIVED, gettext_lazy("Archive"), gettext_lazy("Archived: no longer sold"))  # fmt: skip
    actions.register_action(RESTORED, gettext_lazy("Restore"), gettext_lazy("Restored: sold again"))  # fmt: skip
    actions.register_action(TESTED)(Tested)
    actions.register_action(ADDED)(Added)
    actions.register_action(RECORDED)(Recorded)
    actions.register_action(ASKED)(Refunded)
    actions.register_action(REJECTED_REQUEST, gettext_lazy("Reject a refund request"), gettext_lazy("Rejected a refund request"))  # fmt: skip
    actions.register_action(SPLIT, gettext_lazy("Split a refund"), gettext_lazy("Said which lines a refund was for"))  # fmt: skip
    actions.register_action(CONFIRMED)(Confirmed)
    for action, label, words in PLAIN:
        actions.register_action(action, label, words)
    actions.register_action(REJECTED)(Rejected)
    actions.register_action(MOVED)(Moved)


class Tested(LogFormatter):
    label = gettext_lazy("Test the connection")

    def format_message(self, entry: ModelLogEntry) -> str:
        if entry.data.get("works"):
            return _("Tested the connection: the provider answers, and the keys work")
        return _("Tested the connection: it does not work")


class Added(LogFormatter):
    label = gettext_lazy("Add an amount")

    def format_message(self, entry: ModelLogEntry) -> str:
        amount = Money(**entry.data["amount"])
        text = _("Costs %(amount)s from %(moment)s on")
        if before := entry.data["before"]:
            text = _("Costs %(amount)s instead of %(before)s from %(moment)s on")
            before = Money(**before)
        moment = date(_moment(entry.data["starts"]), "DATETIME_FORMAT")
        told = text % {"amount": amount, "before": before, "moment": moment}
        reason = entry.data["reason"]
        return _("%(told)s. Reason: %(reason)s") % {"told": told, "reason": reason} if reason else told  # fmt: skip


def _moment(text: str) -> datetime:
    return localtime(parse_datetime(text))


class Recorded(LogFormatter):
    label = gettext_lazy("Record payment")

    def format_message(self, entry: ModelLogEntry) -> str:
        text = _("Recorded %(amount)s for order %(order)s, received on %(day)s")
        day = date(datetime.fromisoformat(entry.data["on"]), "DATE_FORMAT")
        order = entry.data["order"]
        names = {"amount": Money(**entry.data["amount"]), "order": order, "day": day}
        return text % names


class Refunded(LogFormatter):
    label = gettext_lazy("Refund")

    def format_message(self, entry: ModelLogEntry) -> str:
        told = _("Refund of %(amount)s for order %(order)s") % {
            "amount": Money(**entry.data["amount"]),
            "order": entry.data["order"],
        }
        reason = entry.data["reason"]
        return _("%(told)s. Reason: %(reason)s") % {"told": told, "reason": reason} if reason else told  # fmt: skip


class Confirmed(LogFormatter):
    label = gettext_lazy("Say which site is live")

    def format_message(self, entry: ModelLogEntry) -> str:
        if entry.data["moved"]:
            return _("Said that %(here)s is the live site now, no longer %(before)s") % entry.data  # fmt: skip
        return _("Said that %(here)s is a copy of %(before)s") % entry.data


class Rejected(LogFormatter):
    label = gettext_lazy("Reject a proof of transfer")

    def format_message(self, entry: ModelLogEntry) -> str:
        text = _(
            "Rejected the proof of transfer for order %(order)s. Reason: %(reason)s"
        )
        return text % entry.data


class Moved(LogFormatter):
    label = gettext_lazy("Say how far a delivery is")

    def format_message(self, entry: ModelLogEntry) -> str:
        told = [
            Order.Fulfilment(entry.data["state"]).label,
            entry.data["tracking"],
            entry.data["note"],
        ]
        return _("Delivery: %(told)s") % {"told": ", ".join(map(str, filter(None, told)))}  # fmt: skip
