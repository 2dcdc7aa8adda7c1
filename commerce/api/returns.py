"""Where a buyer goes back to: to this site or its front end, and nowhere else."""

import re
from collections.abc import Callable
from typing import Annotated

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import AfterValidator

from commerce.gateways import embeds, names_sessions
from commerce.models import Order, PaymentMethod
from commerce.views.addresses import return_urls

SESSION = "{CHECKOUT_SESSION_ID}"
# what every browser reads as it stands: no spaces, control characters, backslashes or foreign letters
PLAIN = re.compile(r"[!-\[\]-~]{1,2000}")
END_OF_ORIGIN = re.compile(r"[/?#]|$")


def own_address(address: str) -> str:
    """Raises ValueError unless it begins with our own origin, letter by letter."""
    ours = {settings.APP_URL, settings.FRONTEND_URL}
    is_ours = any(
        address.startswith(origin) and END_OF_ORIGIN.match(address, len(origin))
        for origin in ours
    )
    if not (is_ours and PLAIN.fullmatch(address)):
        raise ValueError(_("Only an address of this site is taken here."))
    return address


OwnAddress = Annotated[str, AfterValidator(own_address)]


def has_session(method: PaymentMethod | None) -> bool:
    """Whether the provider has a page of its own for this way to pay, with an id it writes into our address."""
    if method is None or not names_sessions(method.gateway):
        return False
    return not (method.embedded and embeds(method.gateway))


def urls_for(
    method: PaymentMethod | None, *, success: str, cancel: str
) -> Callable[[Order], dict[str, str]]:
    """The return addresses of an order: those asked for, else the website's own."""

    def urls(order: Order) -> dict[str, str]:
        ours = return_urls(order)
        session = SESSION if has_session(method) else str(order.pk)
        return {
            "success": (success or ours["success"]).replace(SESSION, session),
            "cancel": (cancel or ours["cancel"]).replace(SESSION, str(order.pk)),
        }

    return urls
