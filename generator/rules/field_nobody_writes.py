"""A state reads a field that no state before it has written: the execution fails there, the first time it gets so far."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, did_you_mean
from generator.effective import origin
from generator.kinds.workflow import Workflow
from generator.model import Model, Stack
from generator.scope import Thing
from generator.workflows import shapes
from generator.workflows.flow import Flow, Handler, Lost
from generator.workflows.shapes import ANYTHING, Shape


def field_nobody_writes(model: Model) -> Iterator[Diagnostic]:
    """Yield each path into data whose schemas are declared, and each field that a function needs, which lead nowhere."""
    for stack in model.stacks if model.complete else ():
        handlers = _handlers(stack)
        for key, workflow in stack.workflows.items():
            for lost in _lost(stack, workflow, handlers):
                place = origin(model.spec, stack.names.environment, workflow.places.get(lost.state, ("workflows", key)))
                yield Diagnostic(place, _message(lost), "field-nobody-writes", at_key=True)


def _handlers(stack: Stack) -> Mapping[str, Handler]:
    """Return what functions say of their data, by ARN; those that say nothing are left out."""
    return {
        function.thing.arn: Handler(_needed(stack, function.input), _shape(stack, function.output))
        for function in stack.functions.values()
        if function.input or function.output
    }


def _lost(stack: Stack, workflow: Workflow, handlers: Mapping[str, Handler]) -> list[Lost]:
    if not (workflow.input or handlers):
        return []
    flow = Flow(handlers, workflow.definition.get("QueryLanguage", "JSONPath"))
    flow.through(workflow.definition, _shape(stack, workflow.input))
    return list(flow.lost)


def _shape(stack: Stack, thing: Thing | None) -> Shape:
    message = stack.schemas.get(thing.key) if thing else None
    return shapes.of_schema(message.schema, message.schema) if message else ANYTHING


def _needed(stack: Stack, thing: Thing | None) -> frozenset[str]:
    message = stack.schemas.get(thing.key) if thing else None
    return frozenset(message.schema.get("required", ())) if message else frozenset()


def _message(lost: Lost) -> str:
    known = f"; there is {', '.join(lost.missing.known[:12])}" if lost.missing.known else "; there is nothing"
    near = did_you_mean(lost.missing.field, lost.missing.known) or known
    if lost.path:
        return (
            f'"{lost.state}" reads {lost.path}, and on some way to it no state has written "{lost.missing.field}"{near}'
        )
    return (
        f'what "{lost.state}" calls needs "{lost.missing.field}", and on some way to it no state has written that{near}'
    )
