"""What the functions of the workflow and the bus are tested with."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.handlers.cloud import OF_LAMBDA, Cloud, variables
from tests.handlers.valuation import web as fake
from tests.handlers.valuation.functions import Done, call, make_resources, request, started
from tests.handlers.valuation.web import Web

Run = Callable[..., Done]


@pytest.fixture(scope="package")
def world(cloud: Cloud) -> Cloud:
    """The cloud with what these functions use besides."""
    with variables(OF_LAMBDA):
        make_resources(cloud.clients["secretsmanager"])
    return cloud


@pytest.fixture
def run(world: Cloud) -> Run:
    """Start a function and call it: `run("aggregator", event)`; or call one that is started: `run("x", event, app)`."""

    def run(function: str, event: object, app: Any = None, **others: str) -> Done:
        if app:
            return call(world, function, app, event)
        with started(function, others) as fresh:
            return call(world, function, fresh, event)

    return run


@pytest.fixture
def web() -> Iterator[Web]:
    with fake.serve() as served:
        yield served


@pytest.fixture
def valuation(alice: str) -> dict[str, Any]:
    """What starts a valuation of a card of Alice's."""
    return request(alice)
