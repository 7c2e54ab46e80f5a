"""The first page: what the system is, what it is made of, and its picture."""

from collections.abc import Iterator
from dataclasses import replace

from generator.documents import alarms, data, environments, events, functions, risks, routes
from generator.documents.markdown import WIDE, Inline, Link, bullets, heading, page, paragraph, picture, table
from generator.documents.page import Page, by_value, names
from generator.graphs.architecture import architecture
from generator.graphs.graph import Graph, Node
from generator.graphs.svg import svg
from generator.model import Model

PATH = "index.md"
_COUNTED = (
    "functions",
    "routes",
    "tables",
    "buckets",
    "queues",
    "topics",
    "buses",
    "workflows",
    "schedules",
    "secrets",
    "alarms",
    "runbooks",
)
_LINKS = {
    "functions": "functions/index.md", "routes": routes.PATH, "buses": events.PATH, "alarms": alarms.ALARMS, "runbooks": "runbooks.md",
    **{section: f"{data.PATH}#{section}" for section in data.SECTIONS},
}  # fmt: skip


def pages(model: Model) -> Iterator[Page]:
    """Yield the first page and the pictures on it."""
    drawn = by_value(model.stacks, lambda stack: _linked(architecture(stack)))
    title = str(model.system.get("title", model.system["name"]))
    files = [f"architecture{f'-{group[0].names.stack}' if len(drawn) > 1 else ''}.svg" for group, _ in drawn]
    pictures = []
    for file, (group, graph) in zip(files, drawn, strict=True):
        yield Page(file, svg(replace(graph, title=f"The architecture of {title} in {names(group)}")))
        pictures += [heading(2, f"Architecture in {names(group)}"), picture("The architecture", file)]
    yield Page(PATH, page(
        WIDE,
        heading(1, title),
        paragraph(str(model.system.get("description", ""))) if model.system.get("description") else "",
        *pictures,
        paragraph("Arrows lead from what calls to what is called; dashed ones are the ways of failures. The picture is a link to itself in full size."),
        heading(2, "What it is made of"),
        table(["", "How many"], _counts(model)),
        paragraph("Compare the ", Link("environments", environments.PATH), ", see what was accepted as a ",
                  Link("risk", risks.PATH), ", and who ", Link("answers for it", alarms.OWNERS), "."),
        bullets(_facts(model)),
    ))  # fmt: skip


def _facts(model: Model) -> Iterator[Inline]:
    for fact, title in (("owner", "Owner"), ("repository", "Repository")):
        if fact in model.system:
            yield f"{title}: {model.system[fact]}"


def _counts(model: Model) -> Iterator[list[Inline]]:
    for section in _COUNTED:
        keys = {key for stack in model.stacks for owner, key in stack.things if owner == section}
        if keys:
            title = section.capitalize()
            yield [Link(title, _LINKS[section]) if section in _LINKS else title, str(len(keys))]


def _linked(graph: Graph) -> Graph:
    """Return the graph with a link from each box to its page, the same in all environments where it is."""
    return replace(graph, title="", nodes=tuple(replace(node, link=_page(node)) for node in graph.nodes))


def _page(node: Node) -> str:
    section, _, key = node.key.partition(".")
    match section:
        case "functions":
            return functions.path(key).replace(".md", ".html")
        case "workflows":
            return f"workflows/{key}.html"
        case "buses":
            return f"{events.PATH.replace('.md', '.html')}#{key.partition('.')[0]}"
        case _ if section in data.SECTIONS:
            return f"{data.PATH.replace('.md', '.html')}#{section}"
        case "api":
            return routes.PATH.replace(".md", ".html")
        case _:
            return ""
