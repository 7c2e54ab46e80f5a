"""What a route's entry means: who may call it, and what answers."""

from pathlib import Path

import pytest

from generator import source
from generator.diagnostics import Severity
from generator.kinds.route import Route, Throttle
from generator.model import Stack
from generator.pipeline import compile_source

SYSTEM = """\
version: 1
system: {name: shop}
environments:
  dev: {regions: [eu-west-1], account: "111122223333"}
auth: {clients: {web: {callback_urls: ["https://shop.example.com/auth"]}}}
api: {}
functions: {orders: {handler: "handlers.orders.app:handler"}}
workflows: {order: {type: express, states: {Done: {Type: Succeed}}}}
queues: {jobs: {}}
routes:
"""


def compiled(routes: str) -> tuple[Stack | None, list[str]]:
    """Return the one stack of a shop with these routes, and the messages."""
    text, problems = source.parse(SYSTEM + routes, "collectiq.yaml")
    result = compile_source(text, problems, Path())
    stack = result.model.stacks[0] if result.model else None
    return stack, [problem.message for problem in result.diagnostics if problem.severity is Severity.ERROR]


def route(line: str) -> Route:
    stack, problems = compiled(f"  {line}\n")
    assert problems == []
    assert stack
    [only] = stack.routes.values()
    return only


def test_a_route_takes_tokens_unless_it_says_otherwise() -> None:
    assert route("GET /orders: {function: orders}").auth == "jwt"
    assert route("GET /orders: {function: orders, auth: iam}").auth == "iam"


def test_a_function_is_named_with_or_without_its_section() -> None:
    assert route("GET /orders: {function: orders}").target == route("GET /orders: {function: functions.orders}").target


@pytest.mark.parametrize(
    ("key", "source_of_calls"),
    [
        ("GET /orders", "*/GET/orders"),
        ("GET /orders/{id}/lines/{line}", "*/GET/orders/*/lines/*"),
        ("ANY /{rest+}", "*/*/*"),
        ("$default", "*/$default"),
    ],
)
def test_calls_come_from_the_routes_own_method_and_path(key: str, source_of_calls: str) -> None:
    assert route(f'"{key}": {{function: orders}}').source == source_of_calls


@pytest.mark.parametrize(
    ("target", "integration"),
    [
        ("function: orders", "orders"),
        ("workflow: workflows.order", "workflows.order"),
        ("workflow: workflows.order, wait: true", "workflows.order.wait"),
        ("queue: queues.jobs", "queues.jobs"),
    ],
)
def test_routes_to_one_target_share_an_integration(target: str, integration: str) -> None:
    assert route(f"POST /orders: {{{target}}}").integration == integration


def test_a_throttle_has_a_rate_and_a_burst() -> None:
    throttled = route("GET /orders: {function: orders, throttle: {rate: 0.5, burst: 2}}")
    assert throttled.throttle == Throttle(0.5, 2)


def test_a_route_with_two_targets_is_refused() -> None:
    _, problems = compiled("  GET /orders: {function: orders, queue: queues.jobs}\n")
    assert problems == [
        'a route has one of "function", "workflow" and "queue"; this one has "function" and "queue"'
    ]  # fmt: skip


def test_an_unknown_function_is_named() -> None:
    _, problems = compiled("  GET /orders: {function: order}\n")
    assert problems == ['function "order" is not declared; did you mean "orders"?']
