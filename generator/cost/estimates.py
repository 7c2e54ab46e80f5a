"""The estimate of one environment, in a phase or as it stands."""

from collections.abc import Callable, Mapping

from generator.cost import prices as pricing
from generator.cost.assumptions import ASSUMPTIONS, EXPECTED, HIGH, LOW, Assumed, Assumption, alone
from generator.cost.flow import flow
from generator.cost.phases import Case, phases, stacks
from generator.cost.prices import Charge, Prices, Usage
from generator.cost.usage import of_stack
from generator.cost.usage.models import GEOGRAPHIC, dearer_by_place, unpriced
from generator.cost.usage.month import Month
from generator.facts import Fact
from generator.kinds.phase import Phase
from generator.model import Model, Stack

# What a year of reserved capacity costs of the same capacity on demand (DynamoDB pricing page, us-east-1, read on
# 2026-11-27): 100 units of writing for 150 dollars and 0.0128 an hour, against 0.00065 an hour each.
RESERVED_SHARE = 0.46
_SAVED = ("lambda.duration", "lambda.provisioned")
_CAPACITY = ("dynamodb.write_capacity", "dynamodb.read_capacity")
# Periods of a budget -> how many of them a month is.
_PERIODS = {"DAILY": 365 / 12, "MONTHLY": 1, "QUARTERLY": 1 / 3, "ANNUALLY": 1 / 12}


class Range(Fact):
    """US dollars a month: where all assumptions are at their low value, as expected, and at their high value."""

    low: float
    expected: float
    high: float

    def __add__(self, other: "Range") -> "Range":
        return Range(self.low + other.low, self.expected + other.expected, self.high + other.high)


NOTHING = Range(0, 0, 0)


class Line(Fact):
    """What a feature costs at one price. thing: the reference of what uses it. quantity: as expected, before what is free."""

    service: str
    item: str
    feature: str
    thing: str
    unit: str
    quantity: float
    cost: Range


class Swing(Fact):
    """How far one assumption alone moves the total, from its low to its high value, in US dollars a month."""

    assumption: Assumption
    low: float
    high: float

    @property
    def usd(self) -> float:
        return abs(self.high - self.low)


class Estimate(Fact):
    """What one environment costs in a month, in US dollars.

    phase: its key, None for the environment as it stands. budget: the limit that the spec sets, as of a month.
    meant: what the phase is meant to cost, from and to. swings: each assumption, the one that moves most first.
    region, priced_on: whose prices these are, and of which day. notes: what is not counted, or saves nothing, and why.
    """

    environment: str
    phase: str | None
    lines: tuple[Line, ...]
    swings: tuple[Swing, ...]
    budget: float | None
    meant: tuple[float, float] | None
    users: int
    region: str
    priced_on: str
    notes: tuple[str, ...]

    @property
    def title(self) -> str:
        return Case(self.environment, self.phase).title

    @property
    def total(self) -> Range:
        return sum((line.cost for line in self.lines), NOTHING)

    @property
    def over_budget(self) -> bool:
        return self.budget is not None and self.total.expected > self.budget

    @property
    def by_service(self) -> Mapping[str, Range]:
        """What each service costs, the dearest first."""
        return _grouped(self.lines, lambda line: line.service)

    @property
    def by_feature(self) -> Mapping[str, Range]:
        """What each feature costs, the dearest first."""
        return _grouped(self.lines, lambda line: line.feature)


def estimate(model: Model, environment: str, phase: str | None = None, prices: Prices | None = None) -> Estimate:
    """Return what an environment costs in a month, in one of its phases or as it stands.

    prices: others than those that come with the program. Raises KeyError where the model has no such environment or phase.
    """
    case = Case(environment, phase)
    found = stacks(model, case)
    if not found:
        raise KeyError(environment)
    used = prices or pricing.table()
    stage = phases(model).get(phase or "")
    return Estimate(
        environment=environment,
        phase=phase,
        lines=_lines(found, stage, used),
        swings=_swings(found, stage, used),
        budget=_budget(found),
        meant=(stage.cost_from or 0, stage.cost_to) if stage and stage.cost_to is not None else None,
        users=found[0].traffic.users if found[0].traffic else 0,
        region=used.region,
        priced_on=used.read,
        notes=_notes(found, stage, used),
    )


