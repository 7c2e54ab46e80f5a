"""A task of a workflow gives up before the function that it calls has to be done."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Related, Severity, SpecPath
from generator.effective import origin, value_at
from generator.kinds.function import Function
from generator.kinds.workflow import Workflow
from generator.model import Model, Stack
from generator.workflows.tasks import arguments, called_function, walk

# A cold start comes before the function's own timeout begins (Lambda's init phase), and the task waits for both.
COLD_START_S = 10


def timeout_below_function(model: Model) -> Iterator[Diagnostic]:
    """Yield each task whose timeout is shorter than that of the function whose answer it waits for."""
    for stack in model.stacks:
        functions = _by_name(stack) if stack.workflows else {}
        for workflow in stack.workflows.values():
            for name, state in walk(workflow.definition):
                limit, function = state.get("TimeoutSeconds"), functions.get(called_function(state))
                if function and isinstance(limit, int) and limit < function.timeout_s and _waits(state):
                    place = origin(model.spec, stack.names.environment, _place(stack, workflow, name))
                    written = origin(model.spec, stack.names.environment, ("functions", function.key, "timeout"))
                    related = (Related(written, "the function's own timeout"),)
                    message = _message(name, limit, function)
                    yield Diagnostic(place, message, "timeout-below-function", Severity.WARNING, related)


def _by_name(stack: Stack) -> dict[str, Function]:
    """Return the functions by all that a task can call them by."""
    return {
        name: function
        for function in stack.functions.values()
        for name in (function.thing.arn, function.unqualified_arn, function.name)
    }


def _waits(state: Mapping[str, Any]) -> bool:
    return bool(arguments(state).get("InvocationType", "RequestResponse") == "RequestResponse")


def _place(stack: Stack, workflow: Workflow, name: str) -> SpecPath:
    """Return where a state's timeout is written, in short or in ASL; the state's own place where a file says it."""
    state = workflow.places.get(name, ("workflows", workflow.key))
    written = ((*state, key) for key in ("timeout", "TimeoutSeconds"))
    return next((place for place in written if value_at(stack.tree, place) is not None), state)


def _message(name: str, limit: int, function: Function) -> str:
    return (
        f'"{name}" gives up after {limit} s (States.Timeout) while "{function.key}" may work for {function.timeout_s} s: what it '
        f"does still happens after the workflow has gone another way; say timeout: {function.timeout_s + COLD_START_S}s here, "
        "or lower the function's timeout below the task's"
    )
