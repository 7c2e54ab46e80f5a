"""Event sources: queues and streams that functions read, and where an asynchronous call goes that failed.

Both hang on the alias. A topic's subscription belongs to the topic, the permission for it to the function.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from generator.hcl import JsonEncoded, Raw
from generator.kinds.function import Function
from generator.kinds.trigger import Trigger
from generator.model import Model, Stack
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment, present

NAME = "event_sources"

_STARTS = {"oldest": "TRIM_HORIZON", "latest": "LATEST"}
# What must be there before AWS lets a function read it or deliver to it.
_MODULES = {"queues": "sqs_queues", "topics": "sns_topics", "buses": "eventbridge_bus"}


def files(model: Model) -> Iterator[File]:
    """Yield the module of all event sources, and its call in each root that has some."""
    stacks = [stack for stack in model.stacks if any(_mapped(stack)) or any(_asynchronous(stack))]
    if not stacks:
        return
    uses = _uses(stacks)
    variables = {"queues_variable": Raw("queues"), "streams_variable": Raw("streams")}
    yield from module(model, NAME, {"uses": uses, **variables})
    for stack in stacks:
        yield root_file(stack, NAME, _root(stack))


def _mapped(stack: Stack, *kinds: str) -> Iterator[tuple[Function, Trigger]]:
    for function in stack.functions.values():
        for trigger in function.triggers:
            if trigger.kind in (kinds or ("queue", "stream")):
                yield function, trigger


def _asynchronous(stack: Stack) -> Iterator[Function]:
    return (function for function in stack.functions.values() if function.on_failure)


def _uses(stacks: Sequence[Stack]) -> dict[str, Any]:
    """Return which parts of the module some event source needs."""
    asynchronous = [any(_asynchronous(stack)) for stack in stacks]
    return {
        "queues": _settings(stacks, "queue"),
        "streams": _settings(stacks, "stream"),
        "asynchronous": ("all" if all(asynchronous) else "some") if any(asynchronous) else "",
        "tags": any(function.tags for stack in stacks for function, _ in _mapped(stack)),
    }


def _settings(stacks: Sequence[Stack], kind: str) -> dict[str, bool]:
    """Return which settings some of these sources have; an empty mapping where there is no source."""
    triggers = [trigger for stack in stacks for _, trigger in _mapped(stack, kind)]
    if not triggers:
        return {}
    return {
        "default": not all(any(_mapped(stack, kind)) for stack in stacks),
        "window": any(trigger.window_s is not None for trigger in triggers),
        "concurrency": any(trigger.concurrency for trigger in triggers),
        "filters": any(trigger.filters for trigger in triggers),
        "whole_batches": not all(trigger.partial_failures for trigger in triggers),
        "parallel": any(trigger.parallel > 1 for trigger in triggers),
        "retries": any(trigger.retries is not None for trigger in triggers),
        "max_age": any(trigger.max_age_s is not None for trigger in triggers),
        "unsplit": not all(trigger.split_on_error for trigger in triggers),
        "on_failure": any(trigger.on_failure for trigger in triggers),
    }


def _root(stack: Stack) -> dict[str, Any]:
    return {
        "queues": _sources(stack, "queue"),
        "streams": _sources(stack, "stream"),
        "asynchronous": {function.key: _destination(function, stack) for function in _asynchronous(stack)},
        "needed": _needed(stack),
    }


def _sources(stack: Stack, kind: str) -> dict[str, Any]:
    return {
        f"{function.key} {trigger.source.key}": comment(function.description, _source(function, trigger))
        for function, trigger in _mapped(stack, kind)
    }


def _source(function: Function, trigger: Trigger) -> dict[str, Any]:
    stream = trigger.kind == "stream"
    return present(
        source_arn=trigger.source.attributes["stream_arn"] if stream else trigger.source.arn,
        function_arn=function.thing.arn,
        starting_position=_STARTS[trigger.starting_position] if trigger.starting_position else None,
        batch_size=trigger.batch,
        window_s=trigger.window_s,
        concurrency=trigger.concurrency,
        filters=[JsonEncoded(pattern) for pattern in trigger.filters],
        partial_failures=None if trigger.partial_failures else False,
        parallel=trigger.parallel if trigger.parallel > 1 else None,
        retries=trigger.retries,
        max_age_s=trigger.max_age_s,
        split_on_error=None if trigger.split_on_error else False,
        on_failure_arn=trigger.on_failure.arn if trigger.on_failure else None,
        feature=function.feature,
        tags=dict(function.tags),
    )


def _destination(function: Function, stack: Stack) -> dict[str, Any]:
    failure = function.on_failure
    assert failure
    return {
        "function_name": function.name,
        "alias": stack.names.alias,
        "retries": failure.retries,
        "max_age_s": failure.max_age_s,
        "on_failure_arn": failure.target.arn,
    }


def _needed(stack: Stack) -> list[Raw]:
    """Return the modules that must be applied before."""
    sections = {trigger.source.section for _, trigger in _mapped(stack, "queue")}
    sections |= {trigger.on_failure.section for _, trigger in _mapped(stack) if trigger.on_failure}
    sections |= {function.on_failure.target.section for function in stack.functions.values() if function.on_failure}
    names = ["lambda_fn", *(name for section, name in _MODULES.items() if section in sections)]
    return [Raw(f"module.{name}") for name in names]
