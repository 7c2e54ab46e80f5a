"""Prices that do not belong to the others: a proxy for a dollar, a graded copy for a thousand."""

from collections.abc import Sequence
from decimal import Decimal
from statistics import mean, median

_FEWEST = 3  # among fewer, nobody can say which is wrong
_FARTHEST = Decimal("3.5")  # of a price's distance in spreads (Iglewicz and Hoaglin, 1993)
_OF_MEDIAN = Decimal("1.4826")  # makes a median of distances a standard deviation
_OF_MEAN = Decimal("1.2533")  # the same for a mean


def limits(prices: Sequence[Decimal]) -> tuple[Decimal, Decimal] | None:
    """Return the lowest and the highest price that is no outlier, or None where each may stand.

    The spread is the median of the distances to the median, which half of the prices may be wrong without changing;
    where more than half of them are the same price it is zero, and the mean of the distances stands for it.
    """
    if len(prices) < _FEWEST:
        return None
    middle = median(prices)
    distances = [abs(price - middle) for price in prices]
    spread = _OF_MEDIAN * median(distances) or _OF_MEAN * mean(distances)
    return (middle - _FARTHEST * spread, middle + _FARTHEST * spread) if spread else None
