"""A new version takes over all calls before the alarm that would roll it back can have seen it."""

import math
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.kinds.function import Deployment
from generator.model import Model

# Lambda emits a minute's metrics after that minute, and CloudWatch looks at an alarm once a minute.
LEAST_MINUTES = 3


def canary_too_short(model: Model) -> Iterator[Diagnostic]:
    """Yield each deployment whose shifts are over in less than three minutes."""
    for stack in model.stacks:
        for key, function in stack.functions.items():
            deployment = function.deployment
            if deployment.shifts and _minutes(deployment) < LEAST_MINUTES:
                message = (
                    f"after {_minutes(deployment)} min all calls go to the new version, and the alarm that rolls it back turns {LEAST_MINUTES} min after the first "
                    f"errors at the earliest; raise minutes:, so that the shift takes {LEAST_MINUTES} min or more"
                )
                for word in ("minutes", "strategy"):
                    if word in function.thing.entry.get("deployment", {}):
                        place = origin(model.spec, stack.names.environment, ("functions", key, "deployment", word))
                        yield Diagnostic(place, message, "canary-too-short", Severity.WARNING)
                        break


def _minutes(deployment: Deployment) -> int:
    """Return how long it takes from the first shift to the last."""
    shifts = 1 if deployment.strategy == "canary" else math.ceil(100 / deployment.percent) - 1
    return deployment.minutes * shifts
