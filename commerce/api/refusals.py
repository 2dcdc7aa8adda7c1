"""Which refusals an address may answer with, for the OpenAPI document."""

from accounts.api import Refusal


def refusals(*statuses: int) -> dict[int, type[Refusal]]:
    """Every address may answer 400, and 403 where something changes."""
    return dict.fromkeys((400, *statuses), Refusal)
