"""`collectiq smoke`: what has to work is tried as a user of its own, who is gone afterwards; against moto and a server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner, Result

from generator.cli import app
from generator.operate import smoke as running
from tests.operate.systems import REGION, SPEC, Answers, Server, about, project, server, user_pool, users

HEALTH = "health: {description: It is up., request: GET /health}"
EMPTY = "empty: {request: GET /orders, as: auth.clients.tests, expect: {body: {orders: []}}}"
COGNITO = f"https://cognito-idp.{REGION}.amazonaws.com"
UP: Answers = {("GET", "/health"): (200, {}), ("GET", "/orders"): (200, {"orders": []})}


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(running, "_PAUSE_S", 0.0)
    with mock_aws():
        yield


def smoke(spec: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["smoke", "--spec", str(spec), *words])


def in_dev(folder: Path, tests: str, answers: Answers, *words: str) -> tuple[Result, Server]:
    """Run tests against a system on this machine, whose user pool is moto's."""
    with server(answers) as here:
        answers[("GET", "/_dev/about")] = 200, {**about(here.url), "aws_url": COGNITO}
        return smoke(project(folder, tests), "--url", here.url, *words), here


def on_aws(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tests: str, answers: Answers, *words: str, text: str = SPEC
) -> tuple[Result, Server]:
    """Run tests against dev on AWS, whose API and Amplify are a server on this machine."""
    with server(answers) as here:
        answers[("GET", "/v2/apis")] = 200, {"items": [{"name": "shop-dev", "apiEndpoint": here.url}]}
        monkeypatch.setenv("AWS_ENDPOINT_URL_APIGATEWAYV2", here.url)
        monkeypatch.setenv("AWS_ENDPOINT_URL_AMPLIFY", here.url)
        return smoke(project(folder, tests, text), "--env", "dev", *words), here


def rows(answer: Result) -> list[list[str]]:
    """Return test and outcome of each row of the table."""
    return [line.split()[:2] for line in answer.stdout.splitlines()[1:]]


def test_what_works_passes_and_is_a_table(tmp_path: Path) -> None:
    user_pool()
    answer, here = in_dev(tmp_path, f"{EMPTY}, {HEALTH}", dict(UP))
    assert (0, [["empty", "passed"], ["health", "passed"]]) == (answer.exit_code, rows(answer)), answer.stderr
    assert "2 smoke tests ran, none failed." in answer.stderr
    [asked] = [one for one in here.asked if one[1] == "/orders"]
    assert asked[2].startswith("Bearer ey")


