"""Every part of the output leads back to its entry of the spec."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator import source
from generator.targets.sources import SOURCES
from generator.verify import sources
from generator.verify.plan import Plan
from tests.conftest import PLANNING
from tests.systems import SYSTEMS, rendered, write


def read(name: str, folder: Path) -> sources.Sources:
    return sources.read(write(rendered(name), folder))


def entry(spec: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        spec = spec[step]
    return spec


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_map_names_entries_that_the_spec_or_an_environment_of_it_has(name: str, tmp_path: Path) -> None:
    spec, _ = source.read(SYSTEMS[name])
    assert isinstance(spec.data, dict)
    trees = [spec.data, *spec.data["environments"].values(), *(spec.data.get("phases") or {}).values()]
    found = read(name, tmp_path)
    pointers = {one for entries in found.modules.values() for one in entries.values()} | set(found.files.values())
    for pointer in pointers:
        section = pointer.split("/")[1]
        assert any(section in tree for tree in trees), pointer


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ('module.lambda_fn.aws_iam_role.this["cards_create"]', ("functions", "cards_create")),
        ('module.lambda_fn.aws_lambda_permission.this["GET /cards/{id}"]', ("routes", "GET /cards/{id}")),
        ('module.api_gateway_http.aws_apigatewayv2_route.this["GET /cards/{id}"]', ("routes", "GET /cards/{id}")),
        ("module.api_gateway_http.aws_apigatewayv2_stage.default", ("api",)),
        ("module.sqs_queues.aws_sqs_queue.this", ("queues",)),
        (
            'module.eventbridge_bus.aws_cloudwatch_event_target.this["domain.valuation_updated/functions.valuation_recorder"]',
            ("buses", "domain", "rules", "valuation_updated"),
        ),
        ('module.event_sources.aws_lambda_event_source_mapping.queues["review_worker reviews"]', ("functions", "review_worker")),
        ('module.alarms.aws_cloudwatch_metric_alarm.this["function_duration.aggregator"]', ("alarms", "function_duration")),
        ('module.notifications.aws_sns_topic_subscription.this["critical-https-1"]', ("notifications", "critical")),
        ('module.kms.aws_kms_key.this["logs"]', ()),
        ("aws_s3_bucket.own", ()),
    ],
)  # fmt: skip
def test_a_resource_leads_to_its_entry(address: str, path: tuple[str, ...], tmp_path: Path) -> None:
    assert path == read("reference", tmp_path).of_resource(address)


def test_a_definition_leads_to_its_workflow(tmp_path: Path) -> None:
    found = read("reference", tmp_path)
    assert ("workflows", "valuation") == found.of_file("state_machines/dev/valuation.asl.json")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"modules": 1, "files": {}}'])
def test_a_map_that_is_none_leads_to_the_whole_spec(text: str, tmp_path: Path) -> None:
    (tmp_path / SOURCES).write_text(text, encoding="utf-8")
    assert () == sources.read(tmp_path).of_resource('module.lambda_fn.aws_iam_role.this["cards_create"]')


def test_the_map_holds_no_place_that_an_edit_elsewhere_would_move() -> None:
    text = rendered("reference")[SOURCES]
    values = [value for part in json.loads(text).values() for one in part.values() for value in (one.values() if isinstance(one, dict) else [one])]  # fmt: skip
    assert all(value.startswith("/") and not any(step.isdigit() for step in value.split("/")) for value in values)


@pytest.mark.slow
@pytest.mark.terraform
@pytest.mark.xdist_group(PLANNING)
def test_what_stands_under_a_key_of_the_spec_leads_there(
    planned_root: Callable[[str, str], Plan], tmp_path: Path
) -> None:
    found = read("reference", tmp_path)
    lost = {
        address.split('["')[0]
        for address in planned_root("reference", "prod").resources
        if '["' in address and not found.of_resource(address)
    }
    assert {"module.kms.aws_kms_alias.this", "module.kms.aws_kms_key.this"} == lost
