"""Stripe without a network: every session opens, and every session was paid."""

from commerce.gateways.contract import (
    PaymentRequest,
    PaymentSnapshot,
    Redirect,
    ReturnUrls,
    Status,
)
from commerce.gateways.stripe import StripeGateway


class PromptStripe(StripeGateway):
    def start(self, payment: PaymentRequest, *, urls: ReturnUrls) -> Redirect:
        ref = f"cs_bench_{payment.id}"
        return Redirect(url=f"http://127.0.0.1/{ref}", ref=ref)

    def retrieve(self, payment: PaymentRequest) -> PaymentSnapshot:
        return PaymentSnapshot(
            status=Status.SUCCEEDED,
            amount=payment.money.amount,
            captured=payment.money.amount,
            currency=payment.money.currency,
            refs=(payment.ref, f"pi_{payment.ref}", f"ch_{payment.ref}"),
        )
