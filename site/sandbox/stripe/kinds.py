"""Which kinds of payment the account has switched on."""


def payment_method_types(currency: str) -> list[str]:
    """Cards, and debits in euros."""
    return ["card", "sepa_debit"] if currency == "eur" else ["card"]
