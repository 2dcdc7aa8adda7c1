"""Words in several languages as child rows: one row a language, the default language where one is missing."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Words(models.Model):
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES
    )

    class Meta:
        abstract = True


class Spoken(models.Model):
    """A thing whose words are the child rows named ``texts``."""

    class Meta:
        abstract = True

    def words(self, language: str | None = None) -> Words | None:
        """The row of this language, else of the default language, else any; None where none was written."""
        rows = {row.language: row for row in self.texts.all()}
        wanted = language or get_language() or settings.LANGUAGE_CODE
        return (
            rows.get(wanted)
            or rows.get(settings.LANGUAGE_CODE)
            or next(iter(rows.values()), None)
        )


def preference(language: str | None) -> int:
    """How much words in this language are wanted now; ``Spoken.words`` has the same order."""
    wanted = (get_language() or settings.LANGUAGE_CODE, settings.LANGUAGE_CODE)
    return len(wanted) - wanted.index(language) if language in wanted else 0
