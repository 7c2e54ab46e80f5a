"""A graph as Mermaid's text, which GitHub and many editors draw."""

from collections.abc import Iterator

from generator.graphs.graph import Direction, Edge, Graph, Node

_DIRECTIONS = {Direction.RIGHT: "LR", Direction.DOWN: "TD"}


def mermaid(graph: Graph) -> str:
    """Return a graph as a Mermaid flowchart."""
    ids = {id(node): f"n{number}" for number, node in enumerate(_nodes(graph), 1)}
    lines = [f"flowchart {_DIRECTIONS[graph.direction]}", *_parts(graph, ids, "  ")]
    return "\n".join(lines) + "\n"


def _nodes(graph: Graph) -> Iterator[Node]:
    for node in graph.nodes:
        yield node
        for inner in node.inner:
            yield from _nodes(inner)


def _parts(graph: Graph, ids: dict[int, str], indent: str) -> Iterator[str]:
    named = {node.key: ids[id(node)] for node in graph.nodes}
    for node in graph.nodes:
        yield from _node(node, ids, indent)
    for edge in graph.edges:
        yield f"{indent}{named[edge.source]} {_arrow(edge)} {named[edge.target]}"


def _node(node: Node, ids: dict[int, str], indent: str) -> Iterator[str]:
    own = ids[id(node)]
    if node.kind == "start":
        yield f"{indent}{own}(( ))"
    elif node.inner:
        yield f"{indent}subgraph {own}[{_quoted(node.kind, node.title)}]"
        for inner in node.inner:
            yield from _parts(inner, ids, f"{indent}  ")
        yield f"{indent}end"
    else:
        yield f"{indent}{own}[{_quoted(node.kind, node.title, *node.lines)}]"


def _arrow(edge: Edge) -> str:
    arrow = "-.->" if edge.dashed else "-->"
    return f"{arrow}|{_quoted(edge.label)}|" if edge.label else arrow


def _quoted(*lines: str) -> str:
    """Return lines as one quoted text; signs that mean something to Mermaid or HTML are its entities."""
    return '"' + "<br/>".join(map(_plain, lines)) + '"'


def _plain(text: str) -> str:
    return "".join(
        character if character.isalnum() or character in " _-./:,()" else f"#{ord(character)};"
        for character in " ".join(text.split())
    )
