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
    for namespace, name, dimensions, value in _values(record):
        metrics.count(namespace, name, dimensions, value)


def _values(record: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, str], float]]:
    for directive in record.get("_aws", {}).get("CloudWatchMetrics", ()):
        for names in directive.get("Dimensions") or [[]]:
            dimensions = {name: str(record.get(name, "")) for name in names}
            for metric in directive.get("Metrics", ()):
                found = record.get(metric["Name"])
                for value in found if isinstance(found, list) else [found]:
                    if isinstance(value, int | float):
                        yield directive["Namespace"], metric["Name"], dimensions, float(value)
