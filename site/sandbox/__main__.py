"""`python -m sandbox`"""

import os
import sys

from sandbox.config import ConfigError, read_config
from sandbox.process import run


def main() -> None:
    """Runs the sandbox until it is stopped; a refusal is one sentence and exit code 2."""
    try:
        run(read_config(sys.argv[1:], os.environ))
    except ConfigError as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 - the reason belongs on the terminal
        sys.exit(2)


if __name__ == "__main__":
    main()
