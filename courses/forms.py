"""The edit forms of courses and lessons."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm


class SectionForm(WagtailAdminModelForm):
    """Carries the section's key through drafts, where a section has no row yet to remember it."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not self.empty_permitted:  # the template of new rows would give all the same
            self.initial["key"] = self.instance.key

    def clean_key(self) -> uuid.UUID:
        self.instance.key = self.cleaned_data["key"] or self.instance.key
        return self.instance.key

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        key = (self.add_prefix("key"), str(self.instance.key))
        return [*super().get_field_updates_for_resave(), key]


def _key(value: str | uuid.UUID) -> uuid.UUID:
    return uuid.UUID(str(value))


class LessonForm(WagtailAdminPageForm):
    """Offers the sections of the lesson's own course; a new lesson joins the last one used."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "section" not in self.fields or self.parent_page is None:
            return
        sections = self._sections()
        self.fields["section"] = forms.TypedChoiceField(
            label=_("Section"),
            choices=[("", _("No section")), *sections],
            coerce=_key,
            empty_value=None,
            required=False,
        )
        if self.instance.pk is None and self.instance.section is None and sections:
            self.initial["section"] = self._last_used(dict(sections))

    def _sections(self) -> list[tuple[str, str]]:
        """The draft's sections: an editor may have added one that is not published yet."""
        course = self.parent_page.get_latest_revision_as_object()
        return [(str(section.key), section.title) for section in course.sections.all()]

    def _last_used(self, sections: dict[str, str]) -> str:
        lesson = type(self.instance).objects.child_of(self.parent_page).last()
        used = str(lesson.section) if lesson else ""
        return used if used in sections else next(iter(sections))
