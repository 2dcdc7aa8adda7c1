"""Whatever people, banks, providers and time do, in any order: the books agree after every step, and with the provider at the end."""

import os

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from accounts.models import User
from commerce.domain import facts
from tests.commerce.shop import Shop
from tests.sandbox_process import SandboxProcess

from .chance import chance
from .machine import Anything, in_shop

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.usefixtures("quiet"),
]
RUNS, STEPS = {"sqlite": 15, "postgresql": 8}, 20


@pytest.fixture
def anything(shop: Shop, sandbox: SandboxProcess) -> type[Anything]:
    return in_shop(shop, sandbox, User.objects.create_user("fiona@example.com"))


def test_anything_may_happen(anything: type[Anything]):
    wanted = settings(
        max_examples=int(os.environ.get("RUNS", RUNS[connection.vendor])),
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[
            Phase.generate
        ],  # the seed repeats it; looking for a shorter one takes minutes
    )
    seed(chance().getrandbits(32))(anything)
    run_state_machine_as_test(anything, settings=wanted)


def test_control_where_refunds_are_not_recorded_the_provider_does_not_agree(
    anything: type[Anything], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(facts, "merge_refunds", lambda *_: True)
    run = anything()
    run.somebody_has_paid("stripe")
    run.provider_refunds(0, 2, "succeeds")

    with pytest.raises(AssertionError):
        run.teardown()
