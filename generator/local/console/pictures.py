"""The architecture and the state machines as drawings whose boxes are links inside the page."""

from dataclasses import replace
from urllib.parse import quote

from generator.graphs.architecture import architecture
from generator.graphs.graph import Graph, Node
from generator.graphs.machine import machine
from generator.graphs.svg import svg
from generator.kinds.workflow import Workflow
from generator.model import Stack

THING, STATE = "#thing/", "#state/"


def system(stack: Stack) -> tuple[str, list[tuple[str, str]]]:
    """Return the architecture as SVG, whose boxes lead to `#thing/` with their reference, quoted, and the ends of its arrows in order."""
    graph = architecture(stack)
    arrows = [(edge.source, edge.target) for edge in graph.edges if edge.source != edge.target]
    return svg(_linked(graph, THING)), arrows


def states(workflow: Workflow, stack: Stack) -> str:
    """Return a state machine as SVG; each box leads to `#state/` with its name, quoted."""
    return svg(_linked(machine(workflow, stack.things.values()), STATE))


def _linked(graph: Graph, prefix: str) -> Graph:
    return replace(graph, nodes=tuple(_link(node, prefix) for node in graph.nodes))


def _link(node: Node, prefix: str) -> Node:
    inner = tuple(_linked(one, prefix) for one in node.inner)
    return replace(node, link=prefix + quote(node.key, safe=""), inner=inner)
