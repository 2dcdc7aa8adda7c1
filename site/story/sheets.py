"""What the CMS exports as CSV or XLSX: text, never a formula.

A buyer's name may be ``=HYPERLINK(…)``, and whoever opens the file in a spreadsheet would run it.
"""

import re

from wagtail.admin.views.mixins import SpreadsheetExportMixin

# Also behind what a spreadsheet drops or reads over; the wide signs are typed on East Asian keyboards.
BEGINS_A_FORMULA = re.compile(
    r"""[\s"'\0\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\0]"""
)
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # in an XLSX file


def as_text(value: object) -> object:
    """A text that could be taken for a formula, with an apostrophe before it; anything else as it is."""
    if not isinstance(value, str):
        return value
    risky = BEGINS_A_FORMULA.match(value)
    value = UNWRITABLE.sub("", value)
    return f"'{value}" if risky else value


_plain = SpreadsheetExportMixin.preprocess_field_value


def _safe(
    self: SpreadsheetExportMixin, field: str, value: object, export_format: str
) -> object:
    return as_text(_plain(self, field, value, export_format))


def make_exports_safe() -> None:
    """Every export of the CMS, Wagtail's own and a third party's too: they share one method. Once is enough."""
    SpreadsheetExportMixin.preprocess_field_value = _safe
