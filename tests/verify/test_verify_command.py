"""`collectiq verify` as a person runs it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from generator.cli import app
from tests.conftest import NOT_MADE, absent
from tests.systems import SYSTEMS, rendered, write
from tests.tools import tool
from tests.verify.todos import PERMISSION, POLICY, ROUTE, plan


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The starter with its output, and no tool within reach."""
    (tmp_path / "collectiq.yaml").write_text(SYSTEMS["starter"].read_text(encoding="utf-8"), encoding="utf-8")
    write(rendered("starter"), tmp_path / "generated")
    return tmp_path


@pytest.fixture
def bare(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(project))
    return project


def verify(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["verify", "--spec", str(folder / "collectiq.yaml"), *words])


def of_plan(folder: Path, text: str) -> Result:
    (folder / "plan.json").write_text(text, encoding="utf-8")
    return verify(folder, "--plan", str(folder / "plan.json"))


def test_a_sound_plan_is_ok(project: Path) -> None:
    answer = of_plan(project, plan())
    assert (0, "ok       wiring: plan.json: 4 requests allowed\n", "") == (
        answer.exit_code,
        answer.stdout,
        answer.stderr,
    )


def test_a_missing_permission_is_told_at_the_routes_line(project: Path) -> None:
    answer = of_plan(project, plan(PERMISSION))
    line = SYSTEMS["starter"].read_text(encoding="utf-8").splitlines().index("  GET /healthz: {function: healthz, auth: none, reason: Health check; answers a constant., description: Say that the API is up.}") + 1  # fmt: skip
    assert 1 == answer.exit_code
    assert "found    wiring: plan.json: 3 requests allowed, 1 wrong" in answer.stdout
    assert f'collectiq.yaml:{line}:3: error: route "GET /healthz" calls its function, but no policy of' in answer.stdout
    assert "lets apigateway.amazonaws.com do lambda:InvokeFunction" in answer.stdout
    assert f"({ROUTE}) [unwired-edge]" in answer.stdout


def test_a_missing_grant_is_told_at_the_functions_line(project: Path) -> None:
    answer = of_plan(project, plan(POLICY))
    assert (
        'lambda function "todos-dev-healthz" writes its log, but the role todos-dev-fn-healthz may not' in answer.stdout
    )
    assert "|   healthz:" in answer.stdout


def test_what_only_the_apply_can_tell_is_said_and_no_problem(project: Path) -> None:
    answer = of_plan(project, plan(unknown={POLICY: {"policy": True}}))
    assert 0 == answer.exit_code
    assert 'not known before the apply: lambda function "todos-dev-healthz" writes its log' in answer.stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no", "cannot be used: it is no JSON"),
        ("[]", 'cannot be used: it is no plan: "terraform show -json PLAN" prints one'),
        ('{"resource_changes": []}', "cannot be used: its AWS provider says no account or no region"),
    ],
)
def test_what_is_no_plan_is_wrong_use(project: Path, text: str, message: str) -> None:
    answer = of_plan(project, text)
    assert 2 == answer.exit_code
    assert message in answer.stderr


def test_a_plan_that_is_not_there_is_wrong_use(project: Path) -> None:
    answer = verify(project, "--plan", "absent.json")
    assert (2, "absent.json cannot be read: No such file or directory\n") == (answer.exit_code, answer.stderr)


def test_what_is_skipped_is_said_with_its_reason(bare: Path) -> None:
    answer = verify(bare)
    assert 0 == answer.exit_code
    assert answer.stdout.splitlines() == [
        "ok       files: all of the Terraform",
        "skipped  format: terraform is not installed",
        "skipped  validate: terraform is not installed",
        "skipped  plan: terraform is not installed",
        "skipped  wiring: terraform is not installed",
        "ok       statelint: 0 state machines",
        "skipped  checkov: checkov is not installed: pipx install checkov",
    ]


def test_a_broken_definition_is_told_at_its_workflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "collectiq.yaml").write_text(SYSTEMS["reference"].read_text(encoding="utf-8"), encoding="utf-8")
    out = write(rendered("reference"), tmp_path / "generated")
    definition = out / "state_machines/dev/valuation.asl.json"
    definition.write_text(definition.read_text(encoding="utf-8").replace('"Next": "Agents"', '"Next": "Agent"'))
    answer = verify(tmp_path)
    assert 1 == answer.exit_code
    assert "error: state_machines/dev/valuation.asl.json: " in answer.stdout
    assert "|   valuation:" in answer.stdout


@pytest.mark.slow
def test_what_checkov_advises_is_a_warning_at_its_entry(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = tool("checkov", "checkov") or absent("checkov", NOT_MADE)
    (project / "checkov").symlink_to(command)
    monkeypatch.setenv("PATH", f"{project}:/usr/bin:/bin")
    answer = verify(project)
    assert 0 == answer.exit_code
    assert "CKV_AWS_309); or say under exceptions: why not [checkov]" in answer.stdout
    assert "|   GET /healthz:" in answer.stdout


def test_an_environment_that_is_not_declared_is_wrong_use(project: Path) -> None:
    answer = verify(project, "--env", "prd")
    assert (2, True) == (answer.exit_code, 'environment "prd" is not declared' in answer.stderr)
    assert 'did you mean "prod"?' in answer.stderr


def test_without_output_the_answer_is_no_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "collectiq.yaml").write_text(SYSTEMS["starter"].read_text(encoding="utf-8"), encoding="utf-8")
    answer = verify(tmp_path)
    assert 1 == answer.exit_code
    assert "run collectiq generate first" in answer.stderr


def test_quiet_prints_problems_only(bare: Path) -> None:
    answer = verify(bare, "--quiet")
    assert (0, "", "") == (answer.exit_code, answer.stdout, answer.stderr)