@pytest.mark.parametrize("sign_in_with", ["[email]", "[username, email]"])
def test_the_user_is_gone_afterwards(sign_in_with: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = user_pool(by_email=sign_in_with == "[email]")
    text = SPEC.replace("auth:\n", f"auth:\n  sign_in_with: {sign_in_with}\n", 1)
    answer, _ = on_aws(monkeypatch, tmp_path, EMPTY, dict(UP), text=text)
    assert (0, []) == (answer.exit_code, users(pool)), answer.stderr


def test_the_user_is_gone_after_a_failure_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = user_pool()
    answer, _ = on_aws(monkeypatch, tmp_path, EMPTY, {("GET", "/orders"): (500, b"")})
    assert (1, []) == (answer.exit_code, users(pool)), answer.stderr


def test_the_user_is_gone_after_ctrl_c_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = user_pool()
    seen: list[list[str]] = []

    def interrupt(_seconds: float) -> None:
        seen.append(users(pool))
        raise KeyboardInterrupt

    monkeypatch.setattr("generator.commands.smoke.sleep", interrupt)
    answer, _ = on_aws(monkeypatch, tmp_path, EMPTY, {("GET", "/orders"): (500, b"")})
    assert [1] == [len(some) for some in seen]
    assert (True, []) == (answer.exit_code != 0, users(pool))


def test_a_client_with_a_secret_proves_that_it_is_the_client(tmp_path: Path) -> None:
    user_pool()
    answer, _ = in_dev(tmp_path, EMPTY.replace("clients.tests", "clients.partner"), dict(UP))
    assert 0 == answer.exit_code, answer.stdout


@pytest.mark.parametrize(
    ("expect", "given", "words"),
    [
        ("{status: 201}", (500, b"out of\n  order"), "answered 500 instead of 201: out of order"),
        ("{has: [a, b]}", (200, {"b": 1}), 'the answer has no "a"'),
        ("{has: [a]}", (200, [1]), 'the answer has no "a"'),
        ("{has: [a]}", (200, b"<html>"), "the answer is not JSON: <html>"),
        ("{body: {a: 1}}", (200, {"a": 2}), 'the answer is {"a": 2} instead of {"a": 1}'),
    ],
)
def test_a_wrong_answer_fails_and_is_shown(expect: str, given: Any, words: str, tmp_path: Path) -> None:
    answer, _ = in_dev(tmp_path, f"a: {{request: GET /health, expect: {expect}}}", {("GET", "/health"): given})
    assert (1, [["a", "failed"]]) == (answer.exit_code, rows(answer))
    assert answer.stdout.splitlines()[1].endswith(words)


def test_a_deployed_system_gets_a_few_tries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = {("GET", "/health"): (503, b"")}
    local, once = in_dev(tmp_path, HEALTH, dict(failing))
    deployed, often = on_aws(monkeypatch, tmp_path, HEALTH, dict(failing))
    asked = [[one[1] for one in here.asked].count("/health") for here in (once, often)]
    assert (1, 1, [1, 5]) == (local.exit_code, deployed.exit_code, asked)


def test_an_api_that_does_not_answer_fails(tmp_path: Path) -> None:
    with server({}) as gone:
        url = gone.url
    with server({}) as here:
        here.answers[("GET", "/_dev/about")] = 200, {**about(here.url), "api_url": url}
        answer = smoke(project(tmp_path, HEALTH), "--url", here.url)
    assert (1, True) == (answer.exit_code, f"no answer from {url}/health" in answer.stdout)


def test_what_is_not_on_this_machine_is_skipped(tmp_path: Path) -> None:
    text = SPEC + "frontends: {web: {repository: r, build: {build: [make], output: out}}}\n"
    tests = "a: {frontend: frontends.web}, b: {hosted_sign_in: auth.clients.web}"
    with server({}) as here:
        here.answers[("GET", "/_dev/about")] = 200, about(here.url)
        answer = smoke(project(tmp_path, tests, text), "--url", here.url)
    assert (0, [["a", "skipped"], ["b", "skipped"]]) == (answer.exit_code, rows(answer)), answer.stderr


@pytest.mark.parametrize(
    ("jobs", "code", "words"),
    [
        (["SUCCEED", "FAILED"], 0, ""),
        (["RUNNING", "SUCCEED"], 0, ""),
        (["PENDING", "FAILED", "SUCCEED"], 1, "build 1 of main ended as FAILED"),
        (["RUNNING"], 1, 'the branch "main" has no finished build'),
        ([], 1, 'the branch "main" has no finished build'),
    ],
)
def test_the_last_build_that_ended_has_to_be_good(
    jobs: list[str], code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = SPEC + "frontends: {web: {branch: main, repository: r, build: {build: [make], output: out}}}\n"
    answers: Answers = {
        ("GET", "/apps"): (200, {"apps": [{"appId": "d1", "name": "shop-dev-web"}]}),
        ("GET", "/apps/d1/branches/main/jobs"): (
            200,
            {"jobSummaries": [{"jobId": str(number), "status": status} for number, status in enumerate(jobs)]},
        ),
    }
    answer, _ = on_aws(monkeypatch, tmp_path, "a: {frontend: frontends.web}", answers, text=text)
    assert (code, True) == (answer.exit_code, words in answer.stdout), answer.stdout


@pytest.mark.parametrize(("status", "code"), [(200, 0), (302, 1)])
def test_the_sign_in_page_is_asked_for_as_the_application_does(
    status: int, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = user_pool()
    with server({("GET", "/login"): (status, b"")}, secure=tmp_path) as page:
        monkeypatch.setenv("SSL_CERT_FILE", str(page.trusted))
        domain = f'{{name: "{page.url.removeprefix("https://")}", certificate: arn}}'
        text = SPEC.replace("auth:\n", f"auth:\n  domain: {domain}\n", 1)
        answer, _ = on_aws(monkeypatch, tmp_path, "a: {hosted_sign_in: auth.clients.web}", {}, text=text)
    [(_, path, _)] = page.asked
    cognito = boto3.client("cognito-idp", region_name=REGION)
    clients = cognito.list_user_pool_clients(UserPoolId=pool, MaxResults=60)["UserPoolClients"]
    [client_id] = [one["ClientId"] for one in clients if one["ClientName"] == "shop-dev-web"]
    asked = {
        "client_id": [client_id],
        "response_type": ["code"],
        "scope": ["openid email"],
        "redirect_uri": ["https://shop.example.com/back"],
    }
    assert (code, asked) == (answer.exit_code, parse_qs(path.partition("?")[2])), answer.stdout


def test_junit_has_a_case_for_each_test(tmp_path: Path) -> None:
    file = tmp_path / "smoke.xml"
    in_dev(tmp_path, f"{HEALTH}, b: {{request: POST /orders}}", dict(UP), "--junit", str(file))
    root = ET.fromstring(file.read_bytes())
    assert {"tests": "2", "failures": "1", "skipped": "0"} == {
        key: root.attrib[key] for key in root.attrib if key != "time"
    }
    cases = [(case.attrib["name"], [child.tag for child in case]) for case in root.iter("testcase")]
    assert [("b", ["failure"]), ("health", [])] == cases


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"system": "other"}, 'runs the system "other", and SPEC describes "shop"'),
        ({"environment": "test"}, 'runs the environment "test", which SPEC does not declare'),
    ],
)
def test_another_system_is_not_tried(facts: dict[str, str], words: str, tmp_path: Path) -> None:
    with server({}) as here:
        here.answers[("GET", "/_dev/about")] = 200, about(here.url, **facts)
        answer = smoke(project(tmp_path, HEALTH), "--url", here.url)
    expected = f"at {here.url} {words}\n".replace("SPEC", str(tmp_path / "collectiq.yaml"))
    assert (3, expected) == (answer.exit_code, answer.stderr)


