"""`collectiq redrive`: the work that dead letters stand for is done again, each by where it comes from."""

from time import sleep
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.commands.acting import (
    Again,
    As,
    DryRun,
    Env,
    Shape,
    Yes,
    agree_or_exit,
    may_again,
    places_of,
    print_rows,
)
from generator.commands.places import Policy, cloud_or_exit, declared_or_exit
from generator.console import ENVIRONMENT, NO, SPEC, Spec, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.kinds.queue import Queue
    from generator.operate.journal import Journal
    from generator.operate.place import Place
    from generator.operate.redrive import Step

Queues = Annotated[
    list[str] | None,
    typer.Argument(metavar="[QUEUE...]", help="Their keys in the spec; by default all that nothing here takes from."),
]
Limit = Annotated[
    int, typer.Option("--limit", metavar="NUMBER", min=1, help="How many messages of each queue at most.")
]


def redrive(  # noqa: PLR0913 - one for each option
    queues: Queues = None,
    *,
    env: Env,
    spec: Spec = SPEC,
    limit: Limit = 100,
    again: Again = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    format_: As = Shape.TEXT,
    permissions: Policy = False,
) -> None:
    """Do the work of dead letters again and remove them; exit 1 when some stay.

    A workflow's own failures are known by two keys of the message: `execution`, the ARN of what failed, and `input`, what started it.
    """
    from generator.operate import permissions as policies

    places = places_of(spec, env, policies.redrive, permissions=permissions)
    chosen = [(place, queue) for place in places for queue in _chosen(place, queues)]
    rows: list[dict[str, Any]] = []
    with cloud_or_exit():
        for place, queue in chosen:
            steps, journal = _planned(place, queue, limit)
            if dry_run:
                rows += _shown(place, steps)
            elif steps:
                _agreed(place, queue, steps, yes=yes)
                rows += _redriven(place, queue, steps, journal, again=again)
    print_rows(rows, format_)
    if not rows:
        tell("No message waits.")
    if any(row["stays"] for row in rows) and not dry_run:
        raise typer.Exit(NO)


def _chosen(place: "Place", keys: list[str] | None) -> "list[Queue]":
    from generator.operate.dead_letters import dead_letter_queues

    waiting = {queue.key: queue for queue in dead_letter_queues(place.stack)}
    for key in keys or ():
        declared_or_exit(key, waiting, "dead-letter queue", f'environment "{place.stack.names.environment}"')
    return [queue for key, queue in waiting.items() if not keys or key in keys]


def _planned(place: "Place", queue: "Queue", limit: int) -> "tuple[list[Step], Journal]":
    from generator.operate import journal, redrive

    kept = journal.of(place.stack.names)
    try:
        return redrive.plan(place, queue, limit, kept), kept
    except OSError as error:
        raise _unwritable(error) from None


def _agreed(place: "Place", queue: "Queue", steps: "Sequence[Step]", *, yes: bool) -> None:
    """Say what would be done and ask; whoever does not agree finds the messages where they were."""
    from generator.operate.dead_letters import release

    for step in steps:
        tell(f"{queue.name} {step.letter.id}: {step.words}")
    try:
        agree_or_exit(place.stack, f"Redrive {queue.name}", yes=yes)
    except (typer.Exit, typer.Abort):
        for step in steps:
            release(place, step.letter)
        raise


def _shown(place: "Place", steps: "Sequence[Step]") -> list[dict[str, Any]]:
    """Return what would be done, and let go of the messages."""
    from generator.operate.dead_letters import release

    for step in steps:
        release(place, step.letter)
    return [_row(step, f"{step.words}{f'; {step.twice}' if step.twice else ''}", stays=True) for step in steps]


def _redriven(
    place: "Place", queue: "Queue", steps: "Sequence[Step]", journal: "Journal", *, again: bool
) -> list[dict[str, Any]]:
    from generator.operate.origins import Moved

    moved = [step for step in steps if isinstance(step.origin, Moved)]
    rows = [_done(place, step, journal, again=again) for step in steps if step not in moved]
    return rows + (_moved(place, queue, moved) if moved else [])


def _done(place: "Place", step: "Step", journal: "Journal", *, again: bool) -> dict[str, Any]:
    from generator.cloud import CloudError
    from generator.operate import redrive
    from generator.operate.dead_letters import release
    from generator.operate.origins import Unknown

    what = f"{step.letter.queue.name} {step.letter.id}"
    twice = "" if step.is_done else step.twice
    if isinstance(step.origin, Unknown) or not may_again(what, twice, step.words, again=again):
        release(place, step.letter)
        return _row(step, step.twice or step.words, stays=True)
    try:
        words = redrive.act(place, step, journal)
    except CloudError as error:
        tell(f"{what}: {error}")
        return _row(step, str(error), stays=True)
    except OSError as error:
        raise _unwritable(error) from None
    tell(f"{what}: {words}")
    return _row(step, words, stays=False)


def _moved(place: "Place", queue: "Queue", steps: "Sequence[Step]") -> list[dict[str, Any]]:
    """Let SQS move the messages that a queue has given up, and wait for it."""
    from generator.operate import redrive
    from generator.operate.dead_letters import release

    for step in steps:
        release(place, step.letter)
    redrive.start_move(place, queue)
    while not (now := redrive.move(place, queue)).has_ended:
        tell(f"{queue.name}: {now.moved} moved")
        sleep(redrive.POLL_S)
    stays = now.status != "COMPLETED"
    words = f"{now.moved} messages moved back" if not stays else f"SQS says {now.status}: {now.words}"
    return [{"queue": queue.name, "message": "", "outcome": words, "stays": stays}]


def _row(step: "Step", outcome: str, *, stays: bool) -> dict[str, Any]:
    return {"queue": step.letter.queue.name, "message": step.letter.id, "outcome": outcome, "stays": stays}


def _unwritable(error: OSError) -> typer.Exit:
    tell(f"{error.filename}: {(error.strerror or 'unknown reason').lower()}; nothing is redriven without a journal")
    return typer.Exit(ENVIRONMENT)
