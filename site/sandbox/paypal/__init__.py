"""PayPal's part of the sandbox: Orders v2, Payments v2 and webhooks."""
