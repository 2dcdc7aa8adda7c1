"""The small change of schemas: alternatives and enumerations."""

import ast
from typing import Any

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
NULL: Schema = {"type": "null"}


def either(schemas: list[Schema]) -> Schema:
    """Any of the schemas; one that allows everything makes the whole allow everything.

    The SDK writes every enumeration as `Literal[…] | str`, to outlive new values.
    The sandbox may say and accept only what is documented, so it is closed again.
    `Literal[''] | str` means a string that may be emptied, and stays open.
    """
    if {} in schemas:
        return {}
    if len(schemas) == 2 and STRING in schemas:
        other = schemas[1 - schemas.index(STRING)]
        if "enum" in other and other["enum"] != [""]:
            return other
    return {"anyOf": schemas}


def literal(values: list[ast.expr]) -> Schema:
    """The enumeration a Literal stands for."""
    return {"enum": [ast.literal_eval(value) for value in values]}
