"""Panels of the edit forms of courses and lessons."""

from wagtail.admin.panels import InlinePanel

from commerce.access import prices_from
from story.panels import DrawnPanel

from .forms import SectionForm


class SectionsPanel(InlinePanel):
    """Sections whose keys stay the same through every draft."""

    def get_form_options(self) -> dict[str, object]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = SectionForm
        return options


class PricePanel(DrawnPanel):
    """What the course costs by itself, and the way to change it; no amount is typed here."""

    drawn_by = "courses/admin/price_panel.html"

    class BoundPanel(DrawnPanel.BoundPanel):
        def get_context_data(self, parent_context: dict | None = None) -> dict:
            context = super().get_context_data(parent_context)
            course = self.instance
            price = prices_from([course]).get(course.pk) if course.pk else None
            return {**context, "course": course, "price": price}


class CurriculumPanel(DrawnPanel):
    """How many lessons the course has, and the way to all of them."""

    drawn_by = "courses/admin/curriculum_panel.html"

    class BoundPanel(DrawnPanel.BoundPanel):
        def get_context_data(self, parent_context: dict | None = None) -> dict:
            context = super().get_context_data(parent_context)
            course = self.instance
            lessons = course.get_children().count() if course.pk else 0
            return {**context, "course": course, "lessons": lessons}
