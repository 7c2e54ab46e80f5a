"""Imports: things that another system owns, found by ARN or through a Systems Manager parameter."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.scope import Scope, Thing


@dataclass(frozen=True, slots=True)
class Import:
    """One thing of another system. ssm: the parameter that holds its ARN or name, None where the ARN is in the spec."""

    thing: Thing
    kind: str
    description: str
    ssm: str | None

    @property
    def key(self) -> str:
        return self.thing.key


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Import:
    """Build an import from `{kind: bus, ssm: ...}` or `{kind: queue, arn: ...}`."""
    if ("ssm" in entry) == ("arn" in entry):
        scope.problem('an import says where it is found: either "arn" or "ssm"', "missing-key")
    ssm = entry.get("ssm")
    return Import(scope.this, entry["kind"], entry.get("description", ""), scope.at("ssm").text(ssm) if ssm else None)
