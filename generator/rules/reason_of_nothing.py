"""An environment gives a reason for a difference that is none."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.differences import listed
from generator.model import Model
from generator.scope import segments


def reason_of_nothing(model: Model) -> Iterator[Diagnostic]:
    """Yield each reason for a setting that is the same in every environment."""
    given = {stack.names.environment: stack.environment.reasons for stack in model.stacks if stack.environment.reasons}
    if not (given and model.complete):
        return
    different = [one.path for one in listed(model.spec)]
    for environment, reasons in given.items():
        for setting in reasons:
            place = segments(setting)
            if not any(path[: len(place)] == place for path in different):
                message = f'"{setting}" is the same in every environment; remove this reason, or correct its name'
                path = ("environments", environment, "reasons", setting)
                yield Diagnostic(path, message, "reason-of-nothing", Severity.WARNING, at_key=True)
