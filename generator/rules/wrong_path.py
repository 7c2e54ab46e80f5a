"""A field that takes a path or an intrinsic function of the States Language holds something else."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, did_you_mean
from generator.effective import origin
from generator.model import Model
from generator.workflows.tasks import walk

# Intrinsics of the JSONPath query language (AWS Step Functions Developer Guide, November 2026).
_INTRINSICS = frozenset({
    "States.Array", "States.ArrayContains", "States.ArrayGetItem", "States.ArrayLength", "States.ArrayPartition",
    "States.ArrayRange", "States.ArrayUnique", "States.Base64Decode", "States.Base64Encode", "States.Format", "States.Hash",
    "States.JsonMerge", "States.JsonToString", "States.MathAdd", "States.MathRandom", "States.StringSplit",
    "States.StringToJson", "States.UUID",
})  # fmt: skip
_CALL = re.compile(r"(States\.\w+)\(")
_PATHS = ("InputPath", "OutputPath", "ResultPath", "ItemsPath", "Variable", "SecondsPath", "TimestampPath")
_TEMPLATES = ("Parameters", "ResultSelector", "ItemSelector")


def wrong_path(model: Model) -> Iterator[Diagnostic]:
    """Yield each such field of a workflow that AWS refuses."""
    for stack in model.stacks:
        for key, workflow in stack.workflows.items():
            language = workflow.definition.get("QueryLanguage")
            for name, state in walk(workflow.definition):
                if state.get("QueryLanguage", language) == "JSONata":
                    continue
                for message in _problems(state):
                    place = origin(model.spec, stack.names.environment, workflow.places.get(name, ("workflows", key)))
                    yield Diagnostic(place, message, "wrong-path", at_key=True)


def _problems(state: Mapping[str, Any]) -> Iterator[str]:
    for holder in (state, *state.get("Choices", ())):
        for field in _PATHS:
            value = holder.get(field)
            if isinstance(value, str) and not value.startswith("$"):
                yield f'"{field}" takes a path, which begins with $, and "{value}" does not; write "$.{value}"'
    for field in _TEMPLATES:
        yield from _of_template(state.get(field), field)


def _of_template(value: Any, field: str) -> Iterator[str]:
    """Yield what is wrong in a payload template: a key that ends in .$ takes a path or an intrinsic."""
    if isinstance(value, list):
        for entry in value:
            yield from _of_template(entry, field)
    if not isinstance(value, Mapping):
        return
    for key, entry in value.items():
        if key.endswith(".$"):
            yield from _of_expression(entry, f"{field}: {key}")
        else:
            yield from _of_template(entry, field)


def _of_expression(text: Any, where: str) -> Iterator[str]:
    if not isinstance(text, str) or not text.startswith(("$", "States.")):
        yield f'"{where}" takes a path or an intrinsic function, and "{text}" is neither; leave off the .$ for a plain value'
        return
    for called in _CALL.findall(text):
        if called not in _INTRINSICS:
            near = did_you_mean(called, _INTRINSICS) or f"; there is {', '.join(sorted(_INTRINSICS))}"
            yield f'the States Language has no function "{called}"{near}'
