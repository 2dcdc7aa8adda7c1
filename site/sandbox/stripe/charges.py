"""Finding the charge behind whatever id a payment is known by."""

from sandbox.state import Document, Store
from sandbox.stripe.errors import missing


def of_payment(store: Store, identifier: str) -> Document:
    """The paid charge of a session (cs_), an intent (pi_) or itself (ch_); else Stripe's 404."""
    wanted: str | None = identifier
    if identifier.startswith("cs_"):
        wanted = (store.get("checkout.session", identifier) or {}).get("payment_intent")
    if wanted and wanted.startswith("pi_"):
        wanted = (store.get("payment_intent", wanted) or {}).get("latest_charge")
    charge = store.get("charge", wanted) if wanted else None
    if charge is None or not charge["paid"]:
        raise missing("charge", identifier)
    return charge
