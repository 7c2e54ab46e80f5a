"""An objective allows so much to fail that an alarm on its burn rate can never fire."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model


def burn_rate_out_of_reach(model: Model) -> Iterator[Diagnostic]:
    """Yield each objective one of whose alarms would need more than all to fail."""
    for stack in model.stacks:
        for key, slo in stack.slos.items():
            fastest = max((burn.rate for burn in slo.burns), default=0)
            if fastest * slo.may_fail >= 1:
                place = origin(model.spec, stack.names.environment, ("slos", key))
                message = (
                    f"{slo.may_fail:.4g} of all may fail, so nothing can use that up {fastest:g} times as fast, and an alarm of this objective "
                    'never fires; ask for more, or leave "page" away and keep "ticket"'
                )
                yield Diagnostic(place, message, "burn-rate-out-of-reach", at_key=True)
