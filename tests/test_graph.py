"""The pictures of a system: what they show, that nothing overlaps, and that they are the same each time."""

import xml.etree.ElementTree as ET
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from generator.cli import app
from generator.graphs.architecture import architecture
from generator.graphs.boxes import Box, Drawing
from generator.graphs.graph import Direction, Edge, Graph, Node
from generator.graphs.layout import drawing
from generator.graphs.machine import machine
from generator.graphs.mermaid import mermaid
from generator.graphs.svg import svg
from generator.model import Stack
from generator.pipeline import compile_spec
from tests.specs import model
from tests.systems import SYSTEMS

SHOP = """\
version: 1
system: {name: shop}
environments: {prod: {regions: [eu-west-1], account: "111122223333"}}
auth: {clients: {web: {callback_urls: ["https://shop.example.com/auth"]}}}
api: {}
routes: {POST /orders: {function: take}, POST /returns: {workflow: workflows.back}}
functions:
  take:
    handler: handlers.take.app:handler
    grants: [{allow: [dynamodb:PutItem], resource: tables.orders}, {allow: [events:PutEvents], resource: buses.shop}, {allow: [rekognition:DetectText], resource: "*"}]
    on_failure: queues.lost
  ship: {handler: handlers.ship.app:handler, triggers: [{queue: queues.parcels}]}
tables: {orders: {key: {partition: PK}}}
queues: {parcels: {dead_letter: {queue: queues.lost, after: 3}}, lost: {}}
schemas: {Placed: {kind: event, bus: buses.shop, schema: {}}}
buses:
  shop: {rules: {placed: {events: [Placed], targets: [queues.parcels], dead_letter: queues.lost}}}
workflows:
  back:
    type: express
    states:
      Look: {task: functions.ship, timeout: 5s, catch: [{ErrorEquals: [States.ALL], Next: Sorry}], Next: "Big?"}
      "Big?": {Type: Choice, Choices: [{Variable: $.size, NumericGreaterThan: 3, Next: Both}], Default: Done}
      Both: {parallel: {one: {A: {Type: Pass, End: true}}, two: {B: {Type: Pass, Next: C}, C: {Type: Pass, End: true}}}, Next: Done}
      Done: {Type: Succeed}
      Sorry: {Type: Fail, Error: Broken}
"""


@pytest.fixture(scope="module")
def shop() -> Stack:
    return model(SHOP).stacks[0]


def edges(graph: Graph) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in graph.edges if not edge.dashed}


def test_the_architecture_shows_who_calls_whom(shop: Stack) -> None:
    assert {
        ("api", "auth"),
        ("api", "functions.take"),
        ("api", "workflows.back"),
        ("functions.take", "tables.orders"),
        ("functions.take", "buses.shop"),
        ("functions.take", "service rekognition"),
        ("buses.shop", "buses.shop.rules.placed"),
        ("buses.shop.rules.placed", "queues.parcels"),
        ("queues.parcels", "functions.ship"),
        ("workflows.back", "functions.ship"),
    } == edges(architecture(shop))


def test_the_ways_of_failures_are_dashed(shop: Stack) -> None:
    dashed = {(edge.source, edge.target) for edge in architecture(shop).edges if edge.dashed}
    lost = "queues.lost"
    assert {("functions.take", lost), ("queues.parcels", lost), ("buses.shop.rules.placed", lost)} == dashed


def test_a_target_names_the_routes_that_lead_to_it(shop: Stack) -> None:
    lines = {node.key: node.lines for node in architecture(shop).nodes}
    assert (("POST /orders",), ("POST /returns",)) == (lines["functions.take"], lines["workflows.back"])


def test_a_state_machine_shows_its_states_and_what_is_inside_them(shop: Stack) -> None:
    graph = machine(shop.workflows["back"], shop.things.values())
    labels = {(edge.source, edge.target): edge.label for edge in graph.edges}
    assert "$.size NumericGreaterThan 3" == labels[("Big?", "Both")]
    assert "otherwise" == labels[("Big?", "Done")]
    assert [("Look", "Sorry")] == [(edge.source, edge.target) for edge in graph.edges if edge.dashed]
    assert ("ship", "at most 5 s") == next(node.lines for node in graph.nodes if node.key == "Look")
    [both] = [node for node in graph.nodes if node.key == "Both"]
    assert [["start", "A"], ["start", "B", "C"]] == [[node.title for node in one.nodes] for one in both.inner]


