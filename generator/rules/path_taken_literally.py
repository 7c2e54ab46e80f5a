"""A state passes on the text of a path instead of what stands there: in JSONPath, only a key that ends in `.$` is looked up."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.model import Model
from generator.workflows.tasks import walk

_TEMPLATES = ("Parameters", "ResultSelector", "ItemSelector")


def path_taken_literally(model: Model) -> Iterator[Diagnostic]:
    """Yield each value of a payload template that looks like a path under a key that does not end in `.$`."""
    for stack in model.stacks:
        for key, workflow in stack.workflows.items():
            for name, state in walk(workflow.definition):
                for field in _TEMPLATES:
                    for word, path in _literal(state.get(field)):
                        place = workflow.places.get(name, ("workflows", key))
                        message = f'"{word}" passes on the text "{path}" itself; write "{word}.$" for what stands there'
                        yield Diagnostic(
                            origin(model.spec, stack.names.environment, place),
                            message,
                            "path-taken-literally",
                            Severity.WARNING,
                            at_key=True,
                        )


def _literal(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for entry in value:
            yield from _literal(entry)
    if isinstance(value, Mapping):
        for key, entry in value.items():
            if (
                isinstance(entry, str)
                and not key.endswith(".$")
                and (entry == "$" or entry.startswith(("$.", "$$.", "$[")))
            ):
                yield key, entry
            else:
                yield from _literal(entry)
