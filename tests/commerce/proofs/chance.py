"""Chance that can be had again: a test prints its seed, ``SEED=…`` in the environment repeats it."""

import os
import random
import secrets


def chance() -> random.Random:
    """New each time, or as ``SEED`` says; pytest shows the seed of a test that fails."""
    seed = int(os.environ.get("SEED") or secrets.randbits(32))
    print(f"SEED={seed}")  # noqa: T201 -- so that whoever sees it fail can have it fail again
    return random.Random(seed)  # noqa: S311 -- shuffles, no secrets
