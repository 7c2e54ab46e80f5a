"""A function that only GET requests reach may change something: whoever follows a link, or loads a page ahead, changes it."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, Severity
from generator.effective import origin
from generator.iam_resources import writes
from generator.kinds.route import Route
from generator.model import Model, Stack

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def write_grant_on_read_route(model: Model) -> Iterator[Diagnostic]:
    """Yield each writing action, without a reason, of a function that nothing but routes for reading calls."""
    for stack in model.stacks if model.complete else ():
        for key, route in _only_read(stack).items():
            for grant in stack.functions[key].grants:
                for index, action in enumerate(grant.actions if not grant.reason else ()):
                    if writes(action):
                        message = (
                            f'only "{route.key}" calls "{key}", which is for reading, and "{action}" changes something; call it by POST, PUT, '
                            'PATCH or DELETE, or say in "reason" why a reader has to'
                        )
                        place = origin(model.spec, stack.names.environment, (*grant.path, "allow", index))
                        related = (Related(("routes", route.key), "called here"),)
                        yield Diagnostic(place, message, "write-grant-on-read-route", Severity.WARNING, related)


def _only_read(stack: Stack) -> dict[str, Route]:
    """Return the functions that routes for reading call and nothing else, each with one of the routes."""
    routes = [route for route in stack.routes.values() if route.target.section == "functions"]
    reading = {route.target.key: route for route in routes if route.method in _READING}
    others = {route.target.key for route in routes if route.method not in _READING} | set(_called(stack))
    return {key: route for key, route in reading.items() if key in stack.functions and key not in others}


def _called(stack: Stack) -> Iterator[str]:
    """Yield the functions that something else than a route calls."""
    yield from (key for key, function in stack.functions.items() if function.triggers)
    rules = [rule for bus in stack.buses.values() for rule in bus.rules.values()]
    targets = [target for rule in rules for target in rule.targets]
    targets += [schedule.target for schedule in stack.schedules.values()]
    yield from (target.key for target in targets if target.section == "functions")
    allowed = [statement for workflow in stack.workflows.values() for statement in workflow.statements]
    allowed += [statement for function in stack.functions.values() for statement in function.statements]
    called = {arn for statement in allowed for arn in statement.resources if ":function:" in arn}
    yield from (key for key, function in stack.functions.items() if function.thing.arn in called)