def _charges(found: list[Stack], stage: Phase | None, assumed: Assumed, prices: Prices) -> list[Charge]:
    usages: list[Usage] = []
    for stack in found:
        if stack.traffic:
            amounts = flow(stack, stack.traffic, assumed, 1 / len(found))
            archive = stage is not None and stage.archive_old_objects
            usages += of_stack(Month(stack, amounts, stack.traffic, assumed, archive))
    return [_committed(charge, stage) for charge in pricing.charges(usages, prices)]


def _committed(charge: Charge, stage: Phase | None) -> Charge:
    """Return a charge with what the phase's commitments save."""
    factor = 1.0
    if stage and charge.price.key.startswith(_SAVED):
        factor = 1 - stage.savings_plan_percent / 100
    if stage and stage.reserved_table_capacity and charge.price.key in _CAPACITY:
        factor = RESERVED_SHARE
    return Charge(charge.usage, charge.price, charge.usd * factor)


def _lines(found: list[Stack], stage: Phase | None, prices: Prices) -> tuple[Line, ...]:
    low, expected, high = (_by_place(_charges(found, stage, assumed, prices)) for assumed in (LOW, EXPECTED, HIGH))
    lines = []
    for key in sorted({*low, *expected, *high}):
        charge = (expected.get(key) or high.get(key) or low[key])[0]
        usd = [sum(one.usd for one in charges.get(key, ())) for charges in (low, expected, high)]
        quantity = sum(one.usage.quantity for one in expected.get(key, ()))
        price, usage = charge.price, charge.usage
        lines.append(Line(price.service, price.item, usage.feature, usage.thing, price.unit, quantity, Range(*usd)))
    return tuple(lines)


def _by_place(charges: list[Charge]) -> dict[tuple[str, str, str], list[Charge]]:
    places: dict[tuple[str, str, str], list[Charge]] = {}
    for charge in charges:
        places.setdefault((charge.price.key, charge.usage.feature, charge.usage.thing), []).append(charge)
    return places


def _swings(found: list[Stack], stage: Phase | None, prices: Prices) -> tuple[Swing, ...]:
    def total(assumed: Assumed) -> float:
        return sum(charge.usd for charge in _charges(found, stage, assumed, prices))

    swings = [Swing(one, total(alone(one)[0]), total(alone(one)[1])) for one in ASSUMPTIONS]
    return tuple(sorted(swings, key=lambda swing: (-swing.usd, swing.assumption.field)))


def _budget(found: list[Stack]) -> float | None:
    """Return the least limit that the spec sets for the whole environment, as of a month."""
    limits = [
        budget.limit * _PERIODS[budget.period]
        for stack in found
        for budget in stack.budgets.values()
        if budget.limit is not None
    ]
    return min(limits, default=None)


def _notes(found: list[Stack], stage: Phase | None, prices: Prices) -> tuple[str, ...]:
    """Return what a reader has to know of the figures, once each."""
    if not any(stack.traffic for stack in found):
        return ("The spec has no traffic: nothing is counted.",)
    elsewhere = sorted({stack.names.region for stack in found} - {prices.region})
    notes = [
        f"{region}: the prices are those of {prices.region}; --refresh takes the region's own." for region in elsewhere
    ]
    functions = {function.thing.reference: function for stack in found for function in stack.functions.values()}
    unknown = {reference: model for reference, function in functions.items() if (model := unpriced(function))}
    notes += [f"{one} calls {model}, whose price is not in the table: not counted." for one, model in unknown.items()]
    notes += [
        f"{one} calls its model through a profile of one geography, which costs {GEOGRAPHIC - 1:.0%} more than the global one."
        for one, function in functions.items()
        if dearer_by_place(function)
    ]
    tables = {table.thing.reference: table for stack in found for table in stack.tables.values()}
    on_demand = ", ".join(sorted(key for key, table in tables.items() if table.billing == "on_demand"))
    if stage and stage.reserved_table_capacity and on_demand:
        notes.append(
            f"Reserved capacity is for provisioned tables, and {on_demand} is paid on demand: it saves nothing."
        )
    notes += [
        f"The environment imitates {mock}: its calls cost nothing here."
        for mock in sorted({mock for stack in found for mock in stack.environment.mocks})
    ]
    return tuple(notes)


def _grouped(lines: tuple[Line, ...], group: Callable[[Line], str]) -> dict[str, Range]:
    groups: dict[str, Range] = {}
    for line in lines:
        groups[group(line)] = groups.get(group(line), NOTHING) + line.cost
    return dict(sorted(groups.items(), key=lambda item: (-item[1].expected, item[0])))
