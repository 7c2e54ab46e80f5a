"""A grant's path begins with a slash, which no object's name and no path of an API after its stage does."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.kinds.grant import written
from generator.model import Model


def path_with_slash_first(model: Model) -> Iterator[Diagnostic]:
    """Yield each path of a grant after which the ARN has two slashes."""
    for stack in model.stacks:
        for place, grant in written(stack.tree):
            path = str(grant.get("path", ""))
            if path.startswith("/"):
                way_out = f'write path: "{path.lstrip("/")}"' if path.strip("/") else "leave it out for all of them"
                message = f'the ARN of this path has "//" in it, so that it allows nothing that there is; {way_out}'
                there = origin(model.spec, stack.names.environment, (*place, "path"))
                yield Diagnostic(there, message, "path-with-slash-first", Severity.WARNING)
