"""The system that `collectiq init` writes, applied as it is, works."""

import pytest

from tests.e2e.absent import NEVER_CLEAN
from tests.e2e.deployment import Deployment, left
from tests.e2e.steps import Steps
from tests.e2e.users import pool_of, signed_in_on_the_page


def test_the_starter_is_planned_again_without_a_change(starter: Deployment) -> None:
    assert NEVER_CLEAN >= starter.planner.planned()


def test_a_todo_is_added_and_listed_by_whom_it_belongs_to(starter: Deployment) -> None:
    pool = pool_of(starter, "todos-dev-web")
    ann, bob = (signed_in_on_the_page(pool, "https://localhost:3000/callback", "openid email") for _ in range(2))
    assert 401 == starter.call("GET", "/todos").status
    added = starter.call("POST", "/todos", token=ann.token, body={"text": "buy milk"})
    assert 201 == added.status
    lists = [starter.call("GET", "/todos", token=one.token).body for one in (ann, bob)]
    assert [{"todos": [added.body]}, {"todos": []}] == lists


@pytest.mark.last
def test_nothing_of_the_starter_is_left_after_a_destroy(starter: Deployment, steps: Steps) -> None:
    with steps.step("todos: destroyed"):
        starter.root.destroy()
    assert ([], []) == (starter.root.state(), left(starter.engine))
