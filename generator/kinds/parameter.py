"""Parameters: values in Systems Manager that everybody in the account may read; secrets are another kind."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope, Thing


class Parameter(Fact):
    """One parameter in one stack. value: the text, or a list of texts. tier: `standard`, `advanced`, `intelligent_tiering`."""

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    value: str | tuple[str, ...]
    tier: str
    allowed_pattern: str | None

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Parameter:
    """Build a parameter from its entry."""
    return Parameter(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=entry.get("tags", {}),
        value=_value(entry["value"], scope.at("value")),
        tier=entry.get("tier", "standard"),
        allowed_pattern=entry.get("allowed_pattern"),
    )


def _value(given: str | list[str], scope: Scope) -> str | tuple[str, ...]:
    if isinstance(given, str):
        return scope.text(given)
    return tuple(scope.at(index).text(text) for index, text in enumerate(given))
