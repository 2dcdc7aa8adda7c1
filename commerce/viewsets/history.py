"""What happened to products, prices and ways to pay, in the words of their history."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

TESTED = "commerce.test_method"


def register_actions(actions: LogActionRegistry) -> None:
    @actions.register_action(TESTED)
    class Tested(LogFormatter):
        label = gettext_lazy("Test the connection")

        def format_message(self, entry: ModelLogEntry) -> str:
            if entry.data.get("works"):
                return _(
                    "Tested the connection: the provider answers, and the keys work"
                )
            return _("Tested the connection: it does not work")
