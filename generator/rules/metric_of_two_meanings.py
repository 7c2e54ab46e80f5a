"""A metric of one's own has the name of one that AWS emits, so that a reference could mean either."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.metrics import EMITTED
from generator.model import Model, Stack


def metric_of_two_meanings(model: Model) -> Iterator[Diagnostic]:
    """Yield each metric of a function or of the API that is called like one of AWS's."""
    for stack in model.stacks:
        for path, section in _declared(stack):
            known = {*EMITTED[section][1], "cold_starts"} if section == "functions" else set(EMITTED[section][1])
            if path[-1] in known:
                place = origin(model.spec, stack.names.environment, path)
                message = f'"{path[-1]}" is what AWS emits too, so that alarms and dashboards could mean either; choose another name'
                yield Diagnostic(place, message, "metric-of-two-meanings", at_key=True)


def _declared(stack: Stack) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, entry in (stack.tree.get("functions") or {}).items():
        yield from ((("functions", key, "metrics", name), "functions") for name in (entry or {}).get("metrics") or ())
    yield from ((("api", "metrics", name), "api") for name in (stack.tree.get("api") or {}).get("metrics") or ())
