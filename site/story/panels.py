"""Panels of edit forms that ask for nothing."""

from wagtail.admin.panels import HelpPanel


class DrawnPanel(HelpPanel):
    """Tells something, by the template ``drawn_by``."""

    drawn_by: str

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"template": self.drawn_by} | kwargs)
