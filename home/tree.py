"""One front page for each language."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Locale, Page

from story.forms import StoryForm


class OncePerLanguage:
    """Mixin of a page type below the root."""

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        taken = cls.objects.values("locale")
        missing = Locale.objects.exclude(pk__in=taken).exists()
        return missing and super().can_create_at(parent)


class OnceForm(StoryForm):
    def clean(self) -> dict:
        data = super().clean()
        page = self.instance
        if page.pk is None and type(page).objects.filter(locale=page.locale).exists():
            text = _("%(language)s has its front page already.")
            names = {"language": page.locale.get_display_name()}
            raise forms.ValidationError(text % names)
        return data


def refuse_copies(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page is copied: a copy speaks the language of what it was made from."""
    if not issubclass(page.specific_class, OncePerLanguage):
        return None
    messages.error(request, _("A language has one front page: translate it instead."))
    return redirect("wagtailadmin_explore", page.pk)
