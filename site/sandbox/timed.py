"""What time brings: sessions expire, debits and refunds settle."""

from sandbox import agenda
from sandbox.context import Sandbox
from sandbox.paypal import refunds as paypal_refunds
from sandbox.stripe import debits, refunds, sessions

DEEDS = {
    "debit": debits.settle,
    "paypal refund": paypal_refunds.settle,
    "refund": refunds.settle,
}


def catch_up(sandbox: Sandbox) -> None:
    """Does all that has fallen due."""
    with sandbox.store.transaction():
        sessions.expire_due(sandbox)
        for planned in agenda.take_due(sandbox):
            DEEDS[planned["deed"]](sandbox, planned["subject"], planned["outcome"])
