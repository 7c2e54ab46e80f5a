"""An execution's history, read as the states that were entered."""

from datetime import UTC, datetime
from typing import Any

from generator.local.console.executions import Visit, visits

AT = datetime(2026, 1, 1, tzinfo=UTC)


def history(*events: tuple[str, int, dict[str, str]]) -> list[dict[str, Any]]:
    """Return events of a history: each its type, the number of the event before it, and its details."""
    made = []
    for number, (kind, before, details) in enumerate(events, 1):
        event = {"id": number, "previousEventId": before, "type": kind, "timestamp": AT}
        if kind.endswith("StateEntered"):
            event["stateEnteredEventDetails"] = details
        elif kind.endswith("StateExited"):
            event["stateExitedEventDetails"] = details
        elif details:
            event["lambdaFunctionFailedEventDetails"] = details
        made.append(event)
    return made


def summary(found: list[Visit]) -> list[tuple[str, str, int, str]]:
    return [(one.name, one.status, one.tries, one.error) for one in found]


TRY: tuple[str, int, dict[str, str]] = ("LambdaFunctionScheduled", 1, {})
FAILURE = ("LambdaFunctionFailed", 2, {"error": "Broken", "cause": "why"})
ENTERED = ("TaskStateEntered", 0, {"name": "A", "input": "{}"})


def test_a_state_that_worked_at_the_second_try_succeeded() -> None:
    events = history(
        ENTERED, TRY, FAILURE, TRY, ("LambdaFunctionSucceeded", 4, {}), ("TaskStateExited", 5, {"name": "A"}),
        ("ExecutionSucceeded", 6, {}),
    )  # fmt: skip
    assert [("A", "succeeded", 2, "Broken")] == summary(visits(events, ended=True))


def test_a_failure_that_was_caught_is_told_from_one_that_ended_all() -> None:
    caught = history(ENTERED, TRY, FAILURE, ("TaskStateExited", 3, {"name": "A"}))
    assert [("A", "caught", 1, "Broken")] == summary(visits(caught, ended=False))
    final = history(ENTERED, TRY, FAILURE, ("ExecutionFailed", 3, {"error": "Broken"}))
    assert [("A", "failed", 1, "Broken")] == summary(visits(final, ended=True))


def test_a_branch_that_fails_fails_the_state_around_it() -> None:
    events = history(
        ("ParallelStateEntered", 0, {"name": "All"}), ("ParallelStateStarted", 1, {}), ("TaskStateEntered", 2, {"name": "A"}),
        ("LambdaFunctionScheduled", 3, {}), ("LambdaFunctionFailed", 4, {"error": "Broken"}), ("ParallelStateFailed", 5, {}),
        ("ParallelStateExited", 6, {"name": "All"}),
    )  # fmt: skip
    assert [("All", "caught", 0, ""), ("A", "failed", 1, "Broken")] == summary(visits(events, ended=True))


def test_what_is_still_inside_a_running_execution_is_running() -> None:
    assert [("A", "running", 1, "")] == summary(visits(history(ENTERED, TRY), ended=False))
