"""The site as it is, with a provider that answers at once: its time is not what is measured."""

from amphi.settings.dev import *  # noqa: F403 -- settings build on each other

ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
MIDDLEWARE.insert(0, "bench.counting.count_queries")  # noqa: F405 -- from the site's
GATEWAYS["stripe"] = "bench.site.gateway.PromptStripe"  # noqa: F405 -- the same
