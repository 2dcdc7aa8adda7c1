"""Words in several languages as child rows: one row a language, the default language where one is missing."""

from django.conf import settings
from django.db import models
from django.db.models import Case, QuerySet, Subquery, When
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


def in_words(texts: QuerySet, field: str) -> Subquery:
    """What ``Spoken.words`` finds, as part of a larger query; the rows of ``texts`` belong to the row outside."""
    rank = Case(
        When(language=get_language() or settings.LANGUAGE_CODE, then=0),
        When(language=settings.LANGUAGE_CODE, then=1),
        default=2,
    )
    return Subquery(texts.order_by(rank, "pk").values(field)[:1])
