"""Consequences to carry out once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .durable import Durable


class Effect(Durable):
    """An e-mail or the like, written together with the fact it follows from. Unique on (kind, fact)."""

    kind = models.CharField(max_length=40)
    fact = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    token = models.UUIDField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta(Durable.Meta):
        verbose_name = _("effect")
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "fact"], name="effect_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fact}"

    @classmethod
    def once(cls, kind: str, fact: object, **payload: object) -> None:
        """The effect will be carried out, however often this fact is reported."""
        cls.objects.bulk_create(
            [cls(kind=kind, fact=str(fact), payload=payload)], ignore_conflicts=True
        )
