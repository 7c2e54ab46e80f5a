"""Functions: a page for each, with who calls it, what it may do, and how it is watched in each environment."""

from collections.abc import Callable, Iterator, Mapping

from generator.documents import alarms
from generator.documents.markdown import (
    WIDE,
    Code,
    Inline,
    Joined,
    Lines,
    Link,
    bullets,
    code,
    heading,
    page,
    paragraph,
    table,
)
from generator.documents.page import Page, by_value, names, side_by_side
from generator.graphs.architecture import architecture
from generator.graphs.graph import Graph
from generator.kinds.function import Function
from generator.model import Model, Stack
from generator.targets import consoles
from generator.targets.words import duration
from generator.tokens import as_reference

_UP = "../"


def path(key: str) -> str:
    """Return the path of a function's page."""
    return f"functions/{key}.md"


def pages(model: Model) -> Iterator[Page]:
    """Yield the page of each function, and the list of all."""
    keys = sorted({key for stack in model.stacks for key in stack.functions})
    if not keys:
        return
    graphs = {stack.names.stack: architecture(stack) for stack in model.stacks}
    rows: list[list[Inline]] = []
    for key in keys:
        stacks = [stack for stack in model.stacks if key in stack.functions]
        function = stacks[0].functions[key]
        rows.append([Link(key, f"{key}.md"), function.description, function.feature])
        yield Page(path(key), page(*_function(key, stacks, [graphs[stack.names.stack] for stack in stacks])))
    table_of_all = table(["Function", "What it does", "Feature"], rows)
    yield Page("functions/index.md", page(heading(1, "Functions"), table_of_all))


def _function(key: str, stacks: list[Stack], graphs: list[Graph]) -> Iterator[str]:
    found = [stack.functions[key] for stack in stacks]
    yield WIDE
    yield heading(1, key)
    yield paragraph(found[0].description)
    yield paragraph("Its code starts at ", Code(found[0].handler), f". Environments: {names(stacks)}.")
    yield from _neighbours(found[0].thing.reference, graphs)
    yield heading(2, "Settings")
    yield table(*side_by_side({stack.names.stack: stack.functions[key] for stack in stacks}, _FACTS))
    variables = sorted({name for function in found for name in function.environment})
    if variables:
        yield heading(2, "Environment variables")
        yield table(["", *(stack.names.stack for stack in stacks)], [_variable(name, found) for name in variables])
    yield heading(2, "Grants")
    for group, grants in by_value(stacks, lambda stack: _grants(stack.functions[key])):
        yield heading(3, f"In {names(group)}") if len(group) < len(stacks) else ""
        yield table(["Actions", "On", "Why"], grants) or paragraph("None beyond writing its log and traces.")
    yield from _watched(key, stacks)


def _neighbours(reference: str, graphs: list[Graph]) -> Iterator[str]:
    """Yield who calls a function and what it uses, as the architecture of some environment shows it."""
    nodes = {node.key: node for graph in graphs for node in graph.nodes}
    edges = [edge for graph in graphs for edge in graph.edges]
    calling = dict.fromkeys(edge.source for edge in edges if edge.target == reference)
    using = dict.fromkeys(edge.target for edge in edges if edge.source == reference)
    if calling:
        yield heading(2, "Called by")
        routes = (Joined(("route ", Code(line))) for line in nodes[reference].lines)
        yield bullets([*(f"{nodes[key].kind} {nodes[key].title}" for key in calling), *routes])
    if using:
        yield heading(2, "Uses")
        yield bullets(f"{nodes[key].kind} {nodes[key].title}" for key in using)


def _deployment(function: Function) -> str:
    deployment = function.deployment
    if not deployment.shifts:
        return "takes over at once"
    shift = (
        f"{deployment.percent} % of the calls, the rest after"
        if deployment.strategy == "canary"
        else f"{deployment.percent} % more every"
    )
    return f"takes {shift} {deployment.minutes} minutes; goes back above {deployment.rollback_above_percent:g} % errors"


def _reserved(function: Function) -> str:
    return "" if function.reserved_concurrency is None else str(function.reserved_concurrency)


def _lost(function: Function) -> Inline:
    return Code(function.on_failure.target.reference) if function.on_failure else ""


_FACTS: Mapping[str, Callable[[Function], Inline]] = {
    "Name in AWS": lambda function: Code(function.name),
    "Role": lambda function: Code(function.role_name),
    "Memory": lambda function: f"{function.memory_mb} MB",
    "Timeout": lambda function: duration(function.timeout_s),
    "Runtime": lambda function: f"{function.runtime}, {function.architecture}",
    "Tracing": lambda function: "on" if function.tracing else "off",
    "Logs are kept": lambda function: f"{function.log_retention_days} days",
    "A new version": _deployment,
    "Reserved concurrency": _reserved,
    "Failed asynchronous calls": _lost,
}


def _variable(name: str, found: list[Function]) -> list[Inline]:
    values = (function.environment.get(name, "") for function in found)
    return [Code(name), *(Code(as_reference(value)) for value in values)]


def _grants(function: Function) -> list[list[Inline]]:
    """Return a row for each grant; a bucket's path stands where its ARN shows it."""
    rows: list[list[Inline]] = []
    for grant in function.grants:
        path_of = [arn.partition(":::")[2].partition("/")[2] for arn in grant.resources if grant.target == "buckets"]
        where = Joined((Code(grant.reference), *(f", {one}" for one in path_of if one)))
        rows.append([Lines(tuple(map(Code, grant.actions))), where, grant.reason or ""])
    rows += [[Code(policy.arn), "", policy.reason] for policy in function.managed_policies]
    return rows


def _watched(key: str, stacks: list[Stack]) -> Iterator[str]:
    """Yield the alarms of a function, its log, and the queries that read it."""
    rows = [row for stack in stacks for row in alarms.rows(stack, _UP, of=stack.functions[key].thing)]
    yield heading(2, "Alarms") if rows else ""
    yield table(alarms.HEADER, rows)
    yield heading(2, "Logs")
    groups = {stack.names.stack: (stack, stack.functions[key].log_group) for stack in stacks}
    yield bullets(
        Joined((f"{name}: ", Link(group, consoles.of_log_group(group, stack.names.region))))
        for name, (stack, group) in groups.items()
    )
    first, group = next(iter(groups.values()))
    for query in (query for query in first.queries.values() if group in query.log_groups):
        yield heading(3, query.key)
        yield paragraph(query.description) if query.description else ""
        yield code(query.text)
