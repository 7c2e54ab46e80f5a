"""What the busiest second asks of each quota: rates of a month times the peak, and by Little's law what is there at once."""

from collections.abc import Iterator

from generator.cost.assumptions import EXPECTED, SECONDS_PER_MONTH
from generator.cost.flow import WRITES, Flow, flow
from generator.cost.usage import data
from generator.cost.usage.models import image_actions, model_of
from generator.cost.usage.month import Month
from generator.facts import Fact
from generator.model import Stack

# Requests after which a user's session ends; each begins with a token.
_REQUESTS_PER_SESSION = 20
# Share of all writes that the busiest key of a table gets.
_HOT_KEY = 0.01
# Tokens that a model of the Claude 4 family counts for each that it writes (Amazon Bedrock user guide, "Quotas").
_WRITTEN_TOKEN = 5
# Operations of Rekognition that have another quota than the rest.
_CALLS = {
    "CompareFaces": "rekognition.faces",
    "DetectFaces": "rekognition.faces",
    "DetectProtectiveEquipment": "rekognition.equipment",
}


class Demand(Fact):
    """What something asks of a quota in the busiest second. of: a reference, or a name. limit: the spec's own, None for AWS's."""

    quota: str
    of: str
    amount: float
    limit: float | None = None


class _Peak(Fact):
    """The busiest second of a stack. rate: amounts of a month become amounts of that second by it."""

    stack: Stack
    month: Month
    flow: Flow
    rate: float


def demands(stack: Stack, share: float) -> Iterator[Demand]:
    """Yield what a stack asks for. share: which part of the environment's traffic its region has, 0-1."""
    traffic = stack.traffic
    if traffic is None:
        return
    amounts = flow(stack, traffic, EXPECTED, share)
    peak = _Peak(
        stack, Month(stack, amounts, traffic, EXPECTED, archive=False), amounts, traffic.peak_factor / SECONDS_PER_MONTH
    )
    yield from _web(peak)
    yield from _functions(peak)
    yield from _models(peak)
    yield from _workflows(peak)
    yield from _data(peak)


def _web(peak: _Peak) -> Iterator[Demand]:
    stack, traffic = peak.stack, peak.month.traffic
    if stack.api:
        requests = sum(peak.flow.of("routes", key) for key in stack.routes) * peak.rate
        yield Demand("apigateway.rate", "api", requests)
        yield Demand("api.throttle", "api", requests, stack.api.throttle.rate)
    if stack.auth and stack.home:
        sessions = traffic.users * traffic.requests_per_user / _REQUESTS_PER_SESSION
        yield Demand("cognito.tokens", "auth", sessions * peak.rate)


def _functions(peak: _Peak) -> Iterator[Demand]:
    busy = {key: peak.flow.of("functions", key) * peak.rate * peak.flow.seconds[key] for key in peak.stack.functions}
    yield Demand("lambda.concurrency", "functions", sum(busy.values()))
    for key, function in peak.stack.functions.items():
        if function.reserved_concurrency:
            yield Demand("lambda.reserved", function.thing.reference, busy[key], function.reserved_concurrency)


def _models(peak: _Peak) -> Iterator[Demand]:
    calls: dict[str, float] = {}
    tokens: dict[str, float] = {}
    traffic = peak.month.traffic
    for key, function in peak.stack.functions.items():
        rate = peak.flow.of("functions", key) * peak.rate
        for action in image_actions(function):
            calls[action] = calls.get(action, 0) + rate
        if found := model_of(function):
            counted = traffic.input_tokens_per_call + _WRITTEN_TOKEN * traffic.output_tokens_per_call
            tokens[found[0]] = tokens.get(found[0], 0) + 60 * rate * counted
    for action, rate in calls.items():
        yield Demand(_CALLS.get(action, "rekognition.calls"), action, rate)
    yield from (Demand(f"bedrock.{model}", model, amount) for model, amount in tokens.items())


def _workflows(peak: _Peak) -> Iterator[Demand]:
    for key, workflow in peak.stack.workflows.items():
        starts = peak.flow.of("workflows", key) * peak.rate
        well, _ = peak.flow.ways[key]
        name = workflow.thing.reference
        yield Demand(f"states.{workflow.type}_starts", name, starts)
        if workflow.type == "standard":
            yield Demand("states.transitions", name, starts * well.transitions)
            yield Demand("states.open", name, starts * well.seconds)
    events = sum(peak.flow.of("buses", key) for key in peak.stack.buses) * peak.rate
    yield Demand("events.put", "buses", events)


def _data(peak: _Peak) -> Iterator[Demand]:
    for table in peak.stack.tables.values():
        if table.billing != "on_demand":
            continue
        name = table.thing.reference
        writes = data.written(table, peak.month, WRITES) * peak.rate
        yield Demand("dynamodb.table_writes", name, writes)
        yield Demand("dynamodb.table_reads", name, data.read_units(table, peak.month, 0) * peak.rate)
        yield Demand("dynamodb.partition_writes", name, writes * _HOT_KEY)
    for key, bucket in peak.stack.buckets.items():
        yield Demand("s3.writes", bucket.thing.reference, peak.flow.of("buckets", key) * peak.rate)
