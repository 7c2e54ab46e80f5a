"""Metrics that functions write into their logs (Amazon CloudWatch user guide, "Specification: Embedded metric format", November 2026)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator.local.metrics import Metrics


def count(line: str, metrics: Metrics) -> None:
    """Count the metrics of a log line; nothing where it has none."""
    if '"_aws"' not in line or not line.startswith("{"):
        return
    try:
        record = json.loads(line)
    except ValueError:
        return
    if "_aws" not in record:
        return
    for namespace, name, dimensions, value in _values(record):
        metrics.count(namespace, name, dimensions, value)


def _values(record: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, str], float]]:
    for directive in _listed(record["_aws"], "CloudWatchMetrics"):
        for names in _listed(directive, "Dimensions") or [[]]:
            if not isinstance(names, list):
                continue
            dimensions = {str(name): str(record.get(str(name), "")) for name in names}
            for metric in _listed(directive, "Metrics"):
                match directive, metric:
                    case {"Namespace": str(namespace)}, {"Name": str(name)}:
                        yield from ((namespace, name, dimensions, value) for value in _numbers(record.get(name)))


def _listed(holder: object, name: str) -> list[Any]:
    """Return a list that something holds; none where a function wrote something else, as CloudWatch passes over it."""
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, list) else []


def _numbers(found: object) -> Iterator[float]:
    for value in found if isinstance(found, list) else [found]:
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield float(value)
