"""People in the CMS: only a superuser makes superusers, or touches one.

An owner who changed a superuser's e-mail address would sign in as them, with a code sent to it.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest
from wagtail.admin.forms.account import NameEmailForm
from wagtail.users.views import users

from .models import User


class SuperuserIsGiven:
    """The tick shows what is so; others' posts do not change it."""

    def get_form(self, *args: object, **kwargs: object) -> BaseForm:
        form = super().get_form(*args, **kwargs)
        if "is_superuser" in form.fields:
            form.fields["is_superuser"].disabled = not self.request.user.is_superuser
        return form


class CreateView(SuperuserIsGiven, users.CreateView):
    pass


class EditView(SuperuserIsGiven, users.EditView):
    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super().setup(request, *args, **kwargs)
        refuse_superusers(request, "edit", [self.object])


class UserViewSet(users.UserViewSet):
    add_view_class = CreateView
    edit_view_class = EditView
    copy_view_enabled = False  # it would make people beside CreateView


def let_names_be_empty() -> None:
    """Wagtail asks for both before it saves a language; who signed up as a visitor may have none."""
    for field in ("first_name", "last_name"):
        NameEmailForm.base_fields[field].required = False


def refuse_superusers(
    request: HttpRequest, _action_type: str, objects: Iterable[object], *_: object
) -> None:
    """Before any change, of one or of many at once."""
    people = (each for each in objects if isinstance(each, User))
    if not request.user.is_superuser and any(each.is_superuser for each in people):
        raise PermissionDenied
