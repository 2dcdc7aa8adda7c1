"""The purchase an operator tries after a change, at a site that runs."""

from tests.site_process import SiteProcess

STEPS = ["config", "checkout", "pay", "webhook", "verify", "lesson"]


def test_every_step_of_a_purchase_is_walked(site: SiteProcess):
    lines = site.manage("try_checkout").splitlines()

    assert [line.split()[:2] for line in lines[:-1]] == [[step, "ok"] for step in STEPS]
    assert lines[-1] == "Everything works."
