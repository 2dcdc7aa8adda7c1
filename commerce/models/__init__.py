from .access import Entitlement, Holding
from .approval import PricingApproval
from .catalogue import (
    Price,
    PriceText,
    PriceVersion,
    Product,
    ProductGrant,
    ProductText,
)
from .checkout import CheckoutSnippet, PaymentMethod, PaymentMethodText
from .coupons import Coupon, CouponUse, fold_code
from .effects import Effect
from .fulfilment import FulfilmentStep
from .inbox import WebhookEvent
from .installation import Installation
from .orders import Order, OrderLine
from .pages import PricingPage
from .payments import GatewayCustomer, Payment, ProviderCall, ProviderRef
from .proofs import TransferProof
from .reconcile import Drift, ReconcileRun
from .refunds import Dispute, Refund, RefundLine
from .requests import MoneyBackRequest
from .shipping import ShippingMethod, ShippingMethodText
from .terms import Terms

__all__ = [
    "CheckoutSnippet",
    "Coupon",
    "CouponUse",
    "Dispute",
    "Drift",
    "Effect",
    "Entitlement",
    "FulfilmentStep",
    "GatewayCustomer",
    "Holding",
    "Installation",
    "MoneyBackRequest",
    "Order",
    "OrderLine",
    "Payment",
    "PaymentMethod",
    "PaymentMethodText",
    "Price",
    "PriceText",
    "PriceVersion",
    "PricingApproval",
    "PricingPage",
    "Product",
    "ProductGrant",
    "ProductText",
    "ProviderCall",
    "ProviderRef",
    "ReconcileRun",
    "Refund",
    "RefundLine",
    "ShippingMethod",
    "ShippingMethodText",
    "Terms",
    "TransferProof",
    "WebhookEvent",
    "fold_code",
]
