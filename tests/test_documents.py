"""What operators copy from the documents is what the code reads, in both languages."""

import re

import pytest

from accounts.roles import PERMISSIONS
from commerce.gateways import paypal, stripe
from tests.measure import ROOT
from tests.test_project import environment_variables

LISTS = {
    "docs/payments.md": "## Events to subscribe to",
    "docs/fr/paiements.md": "## Les événements",
}
EVENT = re.compile(r"`([\w-]+(?:\.[\w-]+)+)`")


def listed(text: str, chapter: str, provider: str) -> list[str]:
    """The events below a provider's heading, in the order of the page."""
    inside = text.split(f"\n{chapter}\n")[1].partition("\n## ")[0]
    of_one = inside.split(f"\n### {provider}\n")[1].partition("\n### ")[0]
    return EVENT.findall(of_one)


@pytest.mark.parametrize("document", LISTS)
@pytest.mark.parametrize(
    ("provider", "events"), [("Stripe", stripe.EVENTS), ("PayPal", paypal.EVENTS)]
)
def test_events_to_subscribe_to_are_those_we_follow(
    document: str, provider: str, events: tuple[str, ...]
):
    text = (ROOT / document).read_text()

    assert listed(text, LISTS[document], provider) == list(events)
    lacking = text.replace(f"`{events[-1]}`", "")
    assert listed(lacking, LISTS[document], provider) != list(events)


@pytest.mark.parametrize("document", ["docs/hosting.md", "docs/fr/hebergement.md"])
def test_container_variables_are_all_there_are(document: str):
    """Each once; the settings module is Django's own."""
    block = (ROOT / document).read_text().split("```")[1]
    named = re.findall(r"^#?([A-Z_]+)=", block, re.MULTILINE)

    assert sorted(named) == sorted({*environment_variables(), "DJANGO_SETTINGS_MODULE"})


def test_the_table_of_roles_says_the_same_in_both_languages():
    """Row by row: who may is where something stands."""
    english, french = (
        [
            [bool(cell.strip()) for cell in line.split("|")[2:-1]]
            for line in (ROOT / document).read_text().splitlines()
            if line.startswith("| ")
        ]
        for document in ("docs/roles.md", "docs/fr/roles.md")
    )

    assert french == english
    assert len(english) > len(PERMISSIONS)


def test_every_french_document_is_in_the_list_of_them():
    listed = re.findall(r"\]\((\w+\.md)\)", (ROOT / "docs/fr/index.md").read_text())
    there = {path.name for path in (ROOT / "docs/fr").glob("*.md")}

    assert sorted(listed) == sorted(there - {"index.md"})
