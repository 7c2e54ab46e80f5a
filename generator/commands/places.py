"""What the commands share that speak to a running system: which one it is, and how they end."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from generator.console import ENVIRONMENT, MISUSE, compile_or_exit, tell
from generator.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.kinds.function import Function
    from generator.kinds.grant import Statement
    from generator.model import Model, Stack
    from generator.operate.place import Place
    from generator.pipeline import Compiled

DEV = "http://127.0.0.1:8000"

Env = Annotated[
    str | None,
    typer.Option("--env", metavar="ENV", help="A deployed environment; the system of collectiq dev by default."),
]
Url = Annotated[
    str | None, typer.Option("--url", metavar="URL", help=f"Where collectiq dev answers; {DEV} by default.")
]


Needs = Callable[[Sequence["Stack"]], Iterator["Statement"]]
Policy = Annotated[
    bool, typer.Option("--permissions", help="Print the IAM policy that this command needs, and do nothing else.")
]


def stacks_or_exit(compiled: "Compiled", environment: str) -> "list[Stack]":
    """Return an environment's stacks, its home first; exit where none is declared."""
    assert compiled.model is not None
    known = list(dict.fromkeys(stack.names.environment for stack in compiled.model.stacks))
    declared_or_exit(environment, known, "environment", compiled.source.name)
    return [stack for stack in compiled.model.stacks if stack.names.environment == environment]


def places_or_exit(spec: Path, env: str | None, url: str | None, needs: Needs, *, permissions: bool) -> "list[Place]":
    """Return an environment's regions, its home first, or the system on this machine; or print a policy and end."""
    from generator.operate import place

    if permissions and not env:
        tell("a policy is for a deployed environment; name it: --permissions --env ENV")
        raise typer.Exit(MISUSE)
    if env and url:
        tell("--env names a deployed environment and --url a system on this machine; give one of them")
        raise typer.Exit(MISUSE)
    compiled = compile_or_exit(spec)
    assert compiled.model is not None
    model: Model = compiled.model
    stacks = stacks_or_exit(compiled, env) if env else []
    if permissions:
        print_policy(needs(stacks))
    with cloud_or_exit():
        return [place.deployed(stack) for stack in stacks] if env else [place.local(model, url or DEV)]


def print_policy(statements: "Iterable[Statement]") -> NoReturn:
    """Print what a command needs as a policy, and end."""
    import json

    from generator.tokens import as_reference

    policy = {"Version": "2012-10-17", "Statement": [statement.as_json() for statement in statements]}
    typer.echo(as_reference(json.dumps(policy, indent=2, ensure_ascii=False)))
    raise typer.Exit


def function_or_exit(place: "Place", key: str) -> "Function":
    """Return a function of a place by its key."""
    declared_or_exit(key, list(place.stack.functions), "function", f'environment "{place.stack.names.environment}"')
    return place.stack.functions[key]


def declared_or_exit(word: str, known: "Iterable[str]", what: str, where: str) -> None:
    """Exit where a word names nothing that is declared."""
    declared = list(known)
    if word not in declared:
        near = did_you_mean(word, declared) or f"; declared there: {', '.join(declared) or 'none'}"
        tell(f'{what} "{word}" is not declared in {where}{near}')
        raise typer.Exit(MISUSE)


@contextmanager
def cloud_or_exit() -> Iterator[None]:
    """Exit with AWS's refusal in a person's words."""
    from generator.cloud import CloudError

    try:
        yield
    except CloudError as error:
        tell(str(error))
        raise typer.Exit(ENVIRONMENT) from None


def text_or_exit(given: str) -> bytes:
    """Return what stands in a file; `-` is standard input, and what begins with `{` is the text itself."""
    if given.startswith("{"):
        return given.encode()
    try:
        return sys.stdin.buffer.read() if given == "-" else Path(given).read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        tell(f"{given}: {reason}; give a file, - for standard input, or the JSON itself, which begins with {{")
        raise typer.Exit(MISUSE) from None
