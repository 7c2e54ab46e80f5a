"""What the system costs: each environment and phase that both versions have."""

from collections.abc import Iterator

from generator.changes.change import Change, Kind
from generator.cost import estimate
from generator.cost.comparison import differences
from generator.cost.phases import Case, cases
from generator.cost.report import signed, usd
from generator.model import Model

_LEAST_USD = 1.0
_SHOWN = 3


def cost_changed(old: Model, new: Model) -> Iterator[tuple[Change, str]]:
    """Yield each environment or phase that is expected to cost a dollar a month more or less, with its environment."""
    both = [case for case in cases(new) if case in list(cases(old))]
    before, after = ([estimate(model, case.environment, case.phase) for case in both] for model in (old, new))
    for case, found in zip(both, differences(before, after, ""), strict=True):
        if abs(found.after - found.before) >= _LEAST_USD:
            parts = [f"{name} {signed(change)}" for name, change in list(found.services.items())[:_SHOWN]]
            message = f"a month of {found.title} costs {usd(found.after)} now, and was {usd(found.before)}: {', '.join(parts)}"
            yield Change(Kind.COST, "cost-changed", _path(case), message, is_breaking=False), case.environment


def _path(case: Case) -> tuple[str, str]:
    return ("phases", case.phase) if case.phase else ("environments", case.environment)
