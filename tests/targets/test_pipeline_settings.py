"""The checklist of what GitHub has to be told: it names all that the workflows and the roles rely on."""

import re
from pathlib import PurePosixPath

import pytest

from generator.pipeline import compile_spec
from generator.targets import pipeline_tools
from tests import specs
from tests.tools import ROOT

SPEC = """
version: 1
system: {name: shop, repository: example/shop}
environments:
  dev: {regions: [us-east-1], branch: develop}
  live: {regions: [us-east-1], account: "444455556666", approval: true}
access: {leads: {environments: [live], role: deploy, approves: [live], members: [ann@example.com]}}
terraform: {variables: {github-token: {sensitive: true, description: Reads the repository.}, team: {description: A team.}}}
functions: {pay: {handler: "pay.app:handler"}}
pipelines:
  infrastructure: {kind: infrastructure, install: "./tools/collectiq.whl[aws]"}
  backend: {kind: backend, install: "./tools/collectiq.whl[aws]", paths: ["handlers/**"]}
"""


def page(spec: str = SPEC) -> str:
    return specs.compiled(spec).rendered()[PurePosixPath("docs/pipelines.md")]


def part(text: str, heading: str) -> str:
    return text.partition(f"\n### {heading}\n")[2].partition("\n### ")[0]


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    compiled = compile_spec(ROOT / "collectiq.yaml")
    assert compiled.model
    return {str(path): text for path, text in compiled.rendered().items()}


def test_every_secret_and_variable_of_the_workflows_is_on_the_page(reference: dict[str, str]) -> None:
    workflows = "".join(text for path, text in reference.items() if path.startswith(".github/workflows"))
    named = set(re.findall(r"(?:secrets|vars)\.(\w+)", workflows))
    assert {"PLAN_KEY", "INFRACOST_API_KEY", "TF_VAR_GITHUB_TOKEN"} <= named
    assert set() == {name for name in named if f"`{name}`" not in reference["docs/pipelines.md"].replace("\\_", "_")}


def test_every_environment_of_a_job_is_on_the_page(reference: dict[str, str]) -> None:
    workflows = "".join(text for path, text in reference.items() if path.startswith(".github/workflows"))
    named = set(re.findall(r'^    environment: "(.+)"$', workflows, re.MULTILINE))
    assert {"dev", "dev-plan", "prod", "prod-plan"} == named
    assert set() == {name for name in named if f"\n### {name}\n" not in reference["docs/pipelines.md"]}


def test_every_action_that_may_run_is_on_the_page() -> None:
    text = page()
    assert set() == {name for name, (_, commit) in pipeline_tools.ACTIONS.items() if f"{name}@{commit}" not in text}


def test_an_environment_that_needs_approval_names_who_gives_it() -> None:
    live = part(page(), "live")
    assert "Required reviewers: the team leads (ann@example.com)." in live
    assert "prevent self-review" in live
    assert "reviewers" not in part(page(), "dev")


def test_what_the_spec_leaves_open_is_asked_for() -> None:
    dev = part(page(), "dev").replace("\\_", "_")
    assert "Variable `AWS_ACCOUNT_ID`" in dev
    assert "Secret `TF_VAR_GITHUB_TOKEN`: Reads the repository." in dev
    assert "Variable `TF_VAR_TEAM`: A team." in dev
    assert "AWS_ACCOUNT_ID" not in part(page(), "live").replace("\\_", "_")


def test_a_check_that_a_filter_may_leave_out_is_not_required() -> None:
    main = part(page(), "main")
    assert "Required check: checks, of the workflow infrastructure." in main
    assert "Not required: checks, of the workflow backend." in main


def test_without_pipelines_there_is_no_page() -> None:
    spec = SPEC[: SPEC.index("pipelines:")]
    assert PurePosixPath("docs/pipelines.md") not in specs.compiled(spec).rendered()


def test_what_jobs_install_as_the_compiler_is_on_the_page_once_with_the_workflows_that_do() -> None:
    [line] = [line for line in page().splitlines() if "collectiq.whl" in line]
    assert "- [ ] backend, infrastructure: ./tools/collectiq.whl[aws]" == line.replace("\\", "")


def test_a_frontend_installs_no_compiler() -> None:
    spec = SPEC[: SPEC.index("pipelines:")] + "pipelines: {site: {kind: frontend}}\n"
    assert ([], "## The compiler" in page(spec)) == (specs.errors(spec), False)
