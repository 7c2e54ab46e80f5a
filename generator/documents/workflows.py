"""Workflows: the graph of each state machine, and what differs between the environments."""

from collections.abc import Callable, Iterator, Mapping

from generator.documents import alarms, schemas
from generator.documents.markdown import Code, Inline, Link, heading, page, paragraph, picture, table
from generator.documents.page import Page, by_value, names, side_by_side
from generator.graphs.machine import machine
from generator.graphs.svg import svg
from generator.kinds.workflow import Workflow
from generator.model import Model, Stack
from generator.targets import consoles

_UP = "../"


def pages(model: Model) -> Iterator[Page]:
    """Yield the page of each workflow and its pictures."""
    for key in sorted({key for stack in model.stacks for key in stack.workflows}):
        stacks = [stack for stack in model.stacks if key in stack.workflows]
        drawn = by_value(stacks, lambda stack: svg(machine(stack.workflows[key], stack.things.values())))  # noqa: B023 - used at once
        files = [f"workflows/{key}{f'-{group[0].names.stack}' if len(drawn) > 1 else ''}.svg" for group, _ in drawn]
        yield from (Page(file, text) for file, (_, text) in zip(files, drawn, strict=True))
        pictures = list(zip((group for group, _ in drawn), files, strict=True))
        yield Page(f"workflows/{key}.md", page(*_workflow(key, stacks, pictures)))


def _workflow(key: str, stacks: list[Stack], pictures: list[tuple[list[Stack], str]]) -> Iterator[str]:
    workflow = stacks[0].workflows[key]
    yield heading(1, key)
    yield paragraph(workflow.description)
    for group, file in pictures:
        yield heading(2, f"States in {names(group)}") if len(pictures) > 1 else ""
        yield picture(f"The states of {key}", file.removeprefix("workflows/"))
    yield paragraph("Dashed arrows are the ways of failures.")
    yield paragraph("It starts with ", schemas.link(workflow.input.key, _UP), ".") if workflow.input else ""
    yield heading(2, "Settings")
    yield table(*side_by_side({stack.names.stack: stack.workflows[key] for stack in stacks}, _FACTS))
    yield table(["In", "Log"], [_log(stack, stack.workflows[key]) for stack in stacks])
    rows = [row for stack in stacks for row in alarms.rows(stack, _UP, of=stack.workflows[key].thing)]
    yield heading(2, "Alarms") if rows else ""
    yield table(alarms.HEADER, rows)


def _log(stack: Stack, workflow: Workflow) -> list[Inline]:
    group = workflow.thing.attributes["log_group"]
    return [stack.names.stack, Link(group, consoles.of_log_group(group, stack.names.region))]


_FACTS: Mapping[str, Callable[[Workflow], Inline]] = {
    "Name in AWS": lambda workflow: Code(workflow.thing.name),
    "Type": lambda workflow: workflow.type,
    "Role": lambda workflow: Code(workflow.role_name),
    "Log level": lambda workflow: workflow.log_level,
    "Logs are kept": lambda workflow: f"{workflow.log_retention_days} days",
    "Tracing": lambda workflow: "on" if workflow.tracing else "off",
}
