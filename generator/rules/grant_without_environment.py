"""A function may use a thing whose name nobody tells it: its code knows the name by heart, or the grant is left over."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.kinds.function import Function
from generator.kinds.grant import Grant
from generator.model import Model, Stack
from generator.scope import Thing, segments

_TOLD = frozenset({
    "tables", "buckets", "queues", "topics", "buses", "secrets", "parameters", "workflows", "functions",
})  # fmt: skip


def grant_without_environment(model: Model) -> Iterator[Diagnostic]:
    """Yield each grant, in functions that have variables of their own, on a thing that none of the variables names."""
    for stack in model.stacks if model.complete else ():
        for function in stack.functions.values():
            if not (stack.tree["functions"][function.key].get("environment") and function.grants):
                continue
            sources = _sources(stack, function)
            for grant in function.grants:
                thing = _granted(stack, grant)
                if thing and not grant.reason and thing.path not in sources and not _is_told(function, thing):
                    place = origin(model.spec, stack.names.environment, (*grant.path, "resource"))
                    yield Diagnostic(place, _message(function, thing), "grant-without-environment", Severity.WARNING)


def _granted(stack: Stack, grant: Grant) -> Thing | None:
    """Return the declared thing that a grant is on, the table where it is on an index."""
    parts = segments(grant.reference) if grant.target else ()
    return stack.things.get((parts[0], parts[1])) if len(parts) > 1 and parts[0] in _TOLD else None


def _is_told(function: Function, thing: Thing) -> bool:
    names = [name for name in (thing.name, thing.arn, *thing.attributes.values()) if name]
    return any(name in value for value in function.environment.values() for name in names)


def _sources(stack: Stack, function: Function) -> set[tuple[str | int, ...]]:
    """Return the things whose events tell a function their name."""
    found = {trigger.source.path for trigger in function.triggers}
    rules = [rule for bus in stack.buses.values() for rule in bus.rules.values()]
    return found | {rule.source.path for rule in rules if rule.source and function.thing in rule.targets}


def _message(function: Function, thing: Thing) -> str:
    word = thing.section.removesuffix("s").upper()
    return (
        f'"{function.key}" may use {thing.reference}, and none of its variables says what that is called; tell it, such as '
        f'{word}_NAME: "${{{thing.reference}.name}}", or remove the grant'
    )
