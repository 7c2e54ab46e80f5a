"""What the spec says of the workflow's and the bus's functions, and what they do, agree."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, get_type_hints
from uuid import uuid4

import pytest

from handlers.shared import failures
from handlers.shared.features import FeatureEnvelope
from handlers.shared.findings import AuthenticityFinding, PriceFinding
from handlers.shared.table import Table
from tests.handlers.cloud import BUCKET, SPEC, Cloud
from tests.handlers.valuation.conftest import Run
from tests.handlers.valuation.envelopes import LABELS, envelope, line, read
from tests.handlers.valuation.functions import FUNCTIONS, answering, started
from tests.handlers.valuation.pictures import card, saved
from tests.handlers.valuation.stored import findings, put_card
from tests.handlers.valuation.test_authenticity_agent import add_sample, judges
from tests.handlers.valuation.test_error_handler import failed
from tests.handlers.valuation.test_review_worker import batch, flagged
from tests.handlers.valuation.test_valuation_recorder import updated
from tests.handlers.valuation.web import Asked, Said, Web, addresses, price_sources
from tests.tools import ROOT

WORKFLOW = SPEC["workflows"]["valuation"]
# What calls are granted by other names than their own, or by what a service does on the function's behalf.
GRANTED_AS = {
    "bedrock-runtime:Converse": {"bedrock:InvokeModel"},
    "dynamodb:TransactWriteItems": {"dynamodb:PutItem", "dynamodb:UpdateItem"},
    "rekognition:DetectText": {"rekognition:DetectText", "s3:GetObject"},
    "s3:ListObjectsV2": {"s3:ListBucket"},
}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_reads_the_variables_that_the_spec_gives_it_and_no_others(world: Cloud, function: str) -> None:
    with started(function) as app:
        read = {field.name.upper() for field in fields(app.SETTINGS)}
    assert set(SPEC["functions"][function].get("environment", {})) == read


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_entry_point_is_short(function: str) -> None:
    text = (ROOT / "handlers" / function / "app.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 30
    assert "os.environ" not in (ROOT / "handlers" / function / "logic.py").read_text(encoding="utf-8")


def policies(states: dict[str, Any], kind: str) -> Iterator[str]:
    """Yield the names of the retry or catch policies that states call, in branches too."""
    for state in states.values():
        yield from state.get(kind, [])
        for branch in state.get("parallel", {}).values():
            yield from policies(branch, kind)


def test_every_policy_of_the_workflow_is_used() -> None:
    for kind, section in {"retry": "retries", "catch": "catches"}.items():
        assert set(WORKFLOW[section]) == set(policies(WORKFLOW["states"], kind))


@pytest.fixture
def provoked(run: Run, valuation: dict[str, Any], web: Web, table: Table) -> list[str]:
    """The names of the errors that entry points raise when things go wrong."""
    put_card(table, valuation)
    unknown = valuation | {"features": envelope(uuid4().hex)}
    none: dict[str, Any] = {"/tcgplayer/token": Said({"access_token": "t", "expires_in": 60})}
    nothing = none | {
        "/tcgplayer/catalog": Said({"results": []}),
        "/pricecharting": Said({"status": "error", "error-message": "No such product"}),
        "/ebay/identity": Said({"access_token": "t", "expires_in": 60}),
        "/ebay/buy": Said({}),
    }
    sources = addresses(web)
    down = run("pricing_agent", unknown, **sources).failed_with
    web.answers = nothing
    with started("rekognition_extract") as app, answering(app.REKOGNITION, DetectText=read(), DetectLabels=LABELS):
        unrecognized = run("rekognition_extract", valuation, app).failed_with
    refused = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure"}]}
    with started("aggregator") as app, answering(app.BUS.client, PutEvents=refused):
        busy = run("aggregator", valuation | {"agents": findings()}, app).failed_with
    return [
        down,
        run("pricing_agent", unknown, **sources).failed_with,
        unrecognized,
        busy,
        run("aggregator", {}).failed_with,
        run("authenticity_agent", unknown).failed_with,
    ]


def test_every_error_that_the_workflow_names_is_one_that_a_function_raises(provoked: list[str]) -> None:
    policies = [*WORKFLOW["retries"].values(), *WORKFLOW["catches"].values()]
    named = {error for policy in policies for error in policy["errors"]}
    ours = {error for error in named if not error.startswith(("States.", "Lambda.", "Sandbox."))}
    assert ours == set(provoked)


def test_every_failure_has_a_policy_of_its_own_or_is_tried_again_as_unknown() -> None:
    tree = ast.parse((ROOT / "handlers/shared/failures.py").read_text(encoding="utf-8"))
    declared = {node.name for node in tree.body if isinstance(node, ast.ClassDef)} - {failures.TaskFailure.__name__}
    named = {error for policy in WORKFLOW["retries"].values() for error in policy["errors"]}
    assert {failures.ModelAnswerInvalid.__name__} == declared - named


@pytest.mark.parametrize(
    ("schema", "typed"),
    [
        ("FeatureEnvelope", FeatureEnvelope),
        ("PriceFinding", PriceFinding),
        ("AuthenticityFinding", AuthenticityFinding),
    ],
)
def test_a_type_has_the_members_of_its_schema(schema: str, typed: type) -> None:
    declared = SPEC["schemas"][schema]["schema"]
    assert set(declared["required"]) == set(declared["properties"]) == set(get_type_hints(typed))


def test_events_name_the_source_that_the_rules_wait_for() -> None:
    assert SPEC["system"]["name"] == SPEC["buses"]["domain"]["source"]


def rekognition(name: str) -> Callable[[Asked], Said]:
    """Return a Rekognition that reads one line of text off every image."""
    answers = {"RekognitionService.DetectText": read(line(name, top=0.1), line("4/102", top=0.9))}
    return lambda asked: Said(answers.get(asked.headers["x-amz-target"], LABELS))


def test_functions_need_all_grants_of_the_spec_and_no_others(
    world: Cloud, run: Run, valuation: dict[str, Any], web: Web, table: Table
) -> None:
    s3 = world.clients["s3"]
    world.calls.clear()
    put_card(table, valuation)
    name = "".join(letter for letter in f"Card {uuid4().hex}{uuid4().hex}" if not letter.isdigit())
    s3.put_object(Bucket=BUCKET, Key=valuation["imageKey"], Body=saved(card(1)))
    add_sample(s3, name, card(1))
    price_sources(web)
    web.answers |= {"/model/": Said(judges(0.9)), "/": rekognition(name)}
    web.answers = dict(reversed(web.answers.items()))
    engines = {"AWS_ENDPOINT_URL_BEDROCK_RUNTIME": web.url, "AWS_ENDPOINT_URL_REKOGNITION": web.url}
    others = engines | addresses(web)
    found = valuation | {"features": run("rekognition_extract", valuation, **others).answer}
    for agent in ("pricing_agent", "authenticity_agent"):
        assert run(agent, found, **others).error is None
    run("aggregator", valuation | {"agents": findings()})
    run("error_handler", failed(valuation))
    run("valuation_recorder", updated(valuation))
    run("review_worker", batch(flagged(valuation)))
    run("value_analytics", {})

    granted = {
        (function, action)
        for function in FUNCTIONS
        for grant in SPEC["functions"][function].get("grants", [])
        for action in grant["allow"]
    }
    needed = {(function, action) for function, call in world.calls for action in GRANTED_AS.get(call, {call})}
    assert granted == needed
