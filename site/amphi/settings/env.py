"""The environment, read once; a missing or wrong variable fails by its name.

The real environment wins over ``.env``.
"""

from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parents[3]
VAR = ROOT / "var"

env = environ.Env()
env.prefix = ""
environ.Env.read_env(ROOT / ".env")


def data_path(name: str, default: str) -> Path:
    """A directory of the site's own data, made if absent; relative paths count from the project."""
    path = ROOT / env.str(name, default=default)
    path.mkdir(parents=True, exist_ok=True)
    return path
