"""The workflows: what may act in them, which role each job takes, and that GitHub would read them."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.pipeline import compile_spec
from generator.targets import pipeline_tools
from generator.targets.pipeline_roles import roles
from tests import specs
from tests.tools import ROOT

SHOP = """
version: 1
system: {name: shop, repository: example/shop}
environments:
  dev: {regions: [us-east-1], branch: develop}
  live-eu:
    regions: [eu-west-1, us-east-1]
    account: "444455556666"
    approval: true
    set:
      defaults: {functions: {deployment: {strategy: canary, percent: 10, minutes: 10}}}
      frontends: {web-app: {automatic_builds: false}}
  trial: {regions: [us-east-1], account: "777788889999", ephemeral: true}
api: {description: TEXT}
routes:
  ANY /pay/{id}: {function: pay, auth: none, reason: A test.}
functions:
  pay: {handler: "pay.app:handler"}
frontends:
  web-app: {repository: "https://github.com/example/shop", access_token: "${variables.github_token}", build: {build: [make], output: out}}
terraform:
  variables: {github_token: {sensitive: true, description: TEXT}, team: {description: A team.}}
smoke_tests:
  answers: {request: POST /pay/PATH, headers: {x-text: RESOLVED}, body: {text: TEXT}, expect: {status: 201}}
  built: {frontend: frontends.web-app}
outputs:
  url: {value: "${api.url}", description: TEXT}
pipelines:
  infra-structure: {kind: infrastructure, description: TEXT, paths: ["infra/**"], install: TEXT}
  backend: {kind: backend, install: TEXT, description: TEXT, checks: [make lint, "pytest && echo ${HOME}"]}
  frontend: {kind: frontend, description: TEXT}
  drift: {kind: drift, install: TEXT, description: TEXT}
  trial: {kind: environment, install: TEXT, description: TEXT, environment: trial, cron: "0 3 * * 1"}
