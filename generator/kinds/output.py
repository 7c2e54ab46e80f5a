"""Outputs: what an environment's root tells to people, pipelines and other systems."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope


class Output(Fact):
    """One output. publish: name of the Systems Manager parameter under which other systems find it."""

    key: str
    value: str
    description: str
    feature: str
    sensitive: bool
    publish: str | None


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Output:
    """Build an output from `{value: ..., publish: ...}`."""
    publish = entry.get("publish")
    return Output(
        key=scope.key,
        value=scope.at("value").text(entry["value"]),
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        sensitive=entry.get("sensitive", False),
        publish=None if publish is None else scope.at("publish").text(publish),
    )