def test_mermaid_holds_nothing_of_a_users_that_acts() -> None:
    graph = Graph(
        "t",
        (Node("a", 'x"] --> y[" <b>', "Task"), Node("b", "end", "Task")),
        (Edge("a", "b", label="a|b"),),
        Direction.DOWN,
    )
    assert (
        "flowchart TD\n"
        '  n1["Task<br/>x#34;#93; --#62; y#91;#34; #60;b#62;"]\n'
        '  n2["Task<br/>end"]\n'
        '  n1 -->|"a#124;b"| n2\n'
    ) == mermaid(graph)


def test_an_svg_holds_nothing_of_a_users_that_acts() -> None:
    text = "</text><script>alert(1)</script>&\x07"
    graph = Graph(text, (Node(text, text, text, (text,), link='"><x>'),), (), Direction.RIGHT)
    tags = {element.tag.partition("}")[2] for element in ET.fromstring(svg(graph)).iter()}
    assert {"svg", "title", "style", "defs", "marker", "path", "g", "a", "rect", "text"} == tags


def overlapping(one: Box, other: Box) -> bool:
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    over = one.y + one.height <= other.y or other.y + other.height <= one.y
    return not (beside or over)


def touched(drawn: Drawing) -> list[tuple[str, str]]:
    """Return boxes that overlap, and boxes that stand over the edge of the drawing."""
    pairs = [(one.node.key, other.node.key) for one, other in combinations(drawn.boxes, 2) if overlapping(one, other)]
    outside = [box.node.key for box in drawn.boxes if box.x < -0.01 or box.y < -0.01]
    outside += [
        b.node.key for b in drawn.boxes if b.x + b.width > drawn.width + 0.01 or b.y + b.height > drawn.height + 0.01
    ]
    for route in drawn.routes:
        outside += [
            route.edge.source for x, y in route.points if not (0 <= x <= drawn.width and 0 <= y <= drawn.height)
        ]
    return pairs + [(key, "edge") for key in outside]


@pytest.mark.parametrize("name", SYSTEMS)
def test_no_box_of_a_system_overlaps_another(name: str) -> None:
    found = compile_spec(SYSTEMS[name]).model
    assert found
    for stack in found.stacks:
        machines = [machine(workflow, stack.things.values()) for workflow in stack.workflows.values()]
        for graph in (architecture(stack), *machines):
            assert [] == touched(drawing(graph))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30), st.sampled_from(Direction))
def test_any_graph_can_be_drawn(pairs: list[tuple[int, int]], direction: Direction) -> None:
    nodes = tuple(Node(str(number), f"node {number}", "table") for number in range(10))
    graph = Graph("t", nodes, tuple(Edge(str(one), str(other)) for one, other in pairs), direction)
    drawn = drawing(graph)
    assert [] == touched(drawn)
    assert sum(one != other for one, other in pairs) == len(drawn.routes)
    assert svg(graph) == svg(graph)


def test_the_command_prints_both_formats() -> None:
    spec = ["--spec", str(SYSTEMS["reference"])]
    drawn = CliRunner().invoke(app, ["graph", *spec, "--format", "svg", "--env", "prod"])
    assert (0, True) == (drawn.exit_code, drawn.stdout.startswith("<svg "))
    text = CliRunner().invoke(app, ["graph", "workflows.valuation", *spec])
    assert (0, True) == (text.exit_code, text.stdout.startswith("flowchart TD\n"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["workflows.valuatoin"], 'workflow "valuatoin" is not declared in SPEC; did you mean "valuation"?'),
        (["--env", "stage"], 'environment "stage" is not declared in SPEC; declared there: dev, prod'),
    ],
)
def test_what_cannot_be_drawn_is_told(words: list[str], message: str) -> None:
    answer = CliRunner().invoke(app, ["graph", "--spec", str(SYSTEMS["reference"]), *words])
    assert (2, message) == (answer.exit_code, answer.stderr.strip().replace(str(SYSTEMS["reference"]), "SPEC"))
