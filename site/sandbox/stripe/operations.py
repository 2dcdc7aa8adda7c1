"""The part of Stripe's API the sandbox speaks."""

from functools import partial

from sandbox.api import Operation
from sandbox.stripe import (
    customer_sessions,
    customers,
    events,
    intents,
    refunds,
    sessions,
)
from sandbox.stripe.reading import lister, reader
from sandbox.stripe.wire import StripeWire

SESSIONS = "/v1/checkout/sessions"
SESSION = f"{SESSIONS}/<identifier>"
CUSTOMERS = "/v1/customers"
CUSTOMER = f"{CUSTOMERS}/<identifier>"
METHODS = "/v1/payment_methods"
METHOD = f"{METHODS}/<identifier>"
INTENTS = "/v1/payment_intents"
INTENT = f"{INTENTS}/<identifier>"
OF_PAYMENT = ("charge", "payment_intent")

operation = partial(Operation, StripeWire())

OPERATIONS = (
    operation("checkout.sessions.create", "POST", SESSIONS, sessions.create),
    operation(
        "checkout.sessions.list",
        "GET",
        SESSIONS,
        lister("checkout.session", "customer", "payment_intent", "status"),
    ),
    operation("checkout.sessions.retrieve", "GET", SESSION, reader("checkout.session")),
    operation("checkout.sessions.expire", "POST", f"{SESSION}/expire", sessions.expire),
    operation(
        "checkout.sessions.list_line_items",
        "GET",
        f"{SESSION}/line_items",
        sessions.list_line_items,
    ),
    operation("payment_intents.create", "POST", INTENTS, intents.create),
    operation(
        "payment_intents.list", "GET", INTENTS, lister("payment_intent", "customer")
    ),
    operation("payment_intents.retrieve", "GET", INTENT, reader("payment_intent")),
    operation("payment_intents.update", "POST", INTENT, intents.update),
    operation("payment_intents.confirm", "POST", f"{INTENT}/confirm", intents.confirm),
    operation("payment_intents.cancel", "POST", f"{INTENT}/cancel", intents.cancel),
    operation("charges.retrieve", "GET", "/v1/charges/<identifier>", reader("charge")),
    operation(
        "charges.list",
        "GET",
        "/v1/charges",
        lister("charge", "customer", "payment_intent"),
    ),
    operation(
        "balance_transactions.list",
        "GET",
        "/v1/balance_transactions",
        lister("balance_transaction", "currency", "source", "type"),
    ),
    operation("customers.create", "POST", CUSTOMERS, customers.create),
    operation("customers.list", "GET", CUSTOMERS, lister("customer", "email")),
    operation("customers.retrieve", "GET", CUSTOMER, customers.retrieve),
    operation("customers.update", "POST", CUSTOMER, customers.update),
    operation("customers.delete", "DELETE", CUSTOMER, customers.delete),
    operation(
        "customers.payment_methods.list",
        "GET",
        f"{CUSTOMER}/payment_methods",
        customers.list_methods,
    ),
    operation(
        "customer_sessions.create",
        "POST",
        "/v1/customer_sessions",
        customer_sessions.create,
    ),
    operation(
        "payment_methods.list",
        "GET",
        METHODS,
        lister("payment_method", "customer", "type"),
    ),
    operation("payment_methods.retrieve", "GET", METHOD, reader("payment_method")),
    operation(
        "payment_methods.detach", "POST", f"{METHOD}/detach", customers.detach_method
    ),
    operation("refunds.create", "POST", "/v1/refunds", refunds.create),
    operation("refunds.list", "GET", "/v1/refunds", lister("refund", *OF_PAYMENT)),
    operation("refunds.retrieve", "GET", "/v1/refunds/<identifier>", reader("refund")),
    operation("disputes.list", "GET", "/v1/disputes", lister("dispute", *OF_PAYMENT)),
    operation(
        "disputes.retrieve", "GET", "/v1/disputes/<identifier>", reader("dispute")
    ),
    operation(
        "radar.early_fraud_warnings.list",
        "GET",
        "/v1/radar/early_fraud_warnings",
        lister("early_fraud_warning", *OF_PAYMENT),
    ),
    operation("events.list", "GET", "/v1/events", events.list_events),
    operation("events.retrieve", "GET", "/v1/events/<event_id>", events.retrieve),
)
