"""`collectiq replay`: executions of a workflow that failed, or events that a bus's archive keeps, happen again."""

from datetime import UTC, datetime
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
    places_at,
    print_rows,
    stacks_of,
)
from generator.commands.places import Policy, cloud_or_exit, declared_or_exit
from generator.console import MISUSE, NO, SPEC, Spec, tell

if TYPE_CHECKING:
    from generator.kinds.bus import Bus
    from generator.kinds.workflow import Workflow
    from generator.operate.executions import Failed
    from generator.operate.place import Place
    from generator.operate.replay import Replay

_TIME = "in UTC, such as 2026-11-23T02:15:00Z"

Key = Annotated[str, typer.Argument(metavar="WORKFLOW", help="Its key in the spec.")]
BusKey = Annotated[str, typer.Argument(metavar="BUS", help="Its key in the spec; it has archive_days.")]
From = Annotated[str, typer.Option("--from", metavar="TIME", help=f"When it begins, {_TIME}.")]
To = Annotated[str, typer.Option("--to", metavar="TIME", help="When it ends.")]

replay = typer.Typer(help="Let what happened in a span of time happen again.", no_args_is_help=True)


@replay.command(
    epilog="Example: collectiq replay executions intake --env prod --from 2026-11-23T02:00Z --to 2026-11-23T03:00Z"
)
def executions(  # noqa: PLR0913 - one for each option
    workflow: Key,
    *,
    env: Env,
    since: From,
    until: To,
    spec: Spec = SPEC,
    again: Again = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    format_: As = Shape.TEXT,
    permissions: Policy = False,
) -> None:
    """Do executions of a Standard workflow again that failed in a span of time; exit 1 when some stay as they are."""
    from generator.operate import permissions as policies

    stacks = stacks_of(spec, env, policies.replay, permissions=permissions)
    span = _span_or_exit(since, until)
    places = places_at(stacks)
    chosen = [(place, _workflow_or_exit(place, workflow)) for place in places]
    with cloud_or_exit():
        found = [(place, one) for place, owner in chosen for one in _failed(place, owner, span)]
        if found and not dry_run:
            agree_or_exit(places[0].stack, f"Do {len(found)} executions again", yes=yes)
        rows = [_would(place, one) if dry_run else _done(place, one, again=again) for place, one in found]
    print_rows(rows, format_)
    if not rows:
        tell("No execution failed in that time.")
    if any(row["stays"] for row in rows) and not dry_run:
        raise typer.Exit(NO)


@replay.command(
    epilog="Example: collectiq replay events orders --env prod --from 2026-11-23T02:00Z --to 2026-11-23T03:00Z"
)
def events(  # noqa: PLR0913 - one for each option
    bus: BusKey,
    *,
    env: Env,
    since: From,
    until: To,
    spec: Spec = SPEC,
    dry_run: DryRun = False,
    yes: Yes = False,
    format_: As = Shape.TEXT,
    permissions: Policy = False,
) -> None:
    """Send the events of a span of time to their bus again, once; all of its consumers get them. Exit 1 when EventBridge cannot."""
    from generator.operate import permissions as policies

    stacks = stacks_of(spec, env, policies.replay, permissions=permissions)
    span = _span_or_exit(since, until)
    places = places_at(stacks)
    chosen = [(place, _bus_or_exit(place, bus)) for place in places]
    if dry_run:
        print_rows([_event_row(place, one, "would be sent again") for place, one in chosen], format_)
        return
    agree_or_exit(places[0].stack, f'Send the events of "{bus}" again', yes=yes)
    with cloud_or_exit():
        ended = [(place, one, _replayed(place, one, span)) for place, one in chosen]
    print_rows([_event_row(place, one, f"{end.state} {end.words}".strip()) for place, one, end in ended], format_)
    if any(end.state != "COMPLETED" for _, _, end in ended):
        raise typer.Exit(NO)


def _span_or_exit(since: str, until: str) -> tuple[datetime, datetime]:
    start, end = _time_or_exit(since), _time_or_exit(until)
    if not start < end <= datetime.now(UTC):
        tell("--from has to be before --to, and both in the past")
        raise typer.Exit(MISUSE)
    return start, end


def _time_or_exit(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        tell(f'"{text}" is no time; write it {_TIME}')
        raise typer.Exit(MISUSE) from None
    return time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)


def _workflow_or_exit(place: "Place", key: str) -> "Workflow":
    workflows = place.stack.workflows
    declared_or_exit(key, workflows, "workflow", f'environment "{place.stack.names.environment}"')
    if workflows[key].type == "express":
        tell(
            f'workflow "{key}" is Express and keeps no history; collectiq redrive does again what its dead letters hold'
        )
        raise typer.Exit(NO)
    return workflows[key]


def _bus_or_exit(place: "Place", key: str) -> "Bus":
    kept = {one: bus for one, bus in place.stack.buses.items() if bus.archive_days is not None}
    declared_or_exit(key, kept, "bus with archive_days", f'environment "{place.stack.names.environment}"')
    return kept[key]


def _failed(place: "Place", workflow: "Workflow", span: tuple[datetime, datetime]) -> "list[Failed]":
    from generator.operate import executions as known

    return known.failed(place, workflow, span)


def _would(place: "Place", one: "Failed") -> dict[str, Any]:
    from generator.operate import executions as known

    return _row(place, one, known.words(place, one.workflow, one.arn), stays=True)


def _done(place: "Place", one: "Failed", *, again: bool) -> dict[str, Any]:
    from generator.cloud import CloudError
    from generator.operate import executions as known

    twice = f"it was redriven {one.redrives} times already" if one.redrives else ""
    if not may_again(one.name, twice, known.words(place, one.workflow, one.arn), again=again):
        return _row(place, one, twice, stays=True)
    try:
        given = known.given_input(place, one.arn)
        words = known.again(place, one.workflow, one.arn, given, known.name_of_replay(one))
    except CloudError as error:
        tell(f"{one.name}: {error}")
        return _row(place, one, str(error), stays=True)
    tell(f"{one.name}: {words}")
    return _row(place, one, words, stays=False)


def _replayed(place: "Place", bus: "Bus", span: tuple[datetime, datetime]) -> "Replay":
    """Return how a replay ended; it goes on when this is interrupted, and a repeated command waits for the same one."""
    from generator.operate import replay as replays

    now = replays.start(place, bus, *span)
    while not now.has_ended:
        tell(f"{place.stack.names.stack} {now.name}: {now.state}")
        sleep(replays.POLL_S)
        now = replays.state(place, now.name)
    return now


def _row(place: "Place", one: "Failed", outcome: str, *, stays: bool) -> dict[str, Any]:
    return {"stack": place.stack.names.stack, "execution": one.name, "outcome": outcome, "stays": stays}


def _event_row(place: "Place", bus: "Bus", outcome: str) -> dict[str, Any]:
    return {"stack": place.stack.names.stack, "bus": bus.name, "outcome": outcome}
