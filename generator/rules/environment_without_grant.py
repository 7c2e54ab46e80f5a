"""A function is told the name of a thing on which its role may do nothing."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from generator.diagnostics import Diagnostic, Severity, SpecPath
from generator.effective import origin
from generator.kinds.function import Function
from generator.kinds.grant import Statement
from generator.model import Model, Stack
from generator.scope import Thing, segments

_SERVICES = {
    "tables": "dynamodb", "buckets": "s3", "queues": "sqs", "topics": "sns", "buses": "events", "secrets": "secretsmanager",
    "parameters": "ssm", "workflows": "states", "functions": "lambda",
}  # fmt: skip
_LITERAL = re.compile(r"[^*?\[]*")  # what stands before the first wildcard
_WHOLE = re.compile(r"\$\{\s*((?:" + "|".join(_SERVICES) + r')\.(?:"[^"]+"|[^."}]+))\.(?:name|arn|url)\s*\}')


def environment_without_grant(model: Model) -> Iterator[Diagnostic]:
    """Yield each variable of a function's own that is the name of a thing on which it has no grant."""
    for stack in model.stacks if model.complete else ():
        for function in stack.functions.values():
            if function.managed_policies:
                continue
            statements = function.statements
            for path, thing in _told(stack, function):
                if _is_granted(statements, thing):
                    continue
                place = origin(model.spec, stack.names.environment, path)
                if place[-4:-2] == path[-4:-2]:  # what all functions get by default is left out
                    message = (
                        f'"{function.key}" is told of {thing.reference} and may do nothing with it; grant what it does there, '
                        f"{{allow: [...], resource: {thing.reference}}}, or remove the variable"
                    )
                    yield Diagnostic(place, message, "environment-without-grant", Severity.WARNING)


def _told(stack: Stack, function: Function) -> Iterator[tuple[SpecPath, Thing]]:
    """Yield the things that variables name, with the variables' places."""
    entry = stack.tree["functions"][function.key]
    for variable, text in (entry.get("environment") or {}).items():
        match = _WHOLE.fullmatch(str(text))
        section, key = segments(match[1]) if match else ("", "")
        thing = stack.things.get((section, key))
        if thing and thing != function.thing and _SERVICES[section] not in stack.environment.mocks:
            yield ("functions", function.key, "environment", variable), thing


def _is_granted(statements: Iterable[Statement], thing: Thing) -> bool:
    """Tell whether a statement is about a thing, a part of it, or a pattern that it falls under."""
    service = f"{_SERVICES[thing.section]}:"
    whole_or_part = (thing.arn, thing.arn.replace(":stateMachine:", ":execution:"))
    for statement in statements:
        if statement.resources == ("*",):
            if any(action.startswith(service) for action in statement.actions):
                return True
            continue
        for one in statement.resources:
            if one.startswith(whole_or_part) or ("*" in one and _falls_under(thing.arn, one)):
                return True
    return False


def _falls_under(arn: str, pattern: str) -> bool:
    """Tell whether a pattern covers an ARN; most don't even begin alike, and compiling a pattern takes long."""
    literal = _LITERAL.match(pattern)
    return literal is not None and arn.startswith(literal[0]) and fnmatchcase(arn, pattern)
