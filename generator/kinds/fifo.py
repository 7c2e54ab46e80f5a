"""What holds for FIFO queues and topics, and for the queues that take what cannot be delivered."""

from collections.abc import Iterable, Mapping
from typing import Any

from generator.diagnostics import Related
from generator.scope import Scope, Thing


def check_fifo(entry: Mapping[str, Any], scope: Scope, fifo_only: Iterable[str]) -> None:
    """Report what only a FIFO queue or topic has, on one that is none, and a name without its ending."""
    if not entry.get("fifo"):
        for setting in fifo_only:
            if entry.get(setting):
                message = f'"{setting}" is for FIFO only; add "fifo: true", or leave it away'
                scope.at(setting).problem(message, "not-allowed", at_key=True)
    elif not scope.this.name.endswith(".fifo"):
        scope.at("name").problem(
            f'"{scope.this.name}" is FIFO, and AWS wants ".fifo" at the end of its name', "name-refused"
        )


def dead_letter_of(reference: str, scope: Scope, *, fifo: bool = False) -> Thing:
    """Return the queue that takes what cannot be delivered; report one of another order than AWS wants."""
    queue = scope.thing(reference, "queues")
    found = queue.path != scope.path  # what is not found is reported already
    if found and bool(queue.entry.get("fifo")) != fifo:
        wanted = "a FIFO queue" if fifo else "a queue that is not FIFO"
        related = (Related(queue.path, "declared here"),)
        scope.problem(
            f'"{reference}" cannot take what fails here; AWS wants {wanted}', "wrong-reference", related=related
        )
    return queue
