"""A rule waits for events that never come to its bus."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related
from generator.effective import origin
from generator.kinds.bus import Bus, Rule
from generator.model import Model, Stack

# Where AWS's own services put their events.
_DEFAULT = "default"


def event_nobody_sends(model: Model) -> Iterator[Diagnostic]:
    """Yield each bucket whose events a rule waits for in vain, and each event that is declared for another bus."""
    for stack in model.stacks:
        for bus in stack.buses.values():
            for rule in bus.rules.values():
                yield from _of_bucket(model, stack, bus, rule)
                if rule.source is None and rule.events:
                    yield from _of_others(model, stack, bus, rule)


def _of_bucket(model: Model, stack: Stack, bus: Bus, rule: Rule) -> Iterator[Diagnostic]:
    if rule.source is None:
        return
    place = origin(model.spec, stack.names.environment, ("buses", bus.key, "rules", rule.key, "from"))
    if bus.name != _DEFAULT:
        message = 'S3 sends its events to the default bus only; declare the rule under "buses.default", which is there already'
        yield Diagnostic(place, message, "event-nobody-sends")
    elif not rule.source.entry.get("events"):
        message = f'{rule.source.reference} sends no events; give it "events: true"'
        related = (Related(rule.source.path, "declared here"),)
        yield Diagnostic(place, message, "event-nobody-sends", related=related)


def _of_others(model: Model, stack: Stack, bus: Bus, rule: Rule) -> Iterator[Diagnostic]:
    for index, event in enumerate(rule.events):
        schema = stack.schemas.get(event)
        if schema is None or schema.bus is None or schema.bus == bus.thing:
            continue
        path = ("buses", bus.key, "rules", rule.key, "events", index)
        place = origin(model.spec, stack.names.environment, path)
        message = f'"{event}" goes over {schema.bus.reference}, so a rule of {bus.thing.reference} never sees it; move the rule there'
        related = (Related(schema.thing.path, "declared here"),)
        yield Diagnostic(place, message, "event-nobody-sends", related=related)
