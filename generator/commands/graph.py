"""`collectiq graph`: the architecture or one state machine as a picture."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from generator.console import MISUSE, SPEC, Spec, compile_or_exit, tell
from generator.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.graphs.graph import Graph
    from generator.model import Model, Stack


class Format(StrEnum):
    """How a picture is written."""

    MERMAID = "mermaid"
    SVG = "svg"


Shown = Annotated[
    str | None, typer.Argument(metavar="[workflows.NAME]", help="A state machine; the whole architecture by default.")
]


def graph(
    shown: Shown = None,
    *,
    spec: Spec = SPEC,
    format_: Annotated[Format, typer.Option("--format", help="Mermaid's text, or a drawing.")] = Format.MERMAID,
    env: Annotated[str | None, typer.Option("--env", metavar="ENV", help="The environment; the first one by default.")] = None,
) -> None:  # fmt: skip
    """Print the architecture, or one state machine, as a picture."""
    model = compile_or_exit(spec).model
    assert model is not None
    drawn = _graph(_stack(model, env), shown)
    match format_:
        case Format.MERMAID:
            from generator.graphs.mermaid import mermaid

            typer.echo(mermaid(drawn), nl=False)
        case Format.SVG:
            from generator.graphs.svg import svg

            typer.echo(svg(drawn), nl=False)


def _stack(model: "Model", name: str | None) -> "Stack":
    stacks = {stack.names.stack: stack for stack in model.stacks}
    if name is None:
        return model.stacks[0]
    if name not in stacks:
        _refuse(f'environment "{name}" is not declared', name, stacks)
    return stacks[name]


def _graph(stack: "Stack", shown: str | None) -> "Graph":
    from generator.graphs.architecture import architecture
    from generator.graphs.machine import machine

    if shown is None:
        return architecture(stack)
    workflows = {f"workflows.{key}": workflow for key, workflow in stack.workflows.items()}
    if shown not in workflows:
        _refuse(f'there is no picture of "{shown}"', shown, workflows)
    return machine(workflows[shown], stack.things.values())


def _refuse(message: str, said: str, known: "Iterable[str]") -> None:
    names = list(known)
    listed = f"; there are: {', '.join(names)}" if names else "; this spec has none"
    tell(message + (did_you_mean(said, names) or listed))
    raise typer.Exit(MISUSE)
