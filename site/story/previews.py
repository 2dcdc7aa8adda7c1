"""Previews of pages that look different to who has access and who has not."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class SeenBy:
    """Mixin: shows the editor what somebody else sees. Only the preview's own request is another person's."""

    preview_modes = [
        ("visitor", _("As a visitor")),
        ("signed_in", _("As somebody signed in, without access")),
        ("holder", _("As somebody who has access")),
        ("ending", _("As somebody whose access ends in three days")),
        ("ended", _("As somebody whose access ended")),
    ]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        request.seen_by = mode_name
        request.editor = request.user
        # inactive: holds no permission, and none is looked up for a person who is in no table
        person = get_user_model()(is_active=False)
        request.user = AnonymousUser() if mode_name == "visitor" else person
        return super().serve_preview(request, mode_name)
