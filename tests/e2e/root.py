"""A Terraform root in a copy of the output, with the real Terraform and the engine in AWS's place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from tests.e2e.engine import Engine
from tests.tools import run, succeeded, terraform_environment


@dataclass(frozen=True, slots=True)
class Root:
    """variables: those that the spec gives no value."""

    folder: Path
    engine: Engine
    variables: Mapping[str, str]

    def init(self, **backend: str) -> None:
        """Link the provider and the modules; backend: settings that the root leaves out, or that only the engine needs."""
        options = [f"-backend-config={name}={value}" for name, value in backend.items()]
        succeeded(self._run("init", *options))

    def apply(self) -> int:
        """Apply, and return how many resources were made."""
        events = self._events("apply", "-auto-approve")
        summaries = [event["changes"] for event in events if event["type"] == "change_summary"]
        [added] = [int(summary["add"]) for summary in summaries if summary["operation"] == "apply"]
        return added

    def planned(self) -> set[tuple[str, str]]:
        """Return what a plan would change: type of resource, and action."""
        events = self._events("plan")
        changes = [event["change"] for event in events if event["type"] == "planned_change"]
        return {(change["resource"]["resource_type"], change["action"]) for change in changes}

    def outputs(self) -> dict[str, Any]:
        """Return the outputs' values by name."""
        return {name: one["value"] for name, one in json.loads(succeeded(self._run("output", "-json"))).items()}

    def destroy(self) -> None:
        """Remove all of it."""
        self._events("destroy", "-auto-approve")

    def state(self) -> list[str]:
        """Return the addresses of what Terraform knows of."""
        return succeeded(self._run("state", "list")).split()

    def _events(self, *words: str) -> list[dict[str, Any]]:
        """Return what Terraform says of a run, one event each; a problem fails with its words."""
        answer = self._run(*words, "-json")
        events = [json.loads(line) for line in answer.stdout.splitlines()]
        problems = [event["diagnostic"] for event in events if event["type"] == "diagnostic"]
        errors = [problem for problem in problems if problem["severity"] == "error"]
        told = [f"{error.get('address', '')}: {error['summary']}: {error['detail']}" for error in errors]
        assert answer.returncode == 0, "\n".join(told) or answer.stderr
        return events

    def _run(self, command: str, *options: str) -> CompletedProcess[str]:
        values = {f"TF_VAR_{name}": value for name, value in self.variables.items()}
        environment = self.engine.environment(terraform_environment()) | values
        inputs = () if command in ("output", "state") else ("-input=false",)
        return run(["terraform", command, *options, *inputs], cwd=self.folder, environment=environment)
