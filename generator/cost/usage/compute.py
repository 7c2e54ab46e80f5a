"""Functions and workflows."""

from collections.abc import Iterator
from math import ceil

from generator.cost.assumptions import SECONDS_PER_MONTH
from generator.cost.prices import Usage
from generator.cost.usage.month import Month
from generator.kinds.function import Function
from generator.kinds.workflow import Workflow

# A cold start is billed since August 2025 (AWS Compute blog); the reference handlers take 330 ms to initialise.
COLD_START_S = 0.4
_FREE_STORAGE_MB = 512
# Express bills memory in steps of 64 MB and time in steps of 100 ms (Step Functions pricing page).
_EXPRESS_GB = 64 / 1024
_EXPRESS_STEP_S = 0.1


def usages(month: Month) -> Iterator[Usage]:
    """Yield what functions and workflows use."""
    for function in month.stack.functions.values():
        yield from _function(function, month)
    for workflow in month.stack.workflows.values():
        yield from _workflow(workflow, month)


def _function(function: Function, month: Month) -> Iterator[Usage]:
    calls = month.flow.of("functions", function.key)
    warm = function.provisioned_concurrency
    memory_gb = function.memory_mb / 1024
    cold_s = 0 if warm else month.assumed.cold_starts * COLD_START_S
    seconds = calls * (month.flow.seconds[function.key] + cold_s)
    kind = "provisioned_duration" if warm else "duration"
    yield _used("lambda.requests", calls, function)
    yield _used(f"lambda.{kind}.{function.architecture}", seconds * memory_gb, function)
    beyond_gb = max(function.ephemeral_storage_mb - _FREE_STORAGE_MB, 0) / 1024
    yield _used("lambda.storage", seconds * beyond_gb, function)
    if warm:
        kept = warm.minimum * memory_gb * SECONDS_PER_MONTH
        yield _used(f"lambda.provisioned.{function.architecture}", kept, function)


def _workflow(workflow: Workflow, month: Month) -> Iterator[Usage]:
    executions = month.flow.of("workflows", workflow.key)
    well, badly = month.flow.ways[workflow.key]
    assumed = month.assumed
    if workflow.type == "standard":
        transitions = well.transitions * (1 + assumed.retries) + badly.transitions * assumed.failures
        yield _used("states.transitions", executions * transitions, workflow)
        return
    seconds = ceil(well.seconds / _EXPRESS_STEP_S) * _EXPRESS_STEP_S + badly.seconds * assumed.failures
    yield _used("states.express_requests", executions, workflow)
    yield _used("states.express_duration", executions * seconds * _EXPRESS_GB, workflow)


def _used(price: str, quantity: float, thing: Function | Workflow) -> Usage:
    return Usage(price, quantity, thing.feature, thing.thing.reference)
