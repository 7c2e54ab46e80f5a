"""`collectiq rotate`: at every moment there is a valid key, and the old one goes after a day; against moto."""

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from typer.testing import CliRunner, Result

from generator.cli import app
from tests.operate.aws import REGION, Aws, Refusal

SPEC = """
version: 1
system: {name: shop}
environments:
  dev: {regions: [us-east-1], account: "123456789012"}
functions:
  pay: {handler: "pay.app:handler", grants: [{allow: [secretsmanager:GetSecretValue], resource: secrets.partner}]}
secrets: {partner: {description: Key of a partner.}}
"""
NAME = "shop/dev/partner"


@pytest.fixture
def secret(aws: Aws) -> Aws:
    """A secret with a key."""
    boto3.client("secretsmanager", region_name=REGION).create_secret(Name=NAME, SecretString="old")
    return aws


def run(folder: Path, *words: str, given: str | None = None) -> Result:
    spec = folder / "collectiq.yaml"
    spec.write_text(SPEC)
    command = ["rotate", *words, "--env", "dev", "--spec", str(spec), "--format", "json"]
    return CliRunner().invoke(app, command, input=given)


def value(stage: str) -> str:
    found = boto3.client("secretsmanager", region_name=REGION).get_secret_value(SecretId=NAME, VersionStage=stage)
    return str(found["SecretString"])


def stages() -> set[str]:
    found = boto3.client("secretsmanager", region_name=REGION).describe_secret(SecretId=NAME)["VersionIdsToStages"]
    return {stage for held in found.values() for stage in held}


class Terminal(io.StringIO):
    """A standard input that somebody sits at."""

    def isatty(self) -> bool:
        return True


def at_a_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch, typed: str) -> int:
    """Start a rotation, with these answers to what is asked, and return the exit code."""
    spec = folder / "collectiq.yaml"
    spec.write_text(SPEC)
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    monkeypatch.setattr("getpass.getpass", lambda *_words, **_rest: "typed")
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda *_words, **_rest: "typed")
    with pytest.raises(SystemExit) as ended:
        app(["rotate", "start", "partner", "--env", "dev", "--spec", str(spec)])
    return int(str(ended.value.code))


def test_the_new_key_is_current_and_the_old_one_is_kept(secret: Aws, tmp_path: Path) -> None:
    answer = run(tmp_path, "start", "partner", "--yes", given="new\n")
    assert (0, "new", "old") == (answer.exit_code, value("AWSCURRENT"), value("AWSPREVIOUS")), answer.stderr
    assert {"AWSCURRENT", "AWSPREVIOUS"} == stages()
    assert "new" not in answer.stderr.replace("the new key", "").replace("The new key", "")


def test_a_key_is_stored_before_it_is_current(secret: Aws, tmp_path: Path) -> None:
    secret.answers["secretsmanager.UpdateSecretVersionStage"] = Refusal("InternalServiceError")
    assert 3 == run(tmp_path, "start", "partner", "--yes", given="new").exit_code
    assert ("old", "new") == (value("AWSCURRENT"), value("AWSPENDING"))
    del secret.answers["secretsmanager.UpdateSecretVersionStage"]
    assert 0 == run(tmp_path, "start", "partner", "--yes", given="new").exit_code
    assert ("new", {"AWSCURRENT", "AWSPREVIOUS"}) == (value("AWSCURRENT"), stages())


def test_a_key_that_does_not_work_never_becomes_current(
    secret: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 1 == at_a_terminal(tmp_path, monkeypatch, "n\n")
    assert ("old", "typed") == (value("AWSCURRENT"), value("AWSPENDING"))


def test_a_key_that_waits_already_can_be_gone_on_with(
    secret: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = boto3.client("secretsmanager", region_name=REGION)
    client.put_secret_value(SecretId=NAME, SecretString="waiting", VersionStages=["AWSPENDING"])
    assert 0 == at_a_terminal(tmp_path, monkeypatch, "y\ny\n")
    assert "waiting" == value("AWSCURRENT")


def test_a_key_from_standard_input_takes_consent(secret: Aws, tmp_path: Path) -> None:
    answer = run(tmp_path, "start", "partner", given="new")
    assert (2, {"AWSCURRENT"}) == (answer.exit_code, stages())
    assert "agree with --yes" in answer.stderr


@pytest.mark.parametrize("given", ["", "\n", "  \n"])
def test_an_empty_key_is_refused(given: str, secret: Aws, tmp_path: Path) -> None:
    answer = run(tmp_path, "start", "partner", "--yes", given=given)
    assert (2, "the new key is empty; nothing was changed\n", {"AWSCURRENT"}) == (
        answer.exit_code,
        answer.stderr,
        stages(),
    )


def test_a_key_is_never_a_word_of_the_command() -> None:
    answer = CliRunner().invoke(app, ["rotate", "start", "partner", "the-key", "--env", "dev"])
    assert (2, True) == (answer.exit_code, "unexpected extra argument" in answer.stderr)


def described(hours: float, **further: list[str]) -> dict[str, Any]:
    """Return what AWS says of a secret that was changed so many hours ago."""
    now = datetime.now(UTC)
    versions = {"a" * 32: ["AWSCURRENT"], "b" * 32: ["AWSPREVIOUS"], **further}
    return {"CreatedDate": now, "LastChangedDate": now - timedelta(hours=hours), "VersionIdsToStages": versions}


@pytest.mark.parametrize(
    ("hours", "versions", "words"),
    [
        (23.9, {}, "was changed less than 24 hours ago; finish in 0 h 6 min"),
        (30, {"c": ["AWSPENDING"]}, "waits as AWSPENDING"),
        (30, {"b" * 32: ["AWSNONE"]}, "has no key before the current one"),
    ],
)
def test_a_rotation_is_not_finished_too_early(
    hours: float, versions: dict[str, list[str]], words: str, secret: Aws, tmp_path: Path
) -> None:
    secret.answers["secretsmanager.DescribeSecret"] = described(hours, **versions)
    answer = run(tmp_path, "finish", "partner", "--yes")
    assert (1, True) == (answer.exit_code, words in answer.stderr), answer.stderr
    assert [] == secret.asked("secretsmanager.UpdateSecretVersionStage")


def test_after_a_day_the_old_key_goes(secret: Aws, tmp_path: Path) -> None:
    secret.answers["secretsmanager.DescribeSecret"] = described(24.1)
    secret.answers["secretsmanager.UpdateSecretVersionStage"] = {}
    answer = run(tmp_path, "finish", "partner")
    assert 0 == answer.exit_code, answer.stderr
    expected = {"SecretId": NAME, "VersionStage": "AWSPREVIOUS", "RemoveFromVersionId": "b" * 32}
    assert [expected] == secret.asked("secretsmanager.UpdateSecretVersionStage")


def test_a_dry_run_asks_for_no_key(secret: Aws, tmp_path: Path) -> None:
    answer = run(tmp_path, "start", "partner", "--dry-run", given="new")
    [row] = json.loads(answer.stdout)
    assert (0, "a new key would become current") == (answer.exit_code, row["outcome"])
    assert {"AWSCURRENT"} == stages()
