from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .checks import refuse_broken

hooks.register("before_publish_page", refuse_broken)


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    words = _("Not published: visitors would meet it broken")
    actions.register_action("story.publish.hold", _("Hold back"), words)
