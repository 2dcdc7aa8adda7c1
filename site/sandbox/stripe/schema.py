"""The schemas Stripe's requests and objects are judged by, kept in a cache file."""

import hashlib
import json
import os
import tempfile
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator

from sandbox import annotations, schemas
from sandbox.annotations import Schema

OBJECTS = {
    "balance_transaction": ("stripe._balance_transaction", "BalanceTransaction"),
    "charge": ("stripe._charge", "Charge"),
    "checkout.session": ("stripe.checkout._session", "Session"),
    "customer": ("stripe._customer", "Customer"),
    "customer_session": ("stripe._customer_session", "CustomerSession"),
    "dispute": ("stripe._dispute", "Dispute"),
    "event": ("stripe._event", "Event"),
    "item": ("stripe._line_item", "LineItem"),
    "payment_intent": ("stripe._payment_intent", "PaymentIntent"),
    "payment_method": ("stripe._payment_method", "PaymentMethod"),
    "radar.early_fraud_warning": (
        "stripe.radar._early_fraud_warning",
        "EarlyFraudWarning",
    ),
    "refund": ("stripe._refund", "Refund"),
}

PARAMETERS = {
    name: (f"stripe.params.{module}", class_name)
    for name, module, class_name in (
        (
            "checkout.sessions.create",
            "checkout._session_create_params",
            "SessionCreateParams",
        ),
        (
            "checkout.sessions.retrieve",
            "checkout._session_retrieve_params",
            "SessionRetrieveParams",
        ),
        (
            "checkout.sessions.list",
            "checkout._session_list_params",
            "SessionListParams",
        ),
        (
            "checkout.sessions.expire",
            "checkout._session_expire_params",
            "SessionExpireParams",
        ),
        (
            "checkout.sessions.list_line_items",
            "checkout._session_list_line_items_params",
            "SessionListLineItemsParams",
        ),
        *(
            (
                f"payment_intents.{deed}",
                f"_payment_intent_{deed}_params",
                f"PaymentIntent{deed.title()}Params",
            )
            for deed in ("create", "list", "update", "confirm", "cancel")
        ),
        (
            "payment_intents.retrieve",
            "_payment_intent_retrieve_params",
            "PaymentIntentRetrieveParams",
        ),
        ("charges.retrieve", "_charge_retrieve_params", "ChargeRetrieveParams"),
        ("refunds.create", "_refund_create_params", "RefundCreateParams"),
        ("refunds.retrieve", "_refund_retrieve_params", "RefundRetrieveParams"),
        ("refunds.list", "_refund_list_params", "RefundListParams"),
        *(
            (
                f"customers.{deed}",
                f"_customer_{deed}_params",
                f"Customer{deed.title()}Params",
            )
            for deed in ("create", "retrieve", "update", "delete", "list")
        ),
        (
            "customer_sessions.create",
            "_customer_session_create_params",
            "CustomerSessionCreateParams",
        ),
        *(
            (
                f"payment_methods.{deed}",
                f"_payment_method_{deed}_params",
                f"PaymentMethod{deed.title()}Params",
            )
            for deed in ("retrieve", "list", "detach")
        ),
        (
            "customers.payment_methods.list",
            "_customer_payment_method_list_params",
            "CustomerPaymentMethodListParams",
        ),
        (
            "balance_transactions.list",
            "_balance_transaction_list_params",
            "BalanceTransactionListParams",
        ),
        ("charges.list", "_charge_list_params", "ChargeListParams"),
        ("disputes.list", "_dispute_list_params", "DisputeListParams"),
        ("disputes.retrieve", "_dispute_retrieve_params", "DisputeRetrieveParams"),
        (
            "radar.early_fraud_warnings.list",
            "radar._early_fraud_warning_list_params",
            "EarlyFraudWarningListParams",
        ),
        ("events.list", "_event_list_params", "EventListParams"),
        ("events.retrieve", "_event_retrieve_params", "EventRetrieveParams"),
    )
}


@cache
def definitions() -> dict[str, Schema]:
    """All definitions, from the cache file of this SDK version or made and kept there."""
    path = _cache_path()
    if not path.exists():
        _write(path, json.dumps(_read_sdk()))
    return json.loads(path.read_text())


@cache
def validator(name: str) -> Draft202012Validator:
    """Checks an object by its `object` name, or a request by its operation's name."""
    return Draft202012Validator({**reference(name), "$defs": definitions()})


def reference(name: str) -> Schema:
    """The $ref to the definition of an object or of a request's parameters."""
    module, class_name = {**OBJECTS, **PARAMETERS}[name]
    return {"$ref": f"#/$defs/{module.removeprefix('stripe.')}.{class_name}"}


def _read_sdk() -> dict[str, Schema]:
    reader = schemas.SchemaReader(schemas.stripe_root())
    for module, class_name in (*OBJECTS.values(), *PARAMETERS.values()):
        reader.reference(module, class_name)
    return reader.definitions


def _cache_path() -> Path:
    makers = (Path(file) for file in (schemas.__file__, annotations.__file__, __file__))
    made_by = hashlib.sha256(
        b"".join(file.read_bytes() for file in makers)
    ).hexdigest()[:12]
    directory = Path(tempfile.gettempdir()) / f"payment-sandbox-{os.getuid()}"
    directory.mkdir(mode=0o700, exist_ok=True)
    return directory / f"stripe-{schemas.stripe_api_version()}-{made_by}.json"


def _write(path: Path, text: str) -> None:
    # Two sandboxes may start at once: neither may read the other's half-written file.
    scratch = path.with_suffix(f".{os.getpid()}")
    scratch.write_text(text)
    scratch.replace(path)
