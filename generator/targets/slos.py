"""Service level objectives: alarms on how fast each uses up what may fail, over two windows at once."""

from collections.abc import Iterator
from typing import Any

from generator import alarm_texts
from generator.kinds.metric import Metric
from generator.kinds.slo import Burn, Slo
from generator.model import Model, Stack
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.metric_math import inlined
from generator.targets.parts import comment, present


def files(model: Model) -> Iterator[File]:
    """Yield the module of all objectives, and its call in each root that has one."""
    if not any(stack.slos for stack in model.stacks):
        return
    yield from module(model, "slos", {})
    for stack in model.stacks:
        if stack.slos:
            objectives = {key: comment(slo.description, _objective(stack, slo)) for key, slo in stack.slos.items()}
            yield root_file(stack, "slos", {"objectives": objectives})


def _objective(stack: Stack, slo: Slo) -> dict[str, Any]:
    expression, parts = inlined(slo.burn_rate)
    return {
        "expression": expression,
        "metrics": {name: _metric(part) for name, part in parts.items()},
        "burns": {burn.speed: _burn(stack, slo, burn) for burn in slo.burns},
        "feature": slo.feature,
    }


def _metric(metric: Metric) -> dict[str, Any]:
    facts = {"namespace": metric.namespace, "metric_name": metric.name, "stat": metric.stat}
    return {**facts, **present(dimensions=metric.dimensions)}


def _burn(stack: Stack, slo: Slo, burn: Burn) -> dict[str, Any]:
    return {
        "name": burn.name,
        "long_name": burn.long_name,
        "short_name": burn.short_name,
        "description": alarm_texts.of_burn(stack, slo, burn),
        "rate": int(burn.rate) if burn.rate.is_integer() else burn.rate,
        "long_s": burn.long_s,
        "short_s": burn.short_s,
        "notify": [topic.arn for topic in burn.notify],
    }
