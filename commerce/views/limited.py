"""What somebody reads who tried to pay too often."""

from django.http import HttpResponse
from django.utils.translation import ngettext

from commerce.domain.limits import TooManyTries


def why(refused: TooManyTries) -> str:
    """What is open meanwhile, and for how long to wait."""
    if refused.cards_only:
        words = ngettext(
            "Choose another way to pay, or try a card again in %(minutes)s minute. Nothing was charged.",
            "Choose another way to pay, or try a card again in %(minutes)s minutes. Nothing was charged.",
            refused.minutes,
        )
    else:
        words = ngettext(
            "Several orders were begun from here and not paid. Try again in %(minutes)s minute, or pay one that you have begun.",
            "Several orders were begun from here and not paid. Try again in %(minutes)s minutes, or pay one that you have begun.",
            refused.minutes,
        )
    return words % {"minutes": refused.minutes}


def waiting(response: HttpResponse, refused: TooManyTries) -> HttpResponse:
    """The same page as a 429, with the time to wait."""
    response.status_code = 429
    response["Retry-After"] = refused.seconds
    return response
