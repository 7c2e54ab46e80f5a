"""An index has neither a partition key of its own nor the table's, or a local one has no sort key."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.kinds.table import Index
from generator.model import Model


def index_without_key(model: Model) -> Iterator[Diagnostic]:
    """Yield each index whose key is not whole."""
    for stack in model.stacks:
        for key, table in stack.tables.items():
            for name, index in table.indexes.items():
                if wrong := _wrong(index):
                    path = origin(model.spec, stack.names.environment, ("tables", key, "indexes", name))
                    yield Diagnostic(path, wrong, "index-without-key", at_key=True)


def _wrong(index: Index) -> str:
    if index.local and index.partition:
        return 'a local index has the table\'s partition key; leave out "partition" or "local"'
    if index.local and not index.sort:
        return 'a local index orders the items of a partition; say by which attribute in "sort"'
    if not index.local and not index.partition:
        return (
            'say in "partition" by which attribute the index finds items, or write "local: true" for the table\'s own'
        )
    return ""
