"""Which route a request is for."""

import pytest

from generator.local.http_routes import Routes
from tests.local.stacks import stack_of

ROUTES = """
  GET /pets: {function: f}
  GET /pets/{id}: {function: f}
  GET /pets/dog: {function: f}
  ANY /pets/{id}: {function: f}
  GET /pets/{id}/{rest+}: {function: f}
  GET /pets/{id}/toys: {function: f}
  $default: {function: f, auth: none, reason: a test}
"""


@pytest.fixture(scope="module")
def routes() -> Routes:
    return Routes(stack_of(f"routes:{ROUTES}\napi: {{auth: iam}}\n").routes.values())


@pytest.mark.parametrize(
    ("method", "path", "expected", "parameters"),
    [
        ("GET", "/pets", "GET /pets", {}),
        ("GET", "/pets/dog", "GET /pets/dog", {}),
        ("GET", "/pets/cat", "GET /pets/{id}", {"id": "cat"}),
        ("PATCH", "/pets/cat", "ANY /pets/{id}", {"id": "cat"}),
        ("GET", "/pets/cat/toys", "GET /pets/{id}/toys", {"id": "cat"}),
        ("GET", "/pets/cat/a/b", "GET /pets/{id}/{rest+}", {"id": "cat", "rest": "a/b"}),
        ("GET", "/pets/a%20b", "GET /pets/{id}", {"id": "a b"}),
        ("GET", "/pets/a%2Fb", "GET /pets/{id}", {"id": "a/b"}),
        ("GET", "/", "$default", {}),
        ("DELETE", "/pets", "$default", {}),
    ],
)
def test_the_most_specific_route_answers(
    routes: Routes, method: str, path: str, expected: str, parameters: dict[str, str]
) -> None:
    match = routes.find(method, path)
    assert match is not None
    assert (expected, parameters) == (match.route.key, match.parameters)


def test_without_a_route_nothing_answers() -> None:
    routes = Routes(stack_of("routes: {GET /pets: {function: f}}\napi: {auth: iam}\n").routes.values())
    assert routes.find("GET", "/cats") is None
    assert routes.find("POST", "/pets") is None
