"""Form fields of the CMS for what lies in private storage."""

from typing import ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .models import Video


def card_context(video: Video | None) -> dict[str, object]:
    """What is shown of a film: itself, and each language with or without captions."""
    present = set(video.captions.values_list("language", flat=True)) if video else set()
    languages = [
        {"code": code, "name": name, "present": code in present}
        for code, name in settings.LANGUAGES
    ]
    return {"video": video, "languages": languages}


def _video(value: object) -> Video | None:
    try:
        return Video.objects.filter(pk=value).first() if value else None
    except ValidationError:  # what was posted is no id at all
        return None


class VideoInput(forms.HiddenInput):
    """The id of a film, with the film to look at and a way to upload another."""

    input_type = "video"  # not "hidden", or the form would hide its label too

    class Media:
        js: ClassVar = [Script("cms/video-upload.js", type="module")]
        css: ClassVar = {"all": ["cms/video-upload.css"]}

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-file"

    def render(
        self,
        name: str,
        value: object,
        attrs: dict | None = None,
        renderer: object = None,
    ) -> SafeString:
        context = self.get_context(name, value, attrs or {})
        context |= card_context(_video(value)) | {"most": settings.VIDEO_MAX_BYTES}
        return render_to_string("courses/video/input.html", context)


class PrivateFileInput(forms.FileInput):
    """A file that has no public address: its name is shown, without a link."""

    def render(
        self,
        name: str,
        value: object,
        attrs: dict | None = None,
        renderer: object = None,
    ) -> SafeString:
        field = super().render(name, value, attrs, renderer)
        if not (isinstance(value, File) and value):
            return field
        present = {"name": value.name.rpartition("/")[2]}
        return render_to_string("courses/video/present_file.html", present) + field
