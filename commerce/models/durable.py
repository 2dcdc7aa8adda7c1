"""Work that must happen: a row that is claimed, leased, tried again and, after eight tries, laid aside."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_ATTEMPTS = 8


class DurableQuerySet(models.QuerySet):
    def due(self) -> Self:
        """Waiting, its moment come, and leased to nobody."""
        return self.filter(state=Durable.State.WAITING, due__lte=timezone.now())


class Durable(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ROUTED = "routed", _("Being looked at")
        DONE = "done", _("Done")
        IGNORED = "ignored", _("Not for us")
        DEAD = "dead", _("Given up")
        REVIEW = "review", _("To be looked into")

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING
    )
    due = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = models.Manager.from_queryset(DurableQuerySet)()

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["due"], condition=Q(state="waiting"), name="%(class)s_due"
            )
        ]
