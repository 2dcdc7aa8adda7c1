"""Stripe's part of the sandbox: Checkout, payments, refunds and events."""
