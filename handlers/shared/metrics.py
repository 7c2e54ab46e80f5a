"""Metrics in the embedded metric format, under the dimension `service`."""

from collections.abc import Iterator
from contextlib import contextmanager

from aws_lambda_powertools import Metrics


@contextmanager
def counted() -> Iterator[Metrics]:
    """Write what the block has counted when it ends, by an exception too."""
    metrics = Metrics()
    try:
        yield metrics
    finally:
        if metrics.metric_set:
            metrics.flush_metrics()
