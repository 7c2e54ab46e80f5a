"""Mistakes that a beginner makes in handlers: `collectiq dev` says each in one line."""

from collections.abc import Iterator

import pytest

from tests.local.running import System, running

pytestmark = [pytest.mark.slow, pytest.mark.system]

SPEC = """
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1]}}
api: {}
routes: {"GET /odd": {function: odd, auth: none, reason: a test}}
functions:
  mail: {handler: handlers.mail.app:handler}
  odd: {handler: handlers.odd.app:handler}
  typo: {handler: handlers.odd.app:handle, code: odd}
"""
HANDLER = """
def handler(event, context):
    return {"statusCode": 200, "body": ["a list"]}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "handlers" / "odd").mkdir(parents=True)
    (folder / "handlers" / "odd" / "app.py").write_text(HANDLER)
    (folder / "collectiq.yaml").write_text(SPEC)
    with running(folder / "collectiq.yaml", "dev", folder / "output.txt") as system:
        yield system


def test_functions_whose_handlers_are_not_there_are_told_at_the_start(shop: System) -> None:
    assert [
        'function "mail" cannot run: there is no module "handlers.mail.app" beside the spec; did you mean "handlers.odd.app"?',
        'function "typo" cannot run: handlers/odd/app.py has no "handle"; did you mean "handler"?',
    ] == [line for line in shop.output.read_text().splitlines() if line.startswith("function ")]


def test_an_answer_that_api_gateway_does_not_understand_is_told_with_the_reason(shop: System) -> None:
    assert 500 == shop.send("GET", "/odd").status
    why = '"body" is a list; API Gateway takes a text, such as json.dumps makes'
    assert f"odd answered GET /odd with what API Gateway answers 500 to: {why}\n" in shop.output.read_text()
    [entry] = shop.journal("malformed answer")
    assert ("odd", why) == (entry["function"], entry["message"])
    [request] = shop.journal("request")
    assert request["trace"] == entry["trace"]
