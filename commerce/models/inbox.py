"""What providers told us, kept word for word."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .durable import Durable
from .payments import Payment


class WebhookEvent(Durable):
    """A verified event. It is no fact: it only says which payment to look at again.

    ``waiting`` until routed to a payment; ``routed_as`` is the look it asked for, ``done`` once that look is applied.
    """

    gateway = models.CharField(max_length=30)
    livemode = models.BooleanField(_("live mode"), default=False)
    event_id = models.CharField(_("event"), max_length=255)
    type = models.CharField(_("type"), max_length=100)
    refs = models.JSONField(default=list)
    body = models.TextField()
    said = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of what it says, kept for ever"
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, related_name="events"
    )
    declined = models.BooleanField(default=False)
    routed_as = models.PositiveIntegerField(null=True)
    received = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta(Durable.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        permissions = [("replay_webhookevent", "Can have an event looked into again")]
        ordering = ["-received"]
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "livemode", "event_id"], name="webhook_event_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
