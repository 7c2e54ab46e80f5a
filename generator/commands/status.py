"""`collectiq status`: what runs in an environment, and what waits for somebody."""

from dataclasses import asdict

from generator.commands.acting import As, Env, Shape, places_of, print_rows
from generator.commands.places import Policy, cloud_or_exit
from generator.console import SPEC, Spec, tell


def status(*, env: Env, spec: Spec = SPEC, format_: As = Shape.TEXT, permissions: Policy = False) -> None:
    """Show versions, deployments, alarms that fire, and dead letters."""
    from generator.operate import permissions as policies
    from generator.operate.status import facts

    places = places_of(spec, env, policies.status, permissions=permissions)
    with cloud_or_exit():
        found = [fact for place in places for fact in facts(place)]
    print_rows([asdict(fact) for fact in found], format_)
    waiting = sum(fact.needs_somebody for fact in found)
    tell(f"{waiting} of {len(found)} need somebody." if waiting else "Nothing needs anybody.")
