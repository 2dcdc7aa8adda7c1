"""Panels of the course's edit form."""

from wagtail.admin.panels import InlinePanel

from .forms import SectionForm


class SectionsPanel(InlinePanel):
    """Sections whose keys stay the same through every draft."""

    def get_form_options(self) -> dict[str, object]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = SectionForm
        return options
