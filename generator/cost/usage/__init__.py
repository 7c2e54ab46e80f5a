"""What a stack uses of each price in a month, one module for each kind of cost."""

from collections.abc import Callable, Iterator

from generator.cost.prices import Usage
from generator.cost.usage import compute, data, messages, models, watching, web
from generator.cost.usage.month import Month

# In the order of a bill's interest: what runs, what is kept, what is passed on, what looks.
PARTS: tuple[Callable[[Month], Iterator[Usage]], ...] = (
    web.usages,
    compute.usages,
    models.usages,
    data.usages,
    messages.usages,
    watching.usages,
)


def of_stack(month: Month) -> Iterator[Usage]:
    """Yield all that a stack uses in a month."""
    for part in PARTS:
        yield from part(month)
