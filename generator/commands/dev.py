"""`collectiq dev`: the whole system on this machine."""

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.places import DEV
from generator.console import ENVIRONMENT, MISUSE, SPEC, Spec, colour, exit_on_errors, tell
from generator.extras import installing

if TYPE_CHECKING:
    import socket

    from generator.model import Stack

_EXAMPLE_ACCOUNT = "123456789012"  # the one in AWS's own examples


def dev(
    *,
    spec: Spec = SPEC,
    environment: Annotated[str | None, typer.Option("--env", metavar="ENV", help="The environment; the spec's first by default.")] = None,
    chaos: Annotated[float, typer.Option("--chaos", min=0, max=600, metavar="N", help="Kill a function's process at work N times a minute.")] = 0,
    port: Annotated[int, typer.Option("--port", min=1, max=65534, help="Port of the API; the AWS endpoint takes the next one.")] = 8000,
) -> None:  # fmt: skip
    """Run the whole system on this machine: no Docker, no AWS account."""
    stack = _stack(spec, environment)
    try:
        from generator.local import host as hosts
        from generator.local import server, welcome
        from generator.local.chaos import Chaos
    except ModuleNotFoundError as error:
        tell(f'"{error.name}" is not installed, and `collectiq dev` needs it: {installing("local")}')
        raise typer.Exit(ENVIRONMENT) from None
    api, aws = _bound(port), _bound(port + 1)
    root = spec.resolve().parent
    addresses = hosts.Addresses(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}")
    _tell_absent(stack, root)
    host = hosts.build(stack, root, addresses, tell)
    host.background.repeat(_Watch(spec).look, 1.0)
    if chaos:
        host.background.repeat(Chaos(host.invocations.pools, host.gateway.journal).strike, 60 / chaos)
    server.run(host, api, aws, lambda: typer.echo(welcome.text(host, _options(spec, addresses.api))))
    tell("stopped")
    sys.stdout.flush()
    os._exit(0)  # threads of moto's interpreter may still wait for a task that has ended


def _tell_absent(stack: "Stack", root: Path) -> None:
    """Say which functions have no code, so that each of their calls will fail."""
    from generator.package import handlers

    found = handlers.Handlers(handlers.read(root, [stack]))
    for key, function in stack.functions.items():
        if problem := found.problem(function):
            tell(f'function "{key}" cannot run: {problem}')


def _options(spec: Path, url: str) -> str:
    """Return what other commands have to be given to find this system, where it is not what they take by default."""
    words = [] if spec == SPEC else ["--spec", str(spec)]
    words += [] if url == DEV else ["--url", url]
    return "".join(f" {shlex.quote(word)}" for word in words)


class _Watch:
    """Says once that the spec has changed: what runs is what it said at the start."""

    def __init__(self, spec: Path) -> None:
        self._spec = spec
        self._written = spec.stat().st_mtime_ns

    def look(self) -> None:
        """Look at the spec's file."""
        written = self._spec.stat().st_mtime_ns if self._spec.exists() else self._written
        if written != self._written:
            self._written = written
            tell(f"{self._spec} has changed: stop and start again to run what it says now")


def _stack(spec: Path, environment: str | None) -> "Stack":
    """Return the home stack of an environment; a spec without an account gets one for the purpose."""
    from generator import report
    from generator.pipeline import compile_source
    from generator.source import read

    source, problems = read(spec)
    environments = source.data.get("environments") if isinstance(source.data, dict) else None
    for entry in environments.values() if isinstance(environments, dict) else ():
        if isinstance(entry, dict):
            entry.setdefault("account", _EXAMPLE_ACCOUNT)
    compiled = compile_source(source, problems, spec.parent)
    if compiled.model is None:
        tell(report.text(compiled.diagnostics, compiled.source, colour=colour(sys.stderr.isatty())))
    exit_on_errors(compiled)
    assert compiled.model is not None
    names = list(dict.fromkeys(stack.names.environment for stack in compiled.model.stacks))
    wanted = environment or names[0]
    found = next((stack for stack in compiled.model.stacks if stack.names.environment == wanted and stack.home), None)
    if found is None:
        tell(f'environment "{wanted}" is not declared; declared in {spec}: {", ".join(names)}')
        raise typer.Exit(MISUSE)
    return found


def _bound(port: int) -> "socket.socket":
    from generator.local import server

    try:
        return server.bound(port)
    except OSError as error:
        tell(f"port {port} cannot be used: {error.strerror}; choose another one with --port")
        raise typer.Exit(ENVIRONMENT) from None
