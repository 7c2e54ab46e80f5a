"""The faults that a stack's workflow names: each error of each Retry, once and for ever."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.kinds.workflow import Workflow
from generator.model import Stack

# What a handler fails with that nobody has foreseen: only `States.TaskFailed` stands for it.
UNFORESEEN = "Unforeseen"
_THROTTLED = "Lambda.TooManyRequestsException"


@dataclass(frozen=True, slots=True)
class Case:
    """One fault in one task. error: as its Retry names it. attempts: how often it is retried at most.

    forever: it does not go away. before: the error that leads to a task which only a Catch leads to, in the first task.
    """

    state: str
    function: str
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
        return "" if self.error.startswith("Lambda.") or self.error == "States.Timeout" else "Errors"

    @property
    def shown(self) -> str:
        """The error as the history of an execution has it."""
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
        own = f"functions.{self.function}"
        match self.error:
            case "States.Timeout":
                delay = {"target": "lambda:Invoke", "delay_s": self.timeout_s + 2}
                return delay | {"holding": [text, self.function_name]}
            case "States.TaskFailed":
                return {"target": own, "error": self.shown}
            case error if error == _THROTTLED:
                return {"target": own, "error": error.removeprefix("Lambda.")}
            case error if error.startswith("Lambda."):
                refused = {"target": "lambda:Invoke", "error": error.removeprefix("Lambda."), "status": 500}
                return refused | {"holding": [text, self.function_name]}
            case error:
                return {"target": own, "error": error}


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
    key = _function(stack, state)
    for retrier in state["Retry"]:
        if not forever and not retrier["MaxAttempts"]:
            continue
        for error in retrier["ErrorEquals"]:
            yield Case(
                name, key, stack.functions[key].name, error, retrier["MaxAttempts"], state["TimeoutSeconds"], forever, before
            )  # fmt: skip


def _function(stack: Stack, state: Mapping[str, Any]) -> str:
    return next(key for key, one in stack.functions.items() if one.thing.arn == state["Resource"])


def _before(
    stack: Stack, workflow: Workflow, name: str, tasks: list[tuple[str, Mapping[str, Any]]]
) -> Mapping[str, str]:
    """Return what fails first where only a Catch leads to a task: the first task, with an error that is not retried."""
    caught = {catcher["Next"] for _, state in _states(workflow.definition) for catcher in state.get("Catch", ())}
    if name not in caught:
        return {}
    first = tasks[0][1]
    error = next(retrier["ErrorEquals"][0] for retrier in first["Retry"] if not retrier["MaxAttempts"])
    return {f"functions.{_function(stack, first)}": error}
