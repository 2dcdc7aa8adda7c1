"""The suite's own ground: committing tests leave nothing, and what concerns money is never skipped."""

from types import SimpleNamespace

import pytest
from django.db import connection
from wagtail.models import Page, Site

from tests.commerce.shop import Shop
from tests.conftest import pytest_runtest_makereport

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_what_one_test_commits_the_next_does_not_see(turn: int):
    root = Page.objects.get(depth=1)

    root.add_child(instance=Page(title="Committed", slug="committed"))

    assert Page.objects.filter(title="Committed").count() == 1
    assert Site.objects.get().root_page.depth == 2


def test_each_process_may_reach_the_database(database_environment: dict[str, str]):
    name = database_environment["TEST_DATABASE_URL"].rpartition("/")[2]

    assert str(connection.settings_dict["NAME"]).endswith(name)


@pytest.mark.parametrize(
    ("marker", "outcome"), [("both_databases", "failed"), (None, "skipped")]
)
def test_a_skip_of_what_concerns_money_fails(marker: str | None, outcome: str):
    item = SimpleNamespace(
        nodeid="test_money", get_closest_marker=lambda name: name == marker
    )
    skipped = SimpleNamespace(skipped=True, outcome="skipped", longrepr="no time")

    judged = pytest_runtest_makereport(item)
    next(judged)
    with pytest.raises(StopIteration) as end:
        judged.send(skipped)

    assert end.value.value.outcome == outcome


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_each_test_has_the_shop_as_it_was_opened(shop: Shop, turn: int):
    assert shop.course.title == "Python"
    assert Page.objects.filter(title="Python").count() == 1

    shop.course.title = "Sold"
    shop.course.save()


@pytest.mark.django_db
def test_without_a_shop_there_is_none():
    assert not Page.objects.filter(title__in=["Python", "Sold"]).exists()
