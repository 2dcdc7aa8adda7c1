"""Content security policies: strict for visitors, looser for the CMS, which writes inline scripts, and one for files."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SELF = "'self'"
PUBLIC = {
    "default-src": ["'none'"],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "media-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": [SELF],  # the CMS preview panel shows our own pages
    "form-action": [
        SELF,
        settings.STRIPE_CHECKOUT_ORIGIN,
        settings.PAYPAL_CHECKOUT_ORIGIN,
    ],
}
CMS = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "media-src": [SELF, "blob:"],
    "frame-src": [SELF],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": [SELF],
    "form-action": [SELF],
}
FILES = {"default-src": ["'none'"], "sandbox": True}  # run nothing, are of no origin


class PolicyMiddleware(CSPMiddleware):
    """Sends the policy of the place that was asked for."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only:
            parts.config = _policy(request, response)
        return parts


def _policy(request: HttpRequest, response: HttpResponseBase) -> dict:
    """What somebody uploaded or may download is a file, wherever it is; a refusal is a page of ours."""
    is_place_of_files = request.path.startswith("/media/") and response.status_code < 400  # fmt: skip
    if is_place_of_files or "Content-Disposition" in response:
        return FILES
    return CMS if request.path.startswith("/cms/") else PUBLIC