"""
HOSTILE = (
    "${{ github.token }}",
    "${{ '",
    "\"'; echo ${{ secrets.PLAN_KEY }} #",
    "x\n\non:\n  push:\u2028jobs: {}",
    "a }} ${{ toJSON(secrets) }} {{ b }} {% c %}",
    "- run: |\u202e`id` $(id)",
)
SYSTEMS = ("reference", "plain", *HOSTILE)
# What GitHub lets a workflow do for a system that takes no text of a spec for an expression.
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
WORDS = re.compile(
    r" (secrets\.(PLAN_KEY|INFRACOST_API_KEY|TF_VAR_\w+)|vars\.(AWS_ACCOUNT_ID|TF_VAR_\w+)|runner\.temp|github\.(token|workflow)|"
    r"github\.event\.pull_request\.number \|\| github\.run_id|(steps|needs)\.[\w-]+\.outputs\.\w+|'\$\{\{') "
)


@cache
def files(system: str) -> dict[str, str]:
    """Return what lies beside the spec: of the reference, or of the shop with a text wherever a person writes one."""
    if system == "reference":
        compiled = compile_spec(ROOT / "collectiq.yaml")
    else:
        path = json.dumps(f"POST /pay/{''.join(system.split())}")
        said = (
            SHOP.replace("POST /pay/PATH", path)
            .replace("TEXT", json.dumps(system))
            .replace("RESOLVED", json.dumps(system.replace("${", "$${")))
        )
        compiled = specs.compiled(said)
    assert compiled.model, [problem.message for problem in compiled.diagnostics]
    return {
        str(path): text
        for path, text in compiled.rendered().items()
        if str(path).startswith((".github", ".pre", ".tfl", ".checkov", "infracost"))
    }


def workflows(system: str) -> dict[str, Any]:
    found = files(system).items()
    return {Path(path).stem: yaml.safe_load(text) for path, text in found if path.startswith(".github/workflows/")}


def jobs(system: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, workflow in workflows(system).items():
        for job, content in workflow["jobs"].items():
            yield f"{name}.{job}", content


def steps(system: str) -> list[dict[str, Any]]:
    return [step for _, job in jobs(system) for step in job["steps"]]


def written(system: str, folder: Path) -> list[Path]:
    paths = []
    for path, text in files(system).items():
        if path.startswith(".github/workflows/"):
            (folder / Path(path).name).write_text(text)
            paths.append(folder / Path(path).name)
    return paths


def test_every_pipeline_is_a_workflow() -> None:
    assert {"infra-structure", "backend", "frontend", "drift", "trial"} == set(workflows("plain"))
    assert {"infrastructure", "backend", "frontend", "drift"} <= set(workflows("reference"))


@pytest.mark.parametrize("system", SYSTEMS)
def test_github_reads_the_workflows(system: str, actionlint: Callable[[list[Path]], list[str]], tmp_path: Path) -> None:
    assert [] == actionlint(written(system, tmp_path))


@pytest.mark.parametrize("system", ["reference", "plain"])
def test_the_workflows_are_of_the_published_shape(
    system: str, workflow_schema: Callable[[list[Path]], str], tmp_path: Path
) -> None:
    assert "" == workflow_schema(written(system, tmp_path))


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_command_holds_an_expression(system: str) -> None:
    commands = [step.get("run", "") + step.get("with", {}).get("script", "") for step in steps(system)]
    assert any(commands)
    assert [] == [command for command in commands if "${{" in command]


@pytest.mark.parametrize("system", HOSTILE)
def test_a_text_of_the_spec_is_never_an_expression(system: str) -> None:
    text = "\n".join(json.dumps(workflow, ensure_ascii=False) for workflow in workflows(system).values())
    assert [] == [found for found in EXPRESSION.findall(text) if not WORDS.fullmatch(found)]
    assert all(text.startswith("# Generated by collectiq") for text in files(system).values())


@pytest.mark.parametrize("system", HOSTILE)
def test_a_text_of_the_spec_changes_no_command(system: str) -> None:
    assert [step.get("run") for step in steps(system)] == [step.get("run") for step in steps("plain")]
    assert [job.keys() for _, job in jobs(system)] == [job.keys() for _, job in jobs("plain")]


def test_a_text_reaches_its_command_as_it_was_written() -> None:
    text = "a }} ${{ toJSON(secrets) }} {{ b }} {% c %}"
    [install, *_] = [
        step["env"]["COMPILER"]
        for step in steps(text)
        if "COMPILER" in step.get("env", {}) and "${{" in step["env"]["COMPILER"]
    ]
    assert text == install.replace("${{ '${{' }}", "${{")


@pytest.mark.parametrize("system", ["reference", "plain"])
def test_every_action_is_pinned_by_a_commit_of_the_list(system: str) -> None:
    pins = {f"{name}@{commit} # {tag}" for name, (tag, commit) in pipeline_tools.ACTIONS.items()}
    used = {found for text in files(system).values() for found in re.findall(r"uses: (.*)", text)}
    assert set() == used - pins
    assert all(re.fullmatch("[0-9a-f]{40}", commit) for _, commit in pipeline_tools.ACTIONS.values())


@pytest.mark.parametrize("system", ["reference", "plain"])
def test_a_job_takes_only_roles_that_trust_its_environment(system: str) -> None:
    compiled = (
        compile_spec(ROOT / "collectiq.yaml") if system == "reference" else specs.compiled(SHOP.replace("PATH", "1"))
    )
    assert compiled.model
    trusted = {
        stack.names.pipeline_role(role.purpose): role.jobs
        for stack in compiled.model.stacks
        for role in roles([one for one in compiled.model.stacks if one.names.environment == stack.names.environment])
    }
    taken = {
        (step["with"]["role-to-assume"].partition(":role/")[2], job.get("environment"))
        for _, job in jobs(system)
        for step in job["steps"]
        if "role-to-assume" in step.get("with", {})
    }
    assert taken
    assert set() == taken - set(trusted.items())


@pytest.mark.parametrize("system", ["reference", "plain"])
def test_a_workflow_may_nothing_and_a_job_only_what_it_needs(system: str) -> None:
    assert all({} == workflow["permissions"] for workflow in workflows(system).values())
    for name, job in jobs(system):
        writes = {right for right, level in job["permissions"].items() if level == "write"}
        takes_a_role = any("role-to-assume" in step.get("with", {}) for step in job["steps"])
        assert takes_a_role == ("id-token" in writes), name
        assert writes <= {"id-token", "pull-requests", "issues"}, name
        assert "timeout-minutes" in job, name


def test_what_follows_an_approval_is_one_job() -> None:
    approved = [name for name, job in jobs("plain") if job.get("environment") == "live-eu"]
    assert ["backend.apply_live-eu", "frontend.build_live-eu", "infra-structure.apply_live-eu"] == approved
    job = workflows("plain")["backend"]["jobs"]["apply_live-eu"]
    assert "plan_live-eu" == job["needs"]
    assert "github.event_name == 'push' && github.ref == 'refs/heads/main'" == job["if"]
    assert {"group": "apply-live-eu", "cancel-in-progress": False} == job["concurrency"]


def test_an_ephemeral_environment_is_applied_by_its_own_pipeline_alone() -> None:
    named = {name for name, job in jobs("plain") if job.get("environment", "").startswith("trial")}
    assert {"trial.try_trial"} == named
    last = workflows("plain")["trial"]["jobs"]["try_trial"]["steps"][-1]
    assert ("Destroy trial", "always()") == (last["name"], last["if"])


@pytest.mark.parametrize("system", ["reference", "plain"])
def test_every_command_is_a_bash_script(system: str) -> None:
    for command in {step["run"] for step in steps(system) if "run" in step}:
        answer = subprocess.run(["bash", "-n"], input=command, text=True, capture_output=True, check=False)
        assert (0, "") == (answer.returncode, answer.stderr), command


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("repository: example/shop", "title: Shop", "pipeline-without-repository"),
        ("environment: trial", "environment: dev", "environment-to-stay"),
        ("make lint", "'make ${{ github.token }}'", "schema"),
        ("branch: develop", "branch: \"x' || true || '\"", "schema"),
    ],
)
def test_what_cannot_be_safe_is_refused(before: str, after: str, rule: str) -> None:
    result = specs.compiled(SHOP.replace("PATH", "1").replace(before, after, 1))
    assert result.model is None
    assert rule == "schema" or rule in {problem.rule for problem in result.diagnostics}


@pytest.mark.parametrize(
    ("required", "version"),
    [
        (">= 1.11", "1.11.4"),
        (">= 1.12, < 2.0", "1.12.0"),
        ("~> 1.13", "1.13.0"),
        ("= 1.14.2", "1.14.2"),
        ("< 2.0", "1.11.4"),
    ],
)
def test_all_jobs_run_one_version_of_terraform(required: str, version: str) -> None:
    assert version == pipeline_tools.terraform_version(required)


@pytest.mark.parametrize(
    ("tool", "version"), [("checkov", pipeline_tools.CHECKOV), ("terraform-compliance", pipeline_tools.COMPLIANCE)]
)
def test_a_checker_is_the_one_that_the_output_is_tested_with(tool: str, version: str) -> None:
    assert f"{tool}=={version} " in (ROOT / "requirements" / f"{tool}.txt").read_text()


def test_hooks_run_the_checks_of_the_pipeline_before_a_commit() -> None:
    config = yaml.safe_load(files("plain")[".pre-commit-config.yaml"])
    hooks = [hook["id"] for repository in config["repos"] for hook in repository["hooks"]]
    assert {"collectiq", "terraform-fmt", "terraform-validate-live-eu-us-east-1", "tflint", "checkov"} <= set(hooks)
    assert {"local"} == {repository["repo"] for repository in config["repos"]}


def test_the_checkers_are_told_what_the_pipelines_tell_them() -> None:
    checkov, infracost = (yaml.safe_load(files("plain")[name]) for name in (".checkov.yaml", "infracost.yml"))
    assert {"framework": ["terraform"], "skip-download": True, "compact": True, "quiet": True} == checkov
    roots = {"dev", "live-eu", "live-eu-us-east-1"}  # and nothing that is destroyed again
    assert roots == {project["name"] for project in infracost["projects"]}
    assert {f"generated/terraform/envs/{name}" for name in roots} == {one["path"] for one in infracost["projects"]}
    commands = "".join(step.get("run", "") for step in steps("plain"))
    assert "--config-file .checkov.yaml" in commands
    assert "--config-file infracost.yml" in commands


def test_a_system_without_pipelines_has_no_file_beside_the_spec() -> None:
    result = specs.compiled("version: 1\nsystem: {name: shop}\nenvironments: {dev: {regions: [us-east-1]}}\n")
    assert [] == [
        path
        for path in result.rendered()
        if str(path).startswith((".github", ".pre", ".tflint", ".checkov", "infracost"))
    ]
