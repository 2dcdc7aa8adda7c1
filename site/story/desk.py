"""What the CMS's first screen gathers from all apps, by the hooks ``find_matters`` and ``find_steps``."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from wagtail import hooks


@dataclass(frozen=True)
class Matter:
    """Something that waits for whoever looks. ``url``: where it is settled; ``detail``: since when, or why."""

    text: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Step:
    """What a site needs before it sells. ``done`` follows from what is there; without ``url`` it is no matter of the CMS."""

    text: str
    done: bool
    url: str = ""
    detail: str = ""


def matters_for(request: HttpRequest) -> Iterator[Matter]:
    """Each app yields only what this person may settle, and a few of each kind at most."""
    for find in hooks.get_hooks("find_matters"):
        yield from find(request)


def steps_for(request: HttpRequest) -> Iterator[Step]:
    for find in hooks.get_hooks("find_steps"):
        yield from find(request)
