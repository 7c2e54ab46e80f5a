"""Each grant of the reference system dropped, added, or put on another resource: the audit says so."""

from collections.abc import Iterator
from functools import cache
from types import MappingProxyType
from typing import Any

import pytest

from generator import model
from generator.audit.audit import Code, code, compare
from generator.diagnostics import Diagnostic, Severity
from generator.pipeline import Compiled, compile_spec
from tests.tools import ROOT

# The grants whose need does not show in the code: where an inference profile sends calls, and the keys that users' images have.
UNSEEN = {
    ("authenticity_agent", 2, "bedrock:InvokeModel"),
    ("authenticity_agent", 3, "bedrock:InvokeModel"),
    ("authenticity_agent", 4, "s3:GetObject"),
}
OTHERS = {
    "tables": "tables.others",
    "buckets": "buckets.others",
    "queues": "queues.others",
    "buses": "buses.others",
    "secrets": "secrets.others",
    "workflows": "workflows.others",
}
# An action that no function takes.
SPARE = {
    "dynamodb": "BatchGetItem",
    "events": "DescribeEventBus",
    "s3": "PutObjectTagging",
    "secretsmanager": "DescribeSecret",
    "sqs": "PurgeQueue",
    "states": "DescribeStateMachine",
}


@cache
def reference() -> Compiled:
    return compile_spec(ROOT / "collectiq.yaml")


def spec() -> dict[str, Any]:
    data = reference().source.data
    assert data
    return data


@cache
def handlers() -> Code:
    found = reference().model
    assert found
    return code(found, ROOT)


def grants() -> Iterator[tuple[str, int, str]]:
    """Yield every action of every grant: the function, the grant's number, the action."""
    for function, entry in spec()["functions"].items():
        for number, grant in enumerate(entry.get("grants", ())):
            for action in grant["allow"]:
                yield function, number, action


def resource(planted: tuple[str, int, str]) -> str:
    function, number, _ = planted
    return str(spec()["functions"][function]["grants"][number]["resource"])


GRANTS = tuple(grants())
OWN = tuple(one for one in GRANTS if resource(one).partition(".")[0] in OTHERS)


def audited(function: str, changed: list[Any]) -> list[Diagnostic]:
    """Return what the audit says of one function of the reference system with other grants."""
    data = spec()
    entry = {**data["functions"][function], "grants": changed}
    more: dict[str, dict[str, Any]] = {
        "tables": {"others": {"key": {"partition": "id"}}},
        "workflows": {"others": {"states": {"Done": {"Type": "Succeed"}}}},
    }
    kept = {name: data[name] for name in ("version", "system", "environments", "defaults")}
    things = {section: {**data.get(section, {}), **more.get(section, {"others": {}})} for section in OTHERS}
    workflows = {name: {"states": {"Done": {"Type": "Succeed"}}} for name in things["workflows"]}
    changed_spec = {**kept, **things, "workflows": workflows, "functions": {function: entry}}
    built, _ = model.build(changed_spec, "collectiq.yaml", MappingProxyType({}))
    return compare(built, handlers()).problems()


def own(function: str) -> list[dict[str, Any]]:
    return [dict(grant) for grant in spec()["functions"][function]["grants"]]


def rules(found: list[Diagnostic], action: str) -> set[str]:
    return {one.rule for one in found if one.severity is Severity.ERROR and action in one.message}


def notes(found: list[Diagnostic]) -> set[str]:
    return {one.message for one in found if one.severity is Severity.NOTE}


def name(one: Any) -> str:
    return str(one).replace(":", " ")


def test_the_reference_system_audits_clean() -> None:
    found = reference().model
    assert found
    assert [] == [one.message for one in compare(found, handlers()).problems() if one.severity is Severity.ERROR]


@pytest.mark.parametrize("planted", GRANTS, ids=name)
def test_a_grant_that_is_dropped_is_missing(planted: tuple[str, int, str]) -> None:
    function, number, action = planted
    changed = own(function)
    changed[number]["allow"] = [one for one in changed[number]["allow"] if one != action]
    found = audited(function, [grant for grant in changed if grant["allow"]])
    if planted in UNSEEN:
        assert any("not known" in note for note in notes(found))
    else:
        assert {"missing-grant"} == rules(found, action)


@pytest.mark.parametrize("planted", OWN, ids=name)
def test_a_grant_on_another_resource_is_told_with_both(planted: tuple[str, int, str]) -> None:
    function, number, action = planted
    changed = own(function)
    right = changed[number]
    section = right["resource"].partition(".")[0]
    wrong = {"allow": [action], "resource": OTHERS[section]}
    changed[number] = {**right, "allow": [one for one in right["allow"] if one != action]}
    found = audited(function, [*(grant for grant in changed if grant["allow"]), wrong])
    # The users' own images are not told from others, so their grant only shows as idle where it is now.
    expected = {"unused-grant"} if planted in UNSEEN else {"grant-on-wrong-resource"}
    assert expected == rules(found, action)


@pytest.mark.parametrize("planted", OWN, ids=name)
def test_a_grant_that_nothing_uses_is_told(planted: tuple[str, int, str]) -> None:
    function, _, action = planted
    spare = f"{action.partition(':')[0]}:{SPARE[action.partition(':')[0]]}"
    added = {"allow": [spare], "resource": resource(planted).partition(".indexes")[0]}
    assert {"unused-grant"} == rules(audited(function, [*own(function), added]), spare)
