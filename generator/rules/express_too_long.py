"""An Express workflow can take longer than the five minutes after which AWS ends it, wherever it stands."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.model import Model
from generator.workflows.paths import longest_s

LONGEST_S = 300


def express_too_long(model: Model) -> Iterator[Diagnostic]:
    """Yield each Express workflow whose longest way, with its retries and their waits, is over five minutes."""
    for stack in model.stacks:
        timeouts = {function.thing.arn: function.timeout_s for function in stack.functions.values()}
        for key, workflow in stack.workflows.items():
            longest = longest_s(workflow.definition, timeouts) if workflow.type == "express" else 0
            if longest > LONGEST_S:
                place = origin(model.spec, stack.names.environment, ("workflows", key, "type"))
                message = (
                    f"the longest way through this workflow takes {longest:.0f} s, and AWS ends an Express execution after {LONGEST_S} s without "
                    'running any Catch; shorten timeouts and retries, or say "type: standard"'
                )
                yield Diagnostic(place, message, "express-too-long", Severity.WARNING)
