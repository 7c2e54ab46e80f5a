"""How often each thing is used in a month: what users do, followed along routes, grants, tasks, rules and triggers."""

import re
from collections.abc import Iterator, Mapping

from generator.cost.assumptions import HOURS_PER_MONTH, Assumed
from generator.cost.machines import Way, failing, usual
from generator.facts import Fact
from generator.kinds.function import Function
from generator.kinds.schedule import Schedule
from generator.kinds.traffic import Traffic
from generator.model import Stack
from generator.scope import Thing

Node = tuple[str, str]
Edges = Mapping[Node, tuple[tuple[Node, float], ...]]

# What a function does once in each call, as its grants say.
_SENDS = {
    "events:PutEvents": "buses",
    "lambda:InvokeFunction": "functions",
    "sns:Publish": "topics",
    "sqs:SendMessage": "queues",
    "states:StartExecution": "workflows",
    "states:StartSyncExecution": "workflows",
}
# Writes of one call by action; batches hold ten items, and a transaction counts twice (DynamoDB developer guide).
WRITES = {
    "dynamodb:PutItem": 1,
    "dynamodb:UpdateItem": 1,
    "dynamodb:DeleteItem": 1,
    "dynamodb:BatchWriteItem": 10,
    "dynamodb:TransactWriteItems": 2,
}
_MINUTES = {"minute": 1, "hour": 60, "day": 1440}
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")


class Flow(Fact):
    """Amounts of a month in one stack, by section and key: requests of routes, calls of functions, messages of queues, ...

    ways: the way of an execution by workflow, of one that goes well and of what follows where one fails.
    users: those of this region. seconds: time of a call by function.
    """

    amounts: Mapping[Node, float]
    ways: Mapping[str, tuple[Way, Way]]
    users: float
    seconds: Mapping[str, float]

    def of(self, section: str, key: str) -> float:
        """Return how often a thing is used."""
        return self.amounts.get((section, key), 0)


def flow(stack: Stack, traffic: Traffic, assumed: Assumed, share: float) -> Flow:
    """Return the flow of a stack. share: which part of the environment's traffic its region has, 0-1."""
    seconds = {key: _seconds(function, traffic, assumed) for key, function in stack.functions.items()}
    by_arn = {stack.functions[key].thing.arn: value for key, value in seconds.items()}
    by_arn |= {stack.functions[key].unqualified_arn: value for key, value in seconds.items()}
    ways = {
        key: (
            usual(workflow.definition, by_arn, assumed.items_per_map),
            failing(workflow.definition, by_arn, assumed.items_per_map),
        )
        for key, workflow in stack.workflows.items()
    }
    edges = _edges(stack, ways, assumed)
    amounts: dict[Node, float] = {}
    for node, amount in _sources(stack, traffic, share):
        _follow(node, amount, edges, amounts, frozenset())
    return Flow(amounts, ways, traffic.users * share, seconds)


def _seconds(function: Function, traffic: Traffic, assumed: Assumed) -> float:
    stated = traffic.durations_ms.get(function.key)
    expected = assumed.default_ms if stated is None else stated * assumed.duration
    return min(expected / 1000, function.timeout_s)


def _follow(node: Node, amount: float, edges: Edges, amounts: dict[Node, float], above: frozenset[Node]) -> None:
    """Count a thing and all that follows from it; a circle is gone through once."""
    amounts[node] = amounts.get(node, 0) + amount
    for target, times in edges.get(node, ()):
        if target not in above:
            _follow(target, amount * times, edges, amounts, above | {node})


def _sources(stack: Stack, traffic: Traffic, share: float) -> Iterator[tuple[Node, float]]:
    """Yield what starts by itself: requests, uploads, schedules."""
    others = [key for key in stack.routes if key not in traffic.routes]
    rest = max(traffic.requests_per_user - sum(traffic.routes.values()), 0) / max(len(others), 1)
    for key in stack.routes:
        yield ("routes", key), traffic.users * share * traffic.routes.get(key, rest)
    for upload in traffic.uploads:
        yield ("buckets", upload.bucket.key), traffic.users * share * upload.per_user
    for key, schedule in stack.schedules.items():
        yield ("schedules", key), runs(schedule) if schedule.enabled else 0


