"""What a change of the spec costs: the same environments and phases, before and after."""

from collections.abc import Iterator, Mapping, Sequence

from generator.cost.estimates import NOTHING, Estimate
from generator.facts import Fact

# Less than a cent a month is no difference.
_CENT = 0.005


class Difference(Fact):
    """One environment or phase. against: what it is compared with. before, after: US dollars a month, as expected.

    services: how much more each costs that differs by a cent or more, the largest change first.
    """

    title: str
    against: str
    before: float
    after: float
    services: Mapping[str, float]


def differences(before: Sequence[Estimate], after: Sequence[Estimate], against: str) -> Iterator[Difference]:
    """Yield a difference for each environment or phase of either spec."""
    old, new = ({one.title: one for one in estimates} for estimates in (before, after))
    for title in dict.fromkeys([*new, *old]):
        first, second = old.get(title), new.get(title)
        services = sorted({*(first.by_service if first else ()), *(second.by_service if second else ())})
        changes = {name: _expected(second, name) - _expected(first, name) for name in services}
        found = {name: change for name, change in changes.items() if abs(change) >= _CENT}
        ordered = dict(sorted(found.items(), key=lambda item: -abs(item[1])))
        total = [one.total.expected if one else 0 for one in (first, second)]
        yield Difference(title, against, total[0], total[1], ordered)


def _expected(estimate: Estimate | None, service: str) -> float:
    return estimate.by_service.get(service, NOTHING).expected if estimate else 0
