"""A saved query reads more log groups than Logs Insights lets one read."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model

MOST = 50


def query_of_too_many_logs(model: Model) -> Iterator[Diagnostic]:
    """Yield each query over more than fifty log groups."""
    for stack in model.stacks:
        for key, query in stack.queries.items():
            if len(query.log_groups) > MOST:
                place = origin(model.spec, stack.names.environment, ("queries", key))
                message = (
                    f"this query reads {len(query.log_groups)} log groups, and Logs Insights reads {MOST} at once; "
                    'name fewer than a "*" stands for under logs:'
                )
                yield Diagnostic(place, message, "query-of-too-many-logs", at_key=True)
