"""Metrics in log lines: counted where they are some, passed over where a function wrote something else."""

import json
from typing import Any

import pytest

from generator.local import emf
from generator.local.metrics import Metrics

DIRECTIVE = {"Namespace": "shop", "Dimensions": [["service"]], "Metrics": [{"Name": "orders"}]}


def counted(record: Any) -> list[Any]:
    metrics = Metrics()
    emf.count(json.dumps(record), metrics)
    return metrics.names()


def test_a_metric_is_counted_by_its_dimensions() -> None:
    record = {"_aws": {"CloudWatchMetrics": [DIRECTIVE]}, "service": "web", "orders": [1, 2]}
    assert [("shop", "orders", (("service", "web"),))] == counted(record)


@pytest.mark.parametrize(
    "directive",
    [
        5, {}, {**DIRECTIVE, "Namespace": 1}, {**DIRECTIVE, "Metrics": ["orders"]}, {**DIRECTIVE, "Metrics": [{}]},
        {**DIRECTIVE, "Metrics": None}, {**DIRECTIVE, "Dimensions": [5]},
    ],
)  # fmt: skip
def test_a_directive_of_another_shape_counts_nothing(directive: object) -> None:
    assert [] == counted({"_aws": {"CloudWatchMetrics": [directive]}, "service": "web", "orders": 1})


@pytest.mark.parametrize(
    "record", [{"_aws": 5}, {"_aws": {"CloudWatchMetrics": {}}}, {"text": '"_aws"', "a": '"_aws"'}]
)
def test_a_line_without_metrics_counts_nothing(record: object) -> None:
    assert [] == counted(record)


def test_a_truth_value_is_no_number() -> None:
    assert [] == counted({"_aws": {"CloudWatchMetrics": [DIRECTIVE]}, "service": "web", "orders": True})
