from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .changes import register_actions, remember, tell, tell_roles
from .checks import refuse_broken
from .sheets import make_exports_safe

make_exports_safe()

hooks.register("before_publish_page", refuse_broken)
hooks.register("register_log_actions", register_actions)
hooks.register("after_create_user", tell_roles)
for kind in ("snippet", "setting", "user"):
    hooks.register(f"before_edit_{kind}", remember)
    hooks.register(f"after_edit_{kind}", tell)


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    words = _("Not published: visitors would meet it broken")
    actions.register_action("story.publish.hold", _("Hold back"), words)
