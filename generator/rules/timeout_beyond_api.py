"""A route calls a function that may work for longer than the API waits."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, Severity
from generator.effective import origin
from generator.model import Model

LONGEST_S = 30


def timeout_beyond_api(model: Model) -> Iterator[Diagnostic]:
    """Yield each function behind a route whose timeout is over the API's."""
    for stack in model.stacks:
        for key, route in stack.routes.items():
            function = stack.functions.get(route.target.key) if route.target.section == "functions" else None
            if function and function.timeout_s > LONGEST_S:
                message = (
                    f'the API waits {LONGEST_S} s for "{function.key}" and then answers with an error, while the function works on for '
                    f"up to {function.timeout_s} s; lower its timeout, or let the route start the long work and answer at once"
                )
                place = origin(model.spec, stack.names.environment, ("functions", function.key, "timeout"))
                related = (Related(("routes", key), "called here"),)
                yield Diagnostic(place, message, "timeout-beyond-api", Severity.WARNING, related)
                break
