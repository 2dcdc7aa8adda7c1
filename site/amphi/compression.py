"""Text travels compressed; films are asked for in ranges of their own bytes and travel as they are."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/html", "text/css", "text/javascript", "image/svg+xml")


class CompressionMiddleware(GZipMiddleware):
    """Above WhiteNoise: what was compressed when it was collected is left alone."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.headers.get("Content-Type", "").startswith(TEXT):
            return super().process_response(request, response)
        return response
