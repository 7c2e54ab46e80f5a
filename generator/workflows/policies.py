"""Retry and catch policies that states of a workflow call by name, as retriers and catchers of the States Language."""

from collections.abc import Mapping
from typing import Any

from generator.diagnostics import did_you_mean
from generator.facts import replace
from generator.scope import Scope
from generator.workflows import order, texts

_RETRIER = {
    "errors": "ErrorEquals",
    "interval": "IntervalSeconds",
    "attempts": "MaxAttempts",
    "backoff": "BackoffRate",
    "max_delay": "MaxDelaySeconds",
    "jitter": "JitterStrategy",
}
_CATCHER = {
    "errors": "ErrorEquals",
    "next": "Next",
    "result_path": "ResultPath",
    "output": "Output",
    "assign": "Assign",
}

# The longest waits of a retrier in seconds (AWS Step Functions guide).
_LONGEST = {"interval": 99_999_999, "max_delay": 31_622_400}


def retriers(entry: Mapping[str, Any], workflow: Mapping[str, Any], scope: Scope) -> list[dict[str, Any]]:
    """Return the retriers of a state: each by its policy's name, or written out."""
    declared = workflow.get("retries") or {}
    found = (_called(item, "retries", declared, scope.at("retry", index)) for index, item in enumerate(entry["retry"]))
    return [_translated(policy, _RETRIER, place) for policy, place in found]


def catchers(entry: Mapping[str, Any], workflow: Mapping[str, Any], scope: Scope) -> list[dict[str, Any]]:
    """Return the catchers of a state: each by its policy's name, or written out."""
    declared = workflow.get("catches") or {}
    found = (_called(item, "catches", declared, scope.at("catch", index)) for index, item in enumerate(entry["catch"]))
    return [_translated(policy, _CATCHER, place) for policy, place in found]


def _called(item: Any, section: str, declared: Mapping[str, Any], scope: Scope) -> tuple[Mapping[str, Any], Scope]:
    """Return a policy and the place where it is written."""
    if not isinstance(item, str):
        return item, scope
    if item in declared:
        return declared[item], replace(scope, path=(*scope.path[:2], section, item))
    near = did_you_mean(item, declared) or f"; declared here: {', '.join(sorted(declared)) or 'none'}"
    scope.problem(f'"{item}" is not declared in the workflow\'s {section}{near}', "dangling-reference")
    return {}, scope


def _translated(policy: Mapping[str, Any], words: Mapping[str, str], scope: Scope) -> dict[str, Any]:
    fields = {}
    for key, value in policy.items():
        if key in _LONGEST:
            fields[words[key]] = scope.at(key).seconds(value, 1, _LONGEST[key])
        else:
            fields[words.get(key, key)] = texts.ordered(value, scope.at(key))
    return order.fields(fields)
