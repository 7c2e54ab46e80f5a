"""A stack as a graph: what is called, written, put and delivered, from the frontends to what holds data."""

from dataclasses import dataclass, field

from generator.graphs.graph import Direction, Edge, Graph, Node
from generator.kinds.bus import Bus, Rule
from generator.kinds.function import Function
from generator.kinds.grant import Grant
from generator.model import Stack
from generator.references import TITLES
from generator.scope import Thing, section_of, segments
from generator.tokens import tokens_in

# What is always shown; imports and AWS's services are shown where something leads to them.
_SECTIONS = (
    "frontends", "auth", "api", "schedules", "topics", "buses", "functions", "workflows", "tables", "buckets", "queues",
    "secrets", "parameters",
)  # fmt: skip

# What there is one of has no key.
_ALONE = {"api": "HTTP API", "auth": "sign-in"}


@dataclass(slots=True)
class _Sketch:
    """The nodes and edges found so far, each once."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str], Edge] = field(default_factory=dict)

    def lead(self, source: Thing | Node, target: Thing | Node | None, *, failure: bool = False) -> None:
        """Add an arrow; one that only failures take gives way to one that everything takes."""
        if target is None:
            return
        key = (self.node(source), self.node(target))
        self.edges[key] = Edge(*key, dashed=failure and (key not in self.edges or self.edges[key].dashed))

    def node(self, what: Thing | Node) -> str:
        """Add a node, and return its key."""
        node = what if isinstance(what, Node) else _node(what)
        self.nodes.setdefault(node.key, node)
        return node.key


def architecture(stack: Stack) -> Graph:
    """Return the graph of a stack."""
    sketch = _Sketch()
    routes = _routes(stack)
    for section in _SECTIONS:
        for (owner, _), thing in stack.things.items():
            if owner == section:
                sketch.node(_node(thing, *routes.get(thing.reference, ())))
    _web(stack, sketch)
    for function in stack.functions.values():
        _function(stack, function, sketch)
    _workflows(stack, sketch)
    for bus in stack.buses.values():
        for rule in bus.rules.values():
            _rule(bus, rule, sketch)
    _deliveries(stack, sketch)
    ends = {end for edge in sketch.edges.values() for end in (edge.source, edge.target)}
    idle = {bus.thing.reference for bus in stack.buses.values() if bus.existing} - ends
    nodes = tuple(node for key, node in sketch.nodes.items() if key not in idle)
    title = f"{stack.names.system} in {stack.names.stack}"
    return Graph(title, nodes, tuple(sketch.edges.values()), Direction.RIGHT)


def _node(thing: Thing, *lines: str) -> Node:
    kind = TITLES[section_of(thing)] if thing.section != "imports" else f"import ({thing.entry.get('kind')})"
    return Node(thing.reference, thing.key or _ALONE[thing.section], kind, lines)


def _routes(stack: Stack) -> dict[str, list[str]]:
    """Return the routes that lead to each target."""
    found: dict[str, list[str]] = {}
    for route in stack.routes.values():
        found.setdefault(route.target.reference, []).append(route.key)
    return found


def _web(stack: Stack, sketch: _Sketch) -> None:
    api, pool = stack.things.get(("api", "")), stack.things.get(("auth", ""))
    for frontend in stack.frontends.values():
        named = {token.partition(".")[0] for token in tokens_in(frontend.environment)}
        for section, thing in (("api", api), ("auth", pool)):
            if section in named:
                sketch.lead(frontend.thing, thing)
    if api is None:
        return
    for route in stack.routes.values():
        sketch.lead(api, route.target)
    if pool and stack.api and stack.api.jwt and stack.api.jwt.issuer == pool.attributes["issuer"]:
        sketch.lead(api, pool)


def _function(stack: Stack, function: Function, sketch: _Sketch) -> None:
    for grant in function.grants:
        sketch.lead(function.thing, _granted(stack, grant))
    for trigger in function.triggers:
        sketch.lead(trigger.source, function.thing)
        sketch.lead(function.thing, trigger.on_failure, failure=True)
    if function.on_failure:
        sketch.lead(function.thing, function.on_failure.target, failure=True)


def _granted(stack: Stack, grant: Grant) -> Thing | Node | None:
    """Return the thing that a grant is on, or the AWS service that it is for."""
    if not grant.target:
        return Node(f"service {grant.service}", grant.service, "service")
    section, *rest = segments(grant.reference)
    return stack.things.get((section, rest[0] if rest else ""))


def _workflows(stack: Stack, sketch: _Sketch) -> None:
    things = {thing.arn: thing for thing in stack.things.values() if thing.arn}
    for workflow in stack.workflows.values():
        called = [arn for statement in workflow.statements for arn in statement.resources]
        for arn in called:
            sketch.lead(workflow.thing, things.get(arn))


def _rule(bus: Bus, rule: Rule, sketch: _Sketch) -> None:
    node = Node(f"{bus.thing.reference}.rules.{rule.key}", rule.key, "rule", rule.events)
    sketch.lead(rule.source or bus.thing, node)
    for target in rule.targets:
        sketch.lead(node, target)
    sketch.lead(node, rule.dead_letter, failure=True)


def _deliveries(stack: Stack, sketch: _Sketch) -> None:
    for schedule in stack.schedules.values():
        sketch.lead(schedule.thing, schedule.target)
        sketch.lead(schedule.thing, schedule.dead_letter, failure=True)
    for topic in stack.topics.values():
        for subscription in topic.subscriptions:
            sketch.lead(topic.thing, subscription.target)
            sketch.lead(topic.thing, subscription.dead_letter, failure=True)
    for queue in stack.queues.values():
        if queue.dead_letter:
            sketch.lead(queue.thing, queue.dead_letter.queue, failure=True)