def test_where_nothing_answers_the_way_out_is_said(tmp_path: Path) -> None:
    spec = project(tmp_path, HEALTH)
    with server({("GET", "/_dev/about"): (200, b"hello")}) as here:
        other = smoke(spec, "--url", here.url)
    gone = smoke(spec, "--url", here.url)
    way_out = "start it with collectiq dev, name where it answers: --url URL, or a deployed environment: --env ENV\n"
    assert (3, f"what answers at {here.url} is not collectiq dev; {way_out}") == (other.exit_code, other.stderr)
    assert (3, f"nothing answers at {here.url}; {way_out}") == (gone.exit_code, gone.stderr)


def test_what_is_not_deployed_fails_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, _ = on_aws(monkeypatch, tmp_path, EMPTY, {})
    assert (1, 'there is no user pool "shop-dev" in us-east-1; deploy dev first') == (
        answer.exit_code,
        answer.stdout.splitlines()[1].split(maxsplit=3)[3],
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--env", "dve"], 'collectiq.yaml; did you mean "dev"?'),
        (["--env", "dev", "--url", "http://127.0.0.1:1"], "give one of them"),
    ],
)
def test_wrong_use_is_told(words: list[str], message: str, tmp_path: Path) -> None:
    answer = smoke(project(tmp_path, HEALTH), *words)
    assert (2, True) == (answer.exit_code, message in answer.stderr), answer.stderr


def test_a_spec_without_smoke_tests_says_so(tmp_path: Path) -> None:
    answer, _ = in_dev(tmp_path, "", {})
    assert (0, True) == (answer.exit_code, "has no smoke_tests, so nothing was tried" in answer.stderr)


def test_two_pools_of_one_name_are_not_guessed_between(tmp_path: Path) -> None:
    pools = [user_pool(), user_pool()]
    answer, _ = in_dev(tmp_path, EMPTY, dict(UP))
    assert (1, True) == (answer.exit_code, all(pool in answer.stdout for pool in pools))
    boto3.client("cognito-idp", region_name=REGION).delete_user_pool(UserPoolId=pools[0])
