"""`collectiq invoke`: one call of a function, its answer on standard output and its log on standard error."""

import sys
from typing import Annotated

import typer

from generator.commands.places import Env, Policy, Url, cloud_or_exit, function_or_exit, places_or_exit, text_or_exit
from generator.console import MISUSE, NO, SPEC, Spec, tell

Function = Annotated[str, typer.Argument(metavar="FUNCTION", help="Its key in the spec.")]
Event = Annotated[
    str,
    typer.Option(
        "--event", metavar="FILE|JSON", help="A file with the event as JSON, - for standard input, or the JSON itself."
    ),
]


def invoke(  # noqa: PLR0913 - one for each option
    function: Function,
    *,
    spec: Spec = SPEC,
    event: Event = "{}",
    env: Env = None,
    url: Url = None,
    permissions: Policy = False,
) -> None:
    """Call a function and print what it answers; exit 1 when it fails."""
    import json

    from generator.operate import permissions as policies
    from generator.operate.call import call

    place = places_or_exit(spec, env, url, policies.invoke, permissions=permissions)[0]
    called = function_or_exit(place, function)
    text = text_or_exit(event)
    try:
        json.loads(text)
    except ValueError as error:
        tell(f"{event} is not JSON: {error}")
        raise typer.Exit(MISUSE) from None
    with cloud_or_exit():
        answer = call(place, called, text)
    tell(answer.log.rstrip("\n"))
    sys.stdout.write(_readable(answer.payload) + "\n")
    if answer.error:
        tell(f'function "{function}" failed: {answer.error}')
        raise typer.Exit(NO)


def _readable(payload: bytes) -> str:
    """Return JSON on lines of its own, and anything else as it came."""
    import json

    try:
        return json.dumps(json.loads(payload), indent=2, ensure_ascii=False)
    except ValueError:
        return payload.decode("utf-8", "replace")
