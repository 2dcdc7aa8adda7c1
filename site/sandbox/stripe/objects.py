"""Stripe objects: the official sample with the fields of this purchase laid over it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.ids import stripe_id
from sandbox.schemas import stripe_api_version
from sandbox.state import Document
from sandbox.stripe.cards import CardDetails, TestCard

DATA = Path(__file__).parent.parent / "data" / "stripe" / "fixtures.json"
NO_ADDRESS = dict.fromkeys(
    ("city", "country", "line1", "line2", "postal_code", "state")
)

# The samples fill every field; what an ordinary card payment leaves empty is emptied again.
QUIET_SESSION: Document = {
    "after_expiration": None,
    "collected_information": None,
    "consent": None,
    "consent_collection": None,
    "currency_conversion": None,
    "custom_text": dict.fromkeys(
        ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
    ),
    "customer_details": None,
    "invoice_creation": {
        "enabled": False,
        "invoice_data": {
            "account_tax_ids": None,
            "custom_fields": None,
            "description": None,
            "footer": None,
            "issuer": None,
            "metadata": {},
            "rendering_options": None,
        },
    },
    "managed_payments": {"enabled": False},
    "payment_method_collection": "if_required",
    "payment_method_configuration_details": None,
    "permissions": None,
    "shipping_address_collection": None,
    "shipping_cost": None,
    "wallet_options": None,
    "automatic_tax": {
        "enabled": False,
        "liability": None,
        "provider": None,
        "status": None,
    },
    "payment_intent": None,
    "ui_mode": "hosted_page",
}

QUIET_INTENT: Document = {
    "canceled_at": None,
    "last_payment_error": None,
    "managed_payments": {"enabled": False},
    "next_action": None,
    "payment_method_configuration_details": None,
    "processing": None,
    "shipping": None,
    "transfer_data": None,
}

QUIET_CHARGE: Document = {
    "balance_transaction": None,
    "failure_code": None,
    "failure_message": None,
    "receipt_url": None,
    "shipping": None,
    "source": None,
    "transfer_data": None,
}


@cache
def _samples() -> Document:
    return json.loads(DATA.read_text())


def sample(name: str, **fields: Any) -> Document:
    """A copy of the official sample with these fields instead of its own."""
    return {**json.loads(json.dumps(_samples()[name])), **fields}


def merged(known: Document, given: Document | str | None) -> Document:
    """Metadata with what was given laid over it; an empty value takes a key away."""
    if not isinstance(given, dict):
        return {}
    return {name: value for name, value in {**known, **given}.items() if value != ""}


def payment_method(details: CardDetails, card: TestCard, now: int) -> Document:
    """The card a buyer paid with."""
    made = sample("payment_method", id=stripe_id("pm"), created=now, metadata={})
    made["billing_details"] = billing_details(details)
    made["card"] |= {
        "brand": card.brand,
        "display_brand": card.brand,
        "exp_month": details.month,
        "exp_year": details.year,
        "fingerprint": stripe_id("fp", 16).removeprefix("fp_"),
        "generated_from": None,
        "last4": card.number[-4:],
        "networks": {"available": [card.brand], "preferred": None},
        "wallet": None,
    }
    return made


def payment_intent(given: Document, now: int) -> Document:
    """An intent of this amount, currency and kinds of payment, waiting for a buyer."""
    identifier = stripe_id("pi")
    fields = (
        "automatic_payment_methods",
        "customer",
        "description",
        "receipt_email",
        "setup_future_usage",
        "statement_descriptor",
        "statement_descriptor_suffix",
    )
    return sample(
        "payment_intent",
        **QUIET_INTENT,
        id=identifier,
        created=now,
        amount=given["amount"],
        currency=given["currency"],
        client_secret=stripe_id(f"{identifier}_secret"),
        payment_method_types=given["payment_method_types"],
        metadata=given.get("metadata") or {},
        capture_method="automatic_async",
        status="requires_payment_method",
        **{field: given.get(field) for field in fields},
    )


def charge(intent: Document, method: Document, now: int) -> Document:
    """A charge that succeeded; declines lay their reasons over it."""
    made = sample("charge", **QUIET_CHARGE, id=stripe_id("ch"), created=now)
    del made["refunds"]  # left out by the API unless expanded
    shared = (
        "amount",
        "currency",
        "customer",
        "description",
        "metadata",
        "receipt_email",
    )
    made |= {field: intent[field] for field in shared}
    if "card" in method:
        made["payment_method_details"]["card"] |= _charged_card(method["card"])
    return made | {
        "amount_captured": intent["amount"],
        "billing_details": method["billing_details"],
        "captured": True,
        "outcome": outcome("approved_by_network", "authorized", None),
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "status": "succeeded",
    }


def outcome(network_status: str, kind: str, reason: str | None) -> Document:
    """How the network decided on a charge."""
    declined = "The bank did not return any further details with this decline."
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": "01" if reason else None,
        "network_status": network_status,
        "reason": reason,
        "seller_message": declined if reason else "Payment complete.",
        "type": kind,
    }


def refund(charged: Document, amount: int, given: Document, now: int) -> Document:
    """A refund of part of a charge."""
    made = sample(
        "refund", id=stripe_id("re"), created=now, amount=amount, charge=charged["id"]
    )
    made |= {
        "currency": charged["currency"],
        "customer": charged["customer"],
        "destination_details": None,
        "metadata": given.get("metadata") or {},
        "payment_intent": charged["payment_intent"],
        "payment_method": charged["payment_method"],
        "reason": given.get("reason"),
    }
    if charged["payment_method_details"]["type"] == "card":
        made["destination_details"] = {"card": {"type": "refund"}, "type": "card"}
    return made | {"destination_details": destination(made)}


def destination(made: Document) -> Document | None:
    """Where a refund went, with the reference its bank gave it; nothing for a debit."""
    if made["destination_details"] is None:
        return None
    card = {
        "reference": "5014930123456789",
        "reference_status": "available",
        "reference_type": "acquirer_reference_number",
        "type": "refund",
    }
    return {"card": card, "type": "card"}


def pending_refund(made: Document) -> Document:
    """What differs while the bank has not taken a refund up."""
    pending = {"status": "pending", "pending_reason": "processing"}
    if made["destination_details"]:
        card = {"reference_status": "pending", "type": "pending"}
        pending["destination_details"] = {"card": card, "type": "card"}
    return pending


def event(kind: str, subject: Document, now: int, **fields: Any) -> Document:
    """The announcement of what has become of an object."""
    return sample(
        "event",
        id=stripe_id("evt"),
        api_version=stripe_api_version(),
        created=now,
        data={"object": subject},
        pending_webhooks=1,
        type=kind,
        **fields,
    )


def billing_details(details: CardDetails) -> Document:
    """What a buyer said of themselves beside the card."""
    return {
        "address": NO_ADDRESS,
        "email": details.email or None,
        "name": details.name or None,
        "phone": None,
        "tax_id": None,
    }


def _charged_card(card: Document) -> Document:
    shared = ("brand", "exp_month", "exp_year", "fingerprint", "last4")
    return {field: card[field] for field in shared} | {
        "installments": None,
        "network": card["brand"],
        "three_d_secure": None,
        "wallet": None,
    }
