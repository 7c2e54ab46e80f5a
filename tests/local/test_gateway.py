"""What the AWS endpoint answers before or instead of what stands behind it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config

from generator.local import fixtures
from generator.local.aws_needs import Place
from generator.local.fault_targets import Targets, targets
from generator.local.faults import Faults
from generator.local.gateway import Gateway
from generator.local.journal import Journal
from generator.local.principals import principals
from generator.local.substrate import Request, Response, Substrate
from generator.local.values import Values
from generator.model import Stack
from tests.local.stacks import stack_of

SIGNED = "AWS4-HMAC-SHA256 Credential=local/20261127/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0"
PRESIGNING = """
buckets: {receipts: {}}
functions:
  f:
    handler: handlers.f.app:handler
    environment: {BUCKET: "${buckets.receipts.name}"}
    grants: [{allow: [s3:GetObject], resource: buckets.receipts, presigned_for: 5m}]
"""


def gateway(stack: Stack) -> Gateway:
    place = Place("us-east-1", "111111111111")
    signers = principals(stack, Values({}))
    return Gateway(stack, place, Path(), signers, Substrate(place.region), Faults(Targets()), Journal())


def test_a_fault_of_the_engine_is_answered_as_aws_answers_its_own_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("dictionary changed size during iteration")

    monkeypatch.setattr(Substrate, "ask", broken)
    headers = {
        "authorization": SIGNED,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "AWSStepFunctions.ListStateMachines",
    }
    answer = gateway(stack_of("{}")).answer(Request("POST", "/", "", headers, b"{}"))
    body = json.loads(answer.body)
    assert 500 == answer.status
    assert body["__type"].endswith("InternalFailure")
    assert "RuntimeError: dictionary changed size during iteration" in body["message"]
    assert "states:ListStateMachines failed" in caplog.text


@pytest.mark.parametrize(("minutes", "status"), [(4, 200), (6, 403)])
def test_a_presigned_url_that_is_older_than_its_grant_says_is_refused(
    monkeypatch: pytest.MonkeyPatch, minutes: int, status: int
) -> None:
    monkeypatch.setattr(Substrate, "ask", lambda *_: Response(200))
    signed_at = (datetime.now(UTC) - timedelta(minutes=minutes)).replace(tzinfo=None)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: signed_at)
    stack = stack_of(PRESIGNING)
    endpoint = gateway(stack)
    signer = endpoint.principals.of("functions", "f")
    client = boto3.client(
        "s3", endpoint_url="http://127.0.0.1", region_name="us-east-1", aws_access_key_id=signer.access_key,
        aws_secret_access_key=signer.secret_key, config=Config(signature_version="s3v4"),
    )  # fmt: skip
    named = {"Bucket": stack.buckets["receipts"].name, "Key": "a.pdf"}
    url = urlsplit(client.generate_presigned_url("get_object", Params=named, ExpiresIn=3600))
    answer = endpoint.answer(Request("GET", url.path, url.query, {"host": url.netloc}))
    assert status == answer.status, answer.body


def test_the_functions_own_call_is_not_asked_for_its_age(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Substrate, "ask", lambda *_: Response(200))
    stack = stack_of(PRESIGNING)
    endpoint = gateway(stack)
    key = endpoint.principals.of("functions", "f").access_key
    headers = {"authorization": SIGNED.replace("local/", f"{key}/").replace("states", "s3"), "host": "127.0.0.1"}
    assert 200 == endpoint.answer(Request("GET", f"/{stack.buckets['receipts'].name}/a.pdf", "", headers)).status


PAYING = """
functions:
  f:
    handler: handlers.f.app:handler
    environment: {PAY_URL: "https://pay.example.com/v1", DOCS_URL: "https://docs.example.com"}
buses: {domain: {rules: {paid: {pattern: {source: [pay]}, targets: [functions.f]}}}}
schedules: {nightly: {every: 1d, target: functions.f}}
"""


def test_the_sites_that_have_fixtures_are_targets_of_faults_beside_what_the_spec_declares(tmp_path: Path) -> None:
    (tmp_path / "handlers/f/fixtures/pay.example.com").mkdir(parents=True)
    stack = stack_of(PAYING)
    function = stack.functions["f"]
    sites = fixtures.sites(function.environment, function, tmp_path)
    expected = ("functions.f", "rules.paid", "schedules.nightly", "sites.pay.example.com")
    assert expected == targets(stack, sites).known


def test_a_site_answers_with_the_status_that_a_fault_gives_its_answer() -> None:
    endpoint = gateway(stack_of(PAYING))
    endpoint.faults.targets = Targets(("sites.pay.example.com",))
    endpoint.faults.ask({"target": "sites.pay.example.com", "answer": {"error": "declined"}, "status": 402})
    answer = endpoint.answer(Request("POST", "/_sites/f/pay.example.com/v1/charges", "", {}))
    assert (402, {"error": "declined"}) == (answer.status, json.loads(answer.body))


def test_a_call_of_aws_answers_with_the_status_that_a_fault_gives_its_answer() -> None:
    endpoint = gateway(stack_of("{}"))
    endpoint.faults.ask({"target": "states:ListStateMachines", "answer": {"stateMachines": []}, "status": 202})
    headers = {"authorization": SIGNED, "x-amz-target": "AWSStepFunctions.ListStateMachines"}
    answer = endpoint.answer(Request("POST", "/", "", headers, b"{}"))
    assert (202, {"stateMachines": []}) == (answer.status, json.loads(answer.body))
