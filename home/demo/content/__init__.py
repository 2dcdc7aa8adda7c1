"""What the demo shows: three courses, plans for all of them, the pages around them."""

from .course_django import DJANGO
from .course_python import PYTHON
from .course_react import REACT
from .pages import (
    ABOUT,
    CATALOGUE,
    FOOTER,
    FOOTER_WORDS,
    HOME,
    PRICING,
    PROFILES,
    SELLER,
    TERMS,
)
from .selling import CHECKOUTS, PAYMENT_METHODS, PLANS, SALE_TERMS, TIERS

BUSINESS_NAME = "Amphi"
COURSES = (PYTHON, DJANGO, REACT)

__all__ = [
    "ABOUT",
    "BUSINESS_NAME",
    "CATALOGUE",
    "CHECKOUTS",
    "COURSES",
    "FOOTER",
    "FOOTER_WORDS",
    "HOME",
    "PAYMENT_METHODS",
    "PLANS",
    "PRICING",
    "PROFILES",
    "SALE_TERMS",
    "SELLER",
    "TERMS",
    "TIERS",
]
