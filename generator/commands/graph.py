"""`collectiq graph`: the architecture or one state machine as a picture."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.places import declared_or_exit
from generator.console import SPEC, Spec, compile_or_exit

if TYPE_CHECKING:
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
    drawn = _graph(_stack(model, env, str(spec)), shown, str(spec))
    match format_:
        case Format.MERMAID:
            from generator.graphs.mermaid import mermaid

            typer.echo(mermaid(drawn), nl=False)
        case Format.SVG:
            from generator.graphs.svg import svg

            typer.echo(svg(drawn), nl=False)


def _stack(model: "Model", name: str | None, spec: str) -> "Stack":
    stacks = {stack.names.stack: stack for stack in model.stacks}
    if name is None:
        return model.stacks[0]
    declared_or_exit(name, stacks, "environment", spec)
    return stacks[name]


def _graph(stack: "Stack", shown: str | None, spec: str) -> "Graph":
    from generator.graphs.architecture import architecture
    from generator.graphs.machine import machine

    if shown is None:
        return architecture(stack)
    key = shown.removeprefix("workflows.")
    declared_or_exit(key, stack.workflows, "workflow", spec)
    return machine(stack.workflows[key], stack.things.values())
