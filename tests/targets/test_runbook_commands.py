"""Our own commands in the runbooks: each is run, with placeholders and all, as far as its policy."""

import json
import shlex

import pytest
from typer.testing import CliRunner, Result

from generator.cli import app
from generator.pipeline import compile_spec
from tests.tools import ROOT


def ours() -> list[str]:
    """Return the commands of ours on the pages of every environment."""
    model = compile_spec(ROOT / "collectiq.yaml").model
    assert model
    return sorted(
        shlex.join(words)
        for stack in model.stacks
        for runbook in stack.runbooks.values()
        for step in runbook.steps
        for words in step.commands
        if words[0] == "collectiq" and words[1] != "generate"
    )


def run(line: str) -> Result:
    return CliRunner().invoke(app, [*shlex.split(line)[1:], "--permissions", "--spec", str(ROOT / "collectiq.yaml")])


@pytest.mark.parametrize("line", dict.fromkeys(ours()))
def test_a_command_of_a_page_can_be_run(line: str) -> None:
    answer = run(line)
    assert (0, "2012-10-17") == (answer.exit_code, json.loads(answer.stdout)["Version"]), answer.stderr


def test_the_pages_name_every_command_that_shortens_a_procedure() -> None:
    assert {"drift", "redrive", "replay", "rollback", "rotate", "status"} == {line.split()[1] for line in ours()}


@pytest.mark.parametrize(
    "line", ["collectiq redriev", "collectiq rotate begin x --env dev", "collectiq rollback --evn dev"]
)
def test_a_wrong_command_would_be_found(line: str) -> None:
    assert 2 == run(line).exit_code


def test_the_replay_of_executions_is_for_the_type_that_keeps_a_history() -> None:
    replayed = {
        line.partition("--env ")[2].split()[0] for line in ours() if line.startswith("collectiq replay executions")
    }
    assert {"dev"} == replayed  # prod is Express
