"""A table declares an attribute that is in no key: DynamoDB refuses it, and usually a name is misspelt."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, did_you_mean
from generator.effective import origin
from generator.model import Model


def unindexed_attribute(model: Model) -> Iterator[Diagnostic]:
    """Yield each attribute that neither the table's key nor an index names."""
    for stack in model.stacks:
        for key, table in stack.tables.items():
            for name in table.thing.entry.get("attributes", {}):
                if name not in table.attributes:
                    message = (
                        f'no key names "{name}"{did_you_mean(name, table.attributes) or ";"} DynamoDB is told of attributes '
                        "that are keys, all others need no declaration"
                    )
                    path = origin(model.spec, stack.names.environment, ("tables", key, "attributes", name))
                    yield Diagnostic(path, message, "unindexed-attribute", at_key=True)
