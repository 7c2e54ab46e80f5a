"""Secrets: what is kept in Secrets Manager. Values never pass through the spec or Terraform."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope, Thing

_DAY, _HOUR = 86400, 3600


class Rotation(Fact):
    """The function that makes a new value, and when. schedule: as AWS writes it. window_hours: None for AWS's default."""

    function: Thing
    schedule: str
    window_hours: int | None


class Secret(Fact):
    """One secret in one stack.

    encryption: `aws_managed` or `customer`. recovery_days: 7-30, or 0 to delete at once.
    replicas: further regions in which its value can be read. example: what a value looks like, with which local runs start.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    encryption: str
    recovery_days: int
    rotation: Rotation | None
    replicas: tuple[str, ...]
    example: str

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Secret:
    """Build a secret from its entry, defaults merged in."""
    protected = scope.environment.get("protect_data", False) or entry.get("retain", False)
    rotation = entry.get("rotation")
    return Secret(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=entry.get("tags", {}),
        encryption=entry.get("encryption", "aws_managed"),
        recovery_days=entry.get("recovery_days", 30 if protected else 0),
        rotation=_rotation(rotation, scope.at("rotation")) if rotation else None,
        replicas=tuple(scope.environment["regions"][1:]),
        example=entry.get("example", f"local-{scope.key}"),
    )


def _rotation(entry: Mapping[str, Any], scope: Scope) -> Rotation:
    days = scope.seconds(entry.get("every", "30d")) // _DAY
    return Rotation(
        function=scope.at("function").thing(entry["function"], "functions"),
        schedule=f"cron({entry['cron']})" if "cron" in entry else f"rate({days} {'day' if days == 1 else 'days'})",
        window_hours=scope.seconds(entry["window"]) // _HOUR if "window" in entry else None,
    )
