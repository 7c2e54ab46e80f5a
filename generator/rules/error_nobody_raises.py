"""A workflow retries or catches an error that nothing raises: a name that is misspelt, or a handler that has changed."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Severity, SpecPath, did_you_mean
from generator.effective import origin
from generator.kinds.workflow import Workflow
from generator.model import Model, Stack
from generator.workflows.errors import RESERVED, raised
from generator.workflows.tasks import walk


def error_nobody_raises(model: Model) -> Iterator[Diagnostic]:
    """Yield each error name of a retrier or a catcher that is not AWS's, and that none of the states that carry it can raise."""
    for stack in model.stacks if model.complete else ():
        declared = {function.thing.arn: function.raises for function in stack.functions.values()}
        for workflow in stack.workflows.values():
            for error, states in _handled(workflow).items():
                possible = [raised(state, declared) for state in states.values()]
                if message := _wrong(error, possible):
                    place = _place(stack, workflow, error, next(iter(states)))
                    severity = Severity.ERROR if error.startswith("States.") else Severity.WARNING
                    yield Diagnostic(
                        origin(model.spec, stack.names.environment, place), message, "error-nobody-raises", severity
                    )


def _handled(workflow: Workflow) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Return the states that carry each error name, by name."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for name, state in walk(workflow.definition):
        for policy in (*state.get("Retry", ()), *state.get("Catch", ())):
            for error in policy.get("ErrorEquals", ()):
                found.setdefault(error, {})[name] = state
    return found


def _wrong(error: str, possible: list[frozenset[str] | None]) -> str:
    if error.startswith("States."):
        if error in RESERVED:
            return ""
        return f'the States Language has no error "{error}"{did_you_mean(error, RESERVED) or "; names of your own do not begin with States."}'
    if "." in error or None in possible:
        return ""  # an error of a service's, or of something that does not say what it raises
    known = frozenset[str]().union(*(names for names in possible if names))
    if error in known:
        return ""
    listed = f"; raised there: {', '.join(sorted(known))}" if known else ""
    near = did_you_mean(error, known)
    return f'nothing that is called here raises "{error}"{near or listed}; correct the name, or add it to the function\'s raises:'


def _place(stack: Stack, workflow: Workflow, error: str, state: str) -> SpecPath:
    """Return where an error name is written: in a policy with a name, or else at the first state that carries it."""
    entry = stack.tree["workflows"][workflow.key]
    for section in ("retries", "catches"):
        for name, policy in (entry.get(section) or {}).items():
            if error in policy.get("errors", ()):
                return ("workflows", workflow.key, section, name, "errors", policy["errors"].index(error))
    return workflow.places.get(state, ("workflows", workflow.key))
