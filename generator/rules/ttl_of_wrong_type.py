"""Items never expire: the attribute that says when is a key of another type than number."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related
from generator.effective import origin
from generator.model import Model


def ttl_of_wrong_type(model: Model) -> Iterator[Diagnostic]:
    """Yield each time to live that is read from a key which holds no number."""
    for stack in model.stacks:
        for key, table in stack.tables.items():
            kind = table.attributes.get(table.ttl or "", "number")
            if kind != "number":
                message = f'DynamoDB expires items by a number of seconds, and "{table.ttl}" is a {kind}, so that none ever expires; name another attribute'
                place = origin(model.spec, stack.names.environment, ("tables", key, "ttl"))
                written = origin(model.spec, stack.names.environment, ("tables", key, "attributes", str(table.ttl)))
                declared = table.ttl in table.thing.entry.get("attributes", {})
                related = (Related(written, "its type"),) if declared else ()
                yield Diagnostic(place, message, "ttl-of-wrong-type", related=related)
