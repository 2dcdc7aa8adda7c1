"""Histories that say what changed: of things without drafts each field, from what to what.

Wagtail itself notes only "Edited" of snippets without revisions, settings and people.
"""

from collections.abc import Set as AbstractSet

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, Field, Model
from django.http import HttpRequest
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.fields import StreamField
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, RevisionMixin

CHANGED = "story.change"
UNTOLD = frozenset({"password"})
LONGEST = 120  # characters of a value that a history shows

Values = dict[str, str]


def values_of(thing: Model) -> Values:
    """What an editor may set, by the field's path: ``active``, or ``texts.fr.title`` in the row of a language.

    A model adds what only it can name by ``values_besides``.
    """
    found = _own(thing)
    if isinstance(thing, ClusterableModel):
        for relation in get_all_child_relations(type(thing)):
            name = relation.get_accessor_name()
            for row in getattr(thing, name).all():
                if language := getattr(row, "language", ""):
                    own = _own(row, besides={"language", relation.field.name}).items()
                    found |= {f"{name}.{language}.{path}": text for path, text in own}
    return found | getattr(thing, "values_besides", dict)()


def _own(thing: Model, besides: AbstractSet[str] = UNTOLD) -> Values:
    meta = thing._meta  # noqa: SLF001 -- documented
    fields = [
        field
        for field in meta.fields
        if field.editable and not field.primary_key and field.name not in besides
    ]
    told = {field.name: _text(thing, field) for field in fields}
    for field in meta.many_to_many:
        told[field.name] = ", ".join(map(str, getattr(thing, field.name).all()))
    return told


def _text(thing: Model, field: Field) -> str:
    if isinstance(field, StreamField):
        return ", ".join(str(block.value) for block in getattr(thing, field.name))
    if field.is_relation:
        return str(getattr(thing, field.name) or "")
    return field.value_to_string(thing)


def remember(request: HttpRequest, thing: Model) -> None:
    """Before it is edited."""
    if request.method == "POST" and not isinstance(thing, RevisionMixin):
        request.values_before = values_of(thing)


def tell(request: HttpRequest, thing: Model) -> None:
    """After it was edited: “Edited” becomes what was."""
    before = getattr(request, "values_before", None)
    if before is None:
        return
    after = values_of(type(thing)._default_manager.get(pk=thing.pk))  # noqa: SLF001 -- documented
    changes = {
        path: [before.get(path, ""), after.get(path, "")]
        for path in dict.fromkeys([*before, *after])
        if before.get(path, "") != after.get(path, "")
    }
    _write(request, thing, changes)


def tell_roles(request: HttpRequest, person: Model) -> None:
    """After somebody was added."""
    if roles := values_of(person)["groups"]:
        _write(request, person, {"groups": ["", roles]})


def _write(request: HttpRequest, thing: Model, changes: dict[str, list[str]]) -> None:
    """In the place of what Wagtail noted a moment ago."""
    if changes:
        entries = ModelLogEntry.objects.for_instance(thing).filter(user=request.user)
        entry = entries.order_by("-timestamp", "-pk").first()
        ModelLogEntry.objects.filter(pk=entry.pk).update(
            action=CHANGED, data={"changes": changes}, content_changed=True
        )


def register_actions(actions: LogActionRegistry) -> None:
    @actions.register_action(CHANGED)
    class Changed(LogFormatter):
        label = pgettext_lazy("what happened", "Change")

        def format_message(self, entry: ModelLogEntry) -> str:
            model = entry.content_type.model_class()
            changes = entry.data["changes"].items()
            told = [_told(model, path, *values) for path, values in changes]
            return "; ".join(told)


def _told(model: type[Model] | None, path: str, before: str, after: str) -> str:
    if model is None:  # its app was taken out
        return path
    try:
        field, label = _named(model, path)
    except FieldDoesNotExist:  # renamed, or taken out
        return path
    values = {"before": _read(field, before), "after": _read(field, after)}
    return _("%(field)s: “%(before)s” → “%(after)s”") % {"field": label, **values}


def _named(model: type[Model], path: str) -> tuple[Field, str]:
    relation, _dot, rest = path.partition(".")
    field = model._meta.get_field(relation)  # noqa: SLF001 -- documented
    if rest:
        language, _dot, name = rest.partition(".")
        field = field.related_model._meta.get_field(name)  # noqa: SLF001 -- documented
        spoken = dict(settings.LANGUAGES).get(language, language)
        return field, f"{capfirst(field.verbose_name)} ({spoken})"
    named = field if hasattr(field, "verbose_name") else field.related_model._meta  # noqa: SLF001 -- documented
    return field, capfirst(named.verbose_name)


def _read(field: Field, value: str) -> str:
    if isinstance(field, BooleanField):
        return _("Yes") if value == "True" else _("No")
    choices = dict(getattr(field, "flatchoices", ()))
    return Truncator(choices.get(value, value)).chars(LONGEST)
