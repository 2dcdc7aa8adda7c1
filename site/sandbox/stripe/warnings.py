"""Early fraud warnings: a card's issuer suspects a payment before anybody disputes it."""

from sandbox.context import Sandbox
from sandbox.ids import stripe_id
from sandbox.state import Document
from sandbox.stripe import objects
from sandbox.stripe.events import announce


def give(sandbox: Sandbox, charge: Document) -> Document:
    """The issuer warns of a charge."""
    warning = objects.sample(
        "radar.early_fraud_warning",
        id=stripe_id("issfr"),
        actionable=not charge["refunded"],
        charge=charge["id"],
        created=sandbox.clock.now(),
        fraud_type="unauthorized_use_of_card",
        payment_intent=charge["payment_intent"],
    )
    sandbox.store.put("early_fraud_warning", warning["id"], warning)
    announce(sandbox, "radar.early_fraud_warning.created", warning)
    return warning
