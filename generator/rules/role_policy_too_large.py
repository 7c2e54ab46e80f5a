"""A role's grants are more than IAM lets a role's inline policies hold."""

import json
import sys
from collections.abc import Iterator, Sequence

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.kinds.grant import Statement
from generator.model import Model, Stack

MOST_CHARACTERS = 10_240

# Characters of a statement without its texts, around a text, and of a character that is escaped.
_FRAME = len('{"Effect":"Allow","Action":[],"Resource":[]},')
_QUOTED = len('"",')
_ESCAPED = len("\\u0000")

_ENCODER = json.JSONEncoder(separators=(",", ":"))


def role_policy_too_large(model: Model) -> Iterator[Diagnostic]:
    """Yield each function and workflow whose role's policies have more than 10 240 characters together."""
    for stack in model.stacks:
        for section, key, statements in _roles(stack):
            if _most(statements) <= MOST_CHARACTERS:
                continue
            # One text with brackets and commas around the statements, which are not theirs.
            size = len(_ENCODER.encode([one.as_json() for one in statements])) - len(statements) - 1
            if size > MOST_CHARACTERS:
                place = origin(model.spec, stack.names.environment, (section, key))
                message = (
                    f"the grants of this role have {size} characters as a policy, and IAM takes {MOST_CHARACTERS}; "
                    "divide the work, or grant a common prefix of the resources"
                )
                yield Diagnostic(place, message, "role-policy-too-large", at_key=True)


def _most(statements: Sequence[Statement]) -> int:
    """Return how many characters statements can take at most, far quicker than they are written out."""
    if any(one.condition for one in statements):
        return sys.maxsize
    texts = [text for one in statements for text in (*one.actions, *one.resources)]
    return _FRAME * len(statements) + _QUOTED * len(texts) + _ESCAPED * len("".join(texts))


def _roles(stack: Stack) -> Iterator[tuple[str, str, Sequence[Statement]]]:
    yield from (("functions", key, function.statements) for key, function in stack.functions.items())
    yield from (("workflows", key, workflow.statements) for key, workflow in stack.workflows.items())