def runs(schedule: Schedule) -> float:
    """Return how often a schedule runs in a month."""
    if rate := _RATE.fullmatch(schedule.expression):
        return HOURS_PER_MONTH * 60 / (int(rate[1]) * _MINUTES[rate[2]])
    if not schedule.expression.startswith("cron("):
        return 0
    minutes, hours, month_days, _, week_days, _ = schedule.expression[5:-1].split(" ")
    days = min(_values(month_days, 31) / 31, _values(week_days, 7) / 7) * HOURS_PER_MONTH / 24
    return _values(minutes, 60) * _values(hours, 24) * days


def _values(field: str, most: int) -> float:
    """Return how many of `most` values a field of a cron expression takes."""
    return min(sum(_range(item, most) for item in field.split(",")), most)


def _range(item: str, most: int) -> float:
    values, _, step = item.partition("/")
    first, dash, last = values.partition("-")
    if values in ("*", "?"):
        size: float = most
    elif dash and first.isdecimal() and last.isdecimal():
        size = int(last) - int(first) + 1
    elif step:
        size = most
    else:
        size = 5 if dash else 1
    return size / int(step) if step.isdecimal() else size


def _edges(stack: Stack, ways: Mapping[str, tuple[Way, Way]], assumed: Assumed) -> Edges:
    nodes = {thing.arn: (section, key) for (section, key), thing in stack.things.items() if thing.arn}
    nodes |= {function.unqualified_arn: ("functions", key) for key, function in stack.functions.items()}
    found: dict[Node, list[tuple[Node, float]]] = {}

    def lead(node: Node, target: Thing | str, times: float = 1) -> None:
        arn = target if isinstance(target, str) else target.arn
        if arn in nodes:
            found.setdefault(node, []).append((nodes[arn], times))

    for key, route in stack.routes.items():
        lead(("routes", key), route.target)
    for key, schedule in stack.schedules.items():
        lead(("schedules", key), schedule.target)
    readers = _readers(stack)
    for key, function in stack.functions.items():
        for target, times in _sent(function, readers):
            lead(("functions", key), target, times)
    for key, (well, badly) in ways.items():
        for called, times in well.calls.items():
            lead(("workflows", key), called, times * (1 + assumed.retries))
        for called, times in badly.calls.items():
            lead(("workflows", key), called, times * assumed.failures)
    for node, reached in _delivered(stack):
        lead(node, reached)
    return {node: tuple(targets) for node, targets in found.items()}


def _readers(stack: Stack) -> list[tuple[str, frozenset[str]]]:
    """Return the ARN of each function that reads streams, with theirs."""
    read = [
        (function.thing.arn, frozenset(one.source.arn for one in function.triggers if one.kind == "stream"))
        for function in stack.functions.values()
    ]
    return [(arn, streams) for arn, streams in read if streams]


def _sent(function: Function, readers: list[tuple[str, frozenset[str]]]) -> Iterator[tuple[str, float]]:
    """Yield the ARN of what a function sends something to, and how often in each call."""
    for grant in function.grants:
        if any(action in _SENDS for action in grant.actions):
            yield from ((arn, 1) for arn in grant.resources)
        writes = sum(WRITES.get(action, 0) for action in grant.actions)
        if writes:
            yield from ((arn, writes) for arn, streams in readers if not streams.isdisjoint(grant.resources))


def _delivered(stack: Stack) -> Iterator[tuple[Node, Thing]]:
    """Yield each thing that passes something on, with what gets it."""
    for key, bus in stack.buses.items():
        for rule in bus.rules.values():
            node = ("buckets", rule.source.key) if rule.source else ("buses", key)
            yield from ((node, target) for target in rule.targets)
    for key, topic in stack.topics.items():
        yield from ((("topics", key), one.target) for one in topic.subscriptions if one.target)
    for function in stack.functions.values():
        for trigger in function.triggers:
            if trigger.kind in ("queue", "topic"):
                section = "queues" if trigger.kind == "queue" else "topics"
                yield (section, trigger.source.key), function.thing
