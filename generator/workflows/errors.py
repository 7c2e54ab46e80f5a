"""The errors that states can raise.

Source: Handling errors in Step Functions workflows, AWS Step Functions Developer Guide (November 2026).
"""

from collections.abc import Mapping
from typing import Any

from generator.workflows.paths import nested
from generator.workflows.tasks import called_function

RESERVED = frozenset({
    "States.ALL", "States.BranchFailed", "States.DataLimitExceeded", "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout", "States.Http.Socket", "States.IntrinsicFailure", "States.ItemReaderFailed",
    "States.NoChoiceMatched", "States.ParameterPathFailure", "States.Permissions", "States.QueryEvaluationError",
    "States.ResultPathMatchFailure", "States.ResultWriterFailed", "States.Runtime", "States.TaskFailed", "States.Timeout",
})  # fmt: skip


def raised(state: Mapping[str, Any], declared: Mapping[str, frozenset[str] | None]) -> frozenset[str] | None:
    """Return the names, beside AWS's own, of the errors that a state can raise; None where nobody says.

    declared: what each function raises, by its ARN.
    """
    match state.get("Type"):
        case "Task":
            return declared.get(called_function(state))
        case "Fail":
            return frozenset({state["Error"]}) if "Error" in state else None if "ErrorPath" in state else frozenset()
        case _:
            inner = [raised(one, declared) for machine in nested(state) for one in machine.get("States", {}).values()]
            return None if None in inner else frozenset[str]().union(*(names for names in inner if names))
