"""Bank transfer and cash on delivery: nobody to call, staff record the money."""

from .contract import (
    Capability,
    Instructions,
    PaymentRequest,
    PaymentSnapshot,
    RefundRequest,
    RefundSnapshot,
    RefundStatus,
    ReturnUrls,
    Status,
)


class OfflineGateway:
    """What both have in common. Money arrives through ``domain.staff.record_payment`` only."""

    code: str
    icon: str
    livemode = True  # money is money; there is no test mode
    capabilities = frozenset({Capability.OFFLINE})

    def start(self, payment: PaymentRequest, *, urls: ReturnUrls) -> Instructions:
        return Instructions(ref=payment.id)

    def retrieve(self, payment: PaymentRequest) -> PaymentSnapshot:
        return PaymentSnapshot(status=Status.OPEN, currency=payment.money.currency)

    def capture(self, payment: PaymentRequest) -> PaymentSnapshot:
        return self.retrieve(payment)

    def refund(self, refund: RefundRequest) -> RefundSnapshot:
        """Staff send it themselves, and say so by asking for the refund."""
        money = refund.money
        status = RefundStatus.SUCCEEDED
        return RefundSnapshot(
            f"sent {refund.id}", money.amount, money.currency, status, refund.id
        )

    def cancel(self, payment: PaymentRequest) -> PaymentSnapshot:
        return PaymentSnapshot(status=Status.CANCELED, currency=payment.money.currency)


class TransferGateway(OfflineGateway):
    code = "transfer"
    icon = "bank"


class CashOnDeliveryGateway(OfflineGateway):
    code = "cod"
    capabilities = frozenset({Capability.OFFLINE, Capability.DELIVERY})
    icon = "truck"
