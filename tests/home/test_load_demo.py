"""The demo's content comes as often as one likes, and only where one asked for it."""

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from accounts.models import User
from courses.models import LessonPage
from home.models import HomePage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_demo(settings: LazySettings) -> None:
    settings.DEMO = settings.DEBUG = False


def rows() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count() for model in apps.get_models()
    }


def test_another_loading_adds_nothing_and_undoes_no_edit(settings: LazySettings):
    settings.DEMO = True
    call_command("load_demo")
    edited = HomePage.objects.first()
    edited.body = edited.body.raw_data[:1]
    edited.save()
    first = rows()

    settings.DEMO, settings.DEBUG = False, True
    call_command("load_demo")
    settings.DEBUG = False
    call_command("load_demo", "--force")

    edited.refresh_from_db()
    assert rows() == first
    assert LessonPage.objects.live().count() == 26
    assert first["commerce.Entitlement"] == 1
    assert [block.block_type for block in edited.body] == ["hero"]


def test_it_stays_out_of_a_site_that_is_no_demo():
    with pytest.raises(CommandError, match="--force"):
        call_command("load_demo")

    assert not User.objects.exists()
