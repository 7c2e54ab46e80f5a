"""The faults that a stack's workflow names: each error of each Retry, once and for ever."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.kinds.workflow import Workflow
from generator.model import Stack
from generator.workflows.actions import integration

# What a handler fails with that nobody has foreseen: only `States.TaskFailed` stands for it.
UNFORESEEN = "Unforeseen"
_THROTTLED = "Lambda.TooManyRequestsException"
# What the engine on this machine calls an answer of SQS that is an error.
_REFUSED = "SQS.SdkClientException"


@dataclass(frozen=True, slots=True)
class Case:
    """One fault in one task. error: as its Retry names it. attempts: how often it is retried at most.

    target: what the task calls, `functions.KEY` or an operation of AWS. function_name: empty where it calls no function.
    forever: it does not go away. before: the errors that lead to a task which only a Catch leads to, by what they hit.
    """

    state: str
    target: str
    function_name: str
    error: str
    attempts: int
    timeout_s: int
    forever: bool
    before: Mapping[str, str]

    @property
    def counted(self) -> str:
        """The metric of AWS/Lambda that tells of it; empty where none does."""
        if self.error == _THROTTLED:
            return "Throttles"
        if not self.function_name:
            return ""
        return "" if self.error.startswith("Lambda.") or self.error == "States.Timeout" else "Errors"

    @property
    def shown(self) -> str:
        """The error as the history of an execution has it."""
        if not self.function_name:
            return _REFUSED
        return UNFORESEEN if self.error == "States.TaskFailed" else self.error

    def asked(self, text: str) -> list[dict[str, Any]]:
        """Return the faults to ask for, which hit the execution whose input has a text."""
        found = [
            {"target": target, "error": error, "holding": [text], "times": None}
            for target, error in self.before.items()
        ]
        times = None if self.forever else 1
        return [*found, {"holding": [text], "times": times} | self._struck(text)]

    def _struck(self, text: str) -> dict[str, Any]:
        if not self.function_name:
            return {"target": self.target, "error": "ServiceUnavailable", "status": 503}
        match self.error:
            case "States.Timeout":
                delay = {"target": "lambda:Invoke", "delay_s": self.timeout_s + 2}
                return delay | {"holding": [text, self.function_name]}
            case "States.TaskFailed":
                return {"target": self.target, "error": self.shown}
            case error if error == _THROTTLED:
                return {"target": self.target, "error": error.removeprefix("Lambda.")}
            case error if error.startswith("Lambda."):
                refused = {"target": "lambda:Invoke", "error": error.removeprefix("Lambda."), "status": 500}
                return refused | {"holding": [text, self.function_name]}
            case error:
                return {"target": self.target, "error": error}


def waves(stack: Stack, workflow: Workflow) -> list[list[Case]]:
    """Return the cases that run at once: those of one task that go away, and those that do not; the longest first."""
    tasks = list(_tasks(workflow.definition))
    found = [
        wave
        for name, state in tasks
        for forever in (False, True)
        if (wave := list(_cases(stack, name, state, _before(stack, workflow, name, tasks), forever=forever)))
    ]
    return sorted(found, key=lambda wave: -wave[0].timeout_s * (1 + wave[0].forever))


def order(workflow: Workflow) -> list[str]:
    """Return the names of all states, as the definition has them."""
    return [name for name, _ in _states(workflow.definition)]


def _states(machine: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, state in machine["States"].items():
        yield name, state
        for branch in state.get("Branches", ()):
            yield from _states(branch)


def _tasks(machine: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((name, state) for name, state in _states(machine) if state["Type"] == "Task")


def _cases(
    stack: Stack, name: str, state: Mapping[str, Any], before: Mapping[str, str], *, forever: bool
) -> Iterator[Case]:
    target, function_name = _called(stack, state)
    for retrier in state["Retry"]:
        if not forever and not retrier["MaxAttempts"]:
            continue
        for error in retrier["ErrorEquals"]:
            yield Case(
                name, target, function_name, error, retrier["MaxAttempts"], state["TimeoutSeconds"], forever, before
            )  # fmt: skip


def _called(stack: Stack, state: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a task calls, and the name of the function, where it is one."""
    for key, function in stack.functions.items():
        if function.thing.arn == state["Resource"]:
            return f"functions.{key}", function.name
    found = integration(state["Resource"])
    assert found is not None, state["Resource"]
    return found.operation, ""


def _before(
    stack: Stack, workflow: Workflow, name: str, tasks: list[tuple[str, Mapping[str, Any]]]
) -> Mapping[str, str]:
    """Return what fails first where only a Catch leads to a task: the first task that it catches, and what leads there."""
    by_name = dict(tasks)
    caught = [one for one, state in tasks if any(name == catcher["Next"] for catcher in state.get("Catch", ()))]
    if not caught:
        return {}
    state = by_name[caught[0]]
    target, _ = _called(stack, state)
    hopeless = [retrier["ErrorEquals"][0] for retrier in state["Retry"] if not retrier["MaxAttempts"]]
    error = hopeless[0] if hopeless else UNFORESEEN
    return {**_before(stack, workflow, caught[0], tasks), target: error}
