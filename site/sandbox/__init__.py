"""A stand-in for Stripe's, PayPal's and an SMTP server, for development and tests.

It is a process of its own: the shop reaches it through URLs and never imports it.
"""
