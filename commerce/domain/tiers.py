"""Plans beside one another: what is sold for several terms once, with a switch between the terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .plans import Plan

MOST_TERMS = 4  # as many as the stylesheet knows
MONTHS = {1: range(28, 32), 2: (60, 61, 62), 3: range(90, 93), 6: range(180, 185)}
YEAR = (365, 366)

Row = dict[str, object]  # of compare.html: title, cells


@dataclass(frozen=True)
class Term:
    """``saving``: what every plan for this term saves against the shortest one, in words; empty where one saves nothing."""

    days: int
    label: str
    saving: str
    chosen: bool


@dataclass(frozen=True)
class Tier:
    """One product with its plans, one for each term; or a single plan, whatever its term."""

    title: str
    plans: list[Plan]
    featured: bool


@dataclass(frozen=True)
class PlanTable:
    """``terms`` is empty where there is nothing to switch between."""

    tiers: list[Tier]
    terms: list[Term]

    @property
    def compared(self) -> list[Tier]:
        """Passes alone: one may open what another plan sells for good, and so include what only that one says."""
        return [tier for tier in self.tiers if _days(tier.plans[0])]

    @property
    def rows(self) -> list[Row]:
        """Each feature once, with who has it, below the amounts of each term; nothing where all have the same."""
        offered = [tier.plans[0].features for tier in self.compared]
        rows: list[Row] = [
            {"title": each, "cells": [each in features for features in offered]}
            for each in dict.fromkeys(feature for some in offered for feature in some)
        ]
        differ = len({frozenset(features) for features in offered}) > 1
        return [*self._amounts(), *rows] if differ else []

    def _amounts(self) -> list[Row]:
        if any(len(tier.plans) != len(self.terms) for tier in self.compared):
            return []
        return [
            {"title": term.label, "cells": [tier.plans[at].amount for tier in self.compared]}
            for at, term in enumerate(self.terms)
        ]  # fmt: skip


def table_of(plans: Iterable[Plan]) -> PlanTable:
    """In the order of the plans. A switch shows one plan of a product at a time, so it takes two products to compare, whose terms are the same."""
    plans = list(plans)
    products = _by_product(plans)
    several = [same for same in products if len(same) > 1]
    terms = {tuple(_days(plan) for plan in same) for same in several}
    if len(products) < 2 or len(terms) != 1 or not _can_switch(*terms):
        return PlanTable([_tier(plan.name, [plan]) for plan in plans], [])
    return PlanTable(
        [_tier(_title(same), same) for same in products],
        _terms(next(iter(terms)), several),
    )


def _by_product(plans: list[Plan]) -> list[list[Plan]]:
    """Each product's plans from the shortest on, where its first plan stood."""
    seen = dict.fromkeys(_product(plan) for plan in plans)
    order = list(seen)
    sorted_plans = sorted(plans, key=lambda plan: (order.index(_product(plan)), _days(plan)))  # fmt: skip
    return [list(same) for _key, same in groupby(sorted_plans, key=_product)]


def _product(plan: Plan) -> int:
    return plan.offer.price.product_id


def _days(plan: Plan) -> int:
    return plan.offer.price.days or 0


def _can_switch(terms: tuple[int, ...]) -> bool:
    """Passes alone, each for a time of its own."""
    return 0 not in terms and len(set(terms)) == len(terms) <= MOST_TERMS


def _title(same: list[Plan]) -> str:
    return same[0].offer.title if len(same) > 1 else same[0].name


def _tier(title: str, plans: list[Plan]) -> Tier:
    return Tier(title, plans, featured=any(plan.featured for plan in plans))


def _terms(terms: tuple[int, ...], several: list[list[Plan]]) -> list[Term]:
    recommended = (_days(plan) for same in several for plan in same if plan.featured)
    chosen = next(recommended, terms[0])
    return [
        Term(
            days=days,
            label=term_label(days),
            saving=_saved([same[place] for same in several]),
            chosen=days == chosen,
        )
        for place, days in enumerate(terms)
    ]


def term_label(days: int) -> str:
    """How long in the words of a calendar where they are true, else in days."""
    if days in YEAR:
        return _("1 year")
    months = next((count for count, many in MONTHS.items() if days in many), 0)
    if months:
        words = ngettext("%(count)s month", "%(count)s months", months)
        return words % {"count": months}
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def _saved(plans: list[Plan]) -> str:
    """Rounded down, so that nobody saves less than is said."""
    shares = [_share(plan) for plan in plans]
    least = int(100 * min(shares))
    if not least:
        return ""
    same = all(int(100 * share) == least for share in shares)
    words = _("Save %(percent)s%%") if same else _("Save %(percent)s%% or more")
    return words % {"percent": least}


def _share(plan: Plan) -> Fraction:
    saving = plan.offer.saving
    if saving is None:
        return Fraction(0)
    return Fraction(saving.amount, saving.amount + plan.offer.money.amount)
