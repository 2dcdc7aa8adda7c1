"""What an operation raises to answer with an error."""

from typing import Any


class ApiError(Exception):
    """An answer that is an error, in its provider's own shape. What the operation did is undone."""

    status: int

    @property
    def body(self) -> dict[str, Any]:
        """The JSON answer."""
        raise NotImplementedError
