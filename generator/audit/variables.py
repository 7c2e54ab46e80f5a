"""Environment variables that the code cannot do without: read as `os.environ["NAME"]`, and neither looked for nor set before."""

import ast

from generator.audit.state import Interpreter, Place, Read
from generator.audit.values import Environ, Known, Values

# Lambda's own (AWS Lambda developer guide, "Defined runtime environment variables", November 2026).
_OF_LAMBDA = frozenset({"_HANDLER", "LANG", "LD_LIBRARY_PATH", "PATH", "PYTHONPATH", "TZ"})
_LAMBDAS = ("AWS_", "_X_AMZN_", "LAMBDA_")
_CAUGHT = frozenset({"KeyError", "LookupError"})


def read(reader: Interpreter, values: Values, keys: Values, place: Place) -> None:
    """Remember what is read of the environment and is not in it, unless its absence is caught."""
    for name in _names(values, keys):
        is_of_lambda = name in _OF_LAMBDA or name.startswith(_LAMBDAS)
        if reader.variable(name) is None and not is_of_lambda and not reader.catching:
            reader.found.reads.add(Read(place, name))


def may_lack(reader: Interpreter, values: Values, keys: Values) -> None:
    """Remember that the code knows of a variable that it may not be there: it asks for it, or sets it."""
    reader.found.optional.update(_names(values, keys))


def catches(node: ast.Try | ast.TryStar) -> bool:
    """Tell whether a missing variable is caught by name."""
    types = [one for handler in node.handlers if handler.type for one in ast.walk(handler.type)]
    return any(isinstance(one, ast.Name) and one.id in _CAUGHT for one in types)


def _names(values: Values, keys: Values) -> list[str]:
    is_environment = any(isinstance(value, Environ) for value in values)
    return [one.value for one in keys if is_environment and isinstance(one, Known) and isinstance(one.value, str)]
