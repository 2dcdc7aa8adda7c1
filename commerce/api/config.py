"""What a shop window must know before anybody buys; nothing in it is a secret."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router
from pydantic import BaseModel
from wagtail.models import Site

from accounts.api import ANYBODY
from commerce.domain.terms import of_site, version_of
from commerce.gateways import gateway
from commerce.models import PaymentMethod

router = Router(tags=["config"])


class Method(BaseModel):
    """A way to pay, in the visitor's words; ``code`` is what a checkout names."""

    code: str
    gateway: str
    name: str
    description: str
    icon: str
    needs_shipping: bool


class TermsOfSale(BaseModel):
    """What a buyer accepts; ``version`` says which wording was read."""

    version: str
    text: str


class Config(BaseModel):
    currency: str
    stripe_publishable_key: str
    paypal_client_id: str
    methods: list[Method]
    terms: TermsOfSale


@router.get("config/", response=Config, auth=ANYBODY)
def config(request: HttpRequest) -> Config:
    """Publishable keys, the currency, the ways to pay and the terms of sale. Sets the CSRF cookie."""
    get_token(request)
    site = Site.find_for_request(request)
    terms = of_site(site) if site else ""
    ways = PaymentMethod.objects.active().filter(gateway__in=settings.GATEWAYS)
    return Config(
        currency=settings.CURRENCY,
        stripe_publishable_key=settings.STRIPE_PUBLISHABLE_KEY,
        paypal_client_id=settings.PAYPAL_CLIENT_ID,
        methods=[_method(way) for way in ways.prefetch_related("texts")],
        terms=TermsOfSale(version=version_of(terms), text=terms),
    )


def _method(way: PaymentMethod) -> Method:
    return Method(
        code=way.code,
        gateway=way.gateway,
        name=way.name,
        description=way.description,
        icon=way.icon or gateway(way.gateway).icon,
        needs_shipping=way.needs_shipping,
    )
