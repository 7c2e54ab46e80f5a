"""Which quota is reached first, at how many users, and what to ask AWS for."""

from collections.abc import Iterator
from math import ceil, log10

from generator.capacity.demands import Demand, demands
from generator.capacity.quotas import Quota, table
from generator.cost.phases import Case, cases, stacks
from generator.facts import Fact, replace
from generator.model import Model, Stack

MANY = 10_000_000
# From this share of a quota on, more is asked for; and so much more than is needed.
_ASK_FROM = 0.8
_ROOM = 1.5


class Limit(Fact):
    """One quota and what the busiest second asks of it.

    of: what asks. demand, value: in the quota's unit. users: with whom the demand was counted. alarms: those of the spec
    that fire when it is reached, by name.
    """

    quota: Quota
    of: str
    demand: float
    value: float
    users: int
    alarms: tuple[str, ...]

    @property
    def share(self) -> float:
        """Which part of the quota is used, 1 for all of it."""
        return self.demand / self.value

    @property
    def breaks_at(self) -> float:
        """The users with whom the quota is used up."""
        return self.users / self.share

    @property
    def wanted(self) -> float | None:
        """What to ask for, in two digits and with half as much again; None where there is enough."""
        return _two_digits(self.demand * _ROOM) if self.share >= _ASK_FROM else None

    @property
    def watch(self) -> str:
        """The metric to alarm on, and from which value."""
        return f"{self.quota.watch} at {_ASK_FROM:.0%} of {self.value:,.0f} {self.quota.unit}"

    @property
    def advice(self) -> str:
        """What to do about it; an empty text where there is enough."""
        if self.wanted is None:
            return ""
        if not self.quota.adjustable:
            return f"{self.quota.otherwise}: {self.wanted:,.0f} {self.quota.unit} are needed"
        code = f" {self.quota.code}" if self.quota.code else ""
        return f"ask Service Quotas ({self.quota.service_code}{code}) for {self.wanted:,.0f} {self.quota.unit}"


class Capacity(Fact):
    """One environment in a phase, or as it stands. limits: what is used most of first."""

    environment: str
    phase: str | None
    users: int
    limits: tuple[Limit, ...]
    unknown: tuple[str, ...]

    @property
    def title(self) -> str:
        return Case(self.environment, self.phase).title

    def with_users(self, users: int) -> "Capacity":
        """Return the same for so many users, each of whom does as much."""
        factor = users / self.users
        limits = tuple(replace(one, demand=one.demand * factor, users=users) for one in self.limits)
        return replace(self, users=users, limits=limits)


def capacity(model: Model, environment: str, phase: str | None = None) -> Capacity | None:
    """Return how far an environment goes; None where the spec does not say how much it is used."""
    found = stacks(model, Case(environment, phase))
    users = next((stack.traffic.users for stack in found if stack.traffic), 0)
    if not users:
        return None
    asked = [(stack, demand) for stack in found for demand in demands(stack, 1 / len(found))]
    limits = [limit for stack, demand in asked for limit in _limits(stack, demand, users)]
    unknown = sorted({demand.of for _, demand in asked if demand.quota not in table() and demand.amount})
    ordered = sorted(limits, key=lambda one: (-one.share, one.quota.key, one.of))
    return Capacity(environment, phase, users, tuple(ordered), tuple(unknown))


def all_of(model: Model, environment: str | None = None, phase: str | None = None) -> list[Capacity]:
    """Return the capacity of each phase and of environments without one, and of the largest with very many users."""
    each = [capacity(model, case.environment, case.phase) for case in cases(model, environment, phase)]
    found = [one for one in each if one and one.limits]
    largest = max(found, key=lambda one: one.users, default=None)
    return [*found, largest.with_users(MANY)] if largest and largest.users < MANY else found


def _limits(stack: Stack, demand: Demand, users: int) -> Iterator[Limit]:
    quota = table().get(demand.quota)
    if quota and demand.amount > 0:
        value = quota.of(stack.names.region) if demand.limit is None else demand.limit
        yield Limit(quota, demand.of, demand.amount, value, users, tuple(_warning(stack, quota)))


def _warning(stack: Stack, quota: Quota) -> Iterator[str]:
    """Yield the alarms of the spec that read a metric which rises when the quota is reached."""
    for key, alarm in stack.alarms.items():
        if any((metric.namespace, metric.name) in quota.warns for metric in alarm.metrics):
            yield key


def _two_digits(value: float) -> float:
    size = 10 ** max(int(log10(value)) - 1, 0) if value >= 1 else 1
    return float(ceil(value / size) * size)
