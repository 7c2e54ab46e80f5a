"""`collectiq smoke`: the spec's smoke tests, against a deployed environment or the system on this machine."""

import signal
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from generator.commands.places import Env, Policy, Url, cloud_or_exit, places_or_exit
from generator.console import ENVIRONMENT, NO, SPEC, Spec, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.operate.place import Place
    from generator.operate.smoke import Result

_HEADINGS = ("test", "outcome", "seconds", "")

Junit = Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Write the results as JUnit's XML, too.")]


def smoke(
    *, spec: Spec = SPEC, url: Url = None, env: Env = None, junit: Junit = None, permissions: Policy = False
) -> None:
    """Try what has to work after a deployment; exit 1 when something does not."""
    from generator.operate import permissions as policies

    places = places_or_exit(spec, env, url, policies.smoke, permissions=permissions)
    # A pipeline that is cancelled ends like Ctrl-C: the tests' user is removed.
    signal.signal(signal.SIGTERM, _interrupt)
    with cloud_or_exit():
        results = [result for place in places for result in _run(place)]
    if not results:
        tell(f"{spec} has no smoke_tests, so nothing was tried")
        return
    _show(results)
    if junit:
        _write(junit, places[0].stack.names.system, results)
    failed = sum(result.outcome == "failed" for result in results)
    if failed:
        tell(f"{failed} of {len(results)} smoke tests failed.")
        raise typer.Exit(NO)
    tell(f"{len(results)} smoke tests ran, none failed.")


def _run(place: "Place") -> "list[Result]":
    from generator.operate import smoke as tests

    def seen(result: "Result") -> None:
        tell(f"{result.stack} {result.test.key}: {result.outcome}")

    return tests.run(place, pause=sleep, seen=seen)


def _show(results: "Sequence[Result]") -> None:
    from generator import columns

    several = len({result.stack for result in results}) > 1
    rows = [
        (
            f"{result.stack} {result.test.key}" if several else result.test.key,
            result.outcome.value,
            f"{result.seconds:.2f}",
            result.words or result.test.description,
        )
        for result in results
    ]
    styles = {"failed": "bold red", "skipped": "dim"}
    columns.show(_HEADINGS, rows, [styles.get(result.outcome) for result in results])


def _write(file: Path, system: str, results: "Sequence[Result]") -> None:
    from generator.operate import junit

    try:
        file.write_bytes(junit.document(system, results))
    except OSError as error:
        tell(f"{file}: {(error.strerror or 'unknown reason').lower()}")
        raise typer.Exit(ENVIRONMENT) from None


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt
