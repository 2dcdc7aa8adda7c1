"""The kinds of values that requests may hold."""

from typing import Annotated

from ninja import Query
from pydantic import Field

# Neither control characters nor halves of a character: no database keeps them
Text = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$", strict=True)]
Ref = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=255, strict=True)]
PageNumber = Annotated[int, Query(ge=1, le=10_000)]
