"""What the spec promises of each route's answers, as a test of every answer."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from generator.model import Stack
from generator.pipeline import compile_spec
from tests.tools import ROOT


@cache
def stack() -> Stack:
    """Return the reference system as it is in its first environment."""
    model = compile_spec(ROOT / "collectiq.yaml").model
    assert model
    return model.stacks[0]


def broken_promises(route: str, status: int, media_type: str, body: Mapping[str, Any]) -> list[str]:
    """Return what an answer has that its route does not promise."""
    api = stack().api
    assert api
    promised = {**api.responses, **stack().routes[route].contract.responses}
    if status not in promised:
        return [f"{route} never answers {status}"]
    thing = promised[status]
    assert thing
    message = stack().schemas[thing.key]
    wrong = [] if media_type == message.media_type else [f"{media_type} instead of {message.media_type}"]
    # A schema is open for what comes later; today's answers hold nothing that it does not name.
    closed = {**message.schema, "unevaluatedProperties": False}
    found = Draft202012Validator(closed, format_checker=FormatChecker()).iter_errors(body)
    return wrong + [f"{route} {status}: {error.message}" for error in found]
