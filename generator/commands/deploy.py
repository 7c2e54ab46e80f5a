"""`collectiq deploy`: new versions of functions go live by CodeDeploy, and this waits until they are, or are turned back."""

from time import sleep
from typing import TYPE_CHECKING, Any

import typer

from generator.commands.acting import As, DryRun, Env, Shape, Yes, agree_or_exit, places_of, print_rows
from generator.commands.places import Policy, cloud_or_exit
from generator.console import NO, SPEC, Spec, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.operate.deployments import Deployment, State
    from generator.operate.place import Place
    from generator.operate.versions import Live


def deploy(  # noqa: PLR0913 - one for each option
    *,
    env: Env,
    spec: Spec = SPEC,
    dry_run: DryRun = False,
    yes: Yes = False,
    format_: As = Shape.TEXT,
    permissions: Policy = False,
) -> None:
    """Let each function's newest version go live where its alias trails; exit 1 when one is turned back."""
    from generator.operate import permissions as policies

    places = places_of(spec, env, policies.deploy, permissions=permissions)
    with cloud_or_exit():
        waiting = [(place, live) for place in places for live in _trailing(place)]
        if not waiting:
            tell("Every function's newest version is live.")
        elif dry_run:
            print_rows([_row(place, live, "would go live") for place, live in waiting], format_)
            return
        else:
            agree_or_exit(places[0].stack, f"Let {len(waiting)} new versions go live", yes=yes)
        ended = _waited(_started(waiting))
    print_rows([_row(place, state.deployment.live, _outcome(state)) for place, state in ended], format_)
    if any(state.status != "Succeeded" for _, state in ended):
        raise typer.Exit(NO)


def _trailing(place: "Place") -> "list[Live]":
    """Return what waits to go live: Terraform itself moves the aliases that nothing shifts."""
    from generator.operate.versions import look

    shifting = [function for function in place.stack.functions.values() if function.deployment.shifts]
    return [live for live in (look(place, function) for function in shifting) if live.trails]


def _started(waiting: "Sequence[tuple[Place, Live]]") -> "list[tuple[Place, Deployment]]":
    from generator.operate import deployments

    started = []
    for place, live in waiting:
        deployment = deployments.start(place, live)
        started.append((place, deployment))
        verb = "begins" if deployment.is_new else "runs already"
        versions = f"version {live.version} to {live.newest}"
        tell(f"{place.stack.names.stack} {live.function.name}: {versions}, deployment {deployment.id} {verb}")
    return started


def _waited(started: "Sequence[tuple[Place, Deployment]]") -> "list[tuple[Place, State]]":
    """Return how the deployments ended, and tell each change meanwhile; they go on when this is interrupted."""
    from generator.operate import deployments

    told: dict[str, str] = {}
    while True:
        states = [(place, deployments.state(place, deployment)) for place, deployment in started]
        for place, state in states:
            line = f"{place.stack.names.stack} {state.deployment.live.function.name}: {_progress(state)}"
            if told.get(state.deployment.id) != line:
                told[state.deployment.id] = line
                tell(line)
        if all(state.has_ended for _, state in states):
            return states
        sleep(deployments.POLL_S)


def _progress(state: "State") -> str:
    alarms = f", alarms fire: {', '.join(state.firing)}" if state.firing else ""
    return f"{state.status}, the new version gets {state.share:.0%} of the calls{alarms}"


def _outcome(state: "State") -> str:
    if state.status == "Succeeded":
        return "is live"
    return f"was turned back: {state.words or state.status}"


def _row(place: "Place", live: "Live", outcome: str) -> dict[str, Any]:
    return {
        "stack": place.stack.names.stack,
        "function": live.function.name,
        "from": live.version,
        "to": live.newest,
        "outcome": outcome,
    }
