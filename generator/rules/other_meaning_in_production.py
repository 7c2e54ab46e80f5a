"""An environment with users works differently from another one: what was tried there says little about it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Severity, SpecPath
from generator.effective import origin
from generator.facts import Fact
from generator.model import Model, Stack
from generator.scope import segments


class _Meaning(Fact):
    """A setting that decides how an entry behaves, not how much of it there is."""

    section: str
    setting: str
    entries: Callable[[Stack], Mapping[str, Any]]
    of: Callable[[Any], Any]


_MEANINGS = (
    _Meaning("workflows", "type", lambda stack: stack.workflows, lambda workflow: workflow.type),
    _Meaning("functions", "handler", lambda stack: stack.functions, lambda function: function.handler),
    _Meaning("functions", "runtime", lambda stack: stack.functions, lambda function: function.runtime),
    _Meaning("functions", "architecture", lambda stack: stack.functions, lambda function: function.architecture),
    _Meaning("queues", "fifo", lambda stack: stack.queues, lambda queue: queue.fifo),
    _Meaning("topics", "fifo", lambda stack: stack.topics, lambda topic: topic.fifo),
    _Meaning("tables", "key", lambda stack: stack.tables, lambda table: (table.partition, table.sort)),
    _Meaning("routes", "auth", lambda stack: stack.routes, lambda route: route.auth if route.auth != "none" else "jwt"),
)


def other_meaning_in_production(model: Model) -> Iterator[Diagnostic]:
    """Yield each setting that makes an entry mean something else in an environment with users, without a reason."""
    for users, other in pairs(model):
        for path, mine, theirs in _different(users, other):
            if not is_reasoned(users, path):
                environment = users.names.environment
                message = (
                    f'in {environment}, which has users, this is {mine}, and in "{other.names.environment}", where it is tried, {theirs}; make them alike, or say '
                    f"why not under environments.{environment}.reasons: {{{'.'.join(map(str, path))}: ...}}"
                )
                place = origin(model.spec, environment, path)
                yield Diagnostic(place, message, "other-meaning-in-production", Severity.WARNING)


def _different(users: Stack, other: Stack) -> Iterator[tuple[SpecPath, Any, Any]]:
    for one in _MEANINGS:
        mine, theirs = one.entries(users), one.entries(other)
        for key in sorted(mine.keys() & theirs.keys()):
            if one.of(mine[key]) != one.of(theirs[key]):
                yield (one.section, key, one.setting), one.of(mine[key]), one.of(theirs[key])


def pairs(model: Model) -> Iterator[tuple[Stack, Stack]]:
    """Yield each environment with users beside each one without; nothing where the model lacks what could differ."""
    homes = [stack for stack in model.stacks if stack.home] if model.complete else []
    for users in (stack for stack in homes if stack.environment.production):
        yield from ((users, other) for other in homes if not other.environment.production)


def is_reasoned(stack: Stack, path: SpecPath) -> bool:
    """Tell whether the spec says why a setting, or an entry around it, is as it is in this environment."""
    said = {segments(setting) for setting in stack.environment.reasons}
    place = tuple(map(str, path))
    return any(place[:length] in said for length in range(1, len(place) + 1))
