"""Buses and their rules: which events go where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.scope import Scope, Thing

_TARGETS = ("functions", "queues", "topics", "workflows", "buses", "imports")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a bus. pattern: as EventBridge writes it. retry_attempts: 0-185; max_age_s: 60-86400."""

    key: str
    name: str
    arn: str
    description: str
    pattern: Mapping[str, Any]
    targets: tuple[Thing, ...]
    dead_letter: Thing | None
    retry_attempts: int
    max_age_s: int
    role_name: str

    @property
    def role_targets(self) -> tuple[Thing, ...]:
        """The targets that EventBridge reaches through a role; the others allow it in their own policy."""
        return tuple(target for target in self.targets if target.section in ("workflows", "buses"))


@dataclass(frozen=True, slots=True)
class Bus:
    """One bus in one stack. existing: it is there already and only gets rules. archive_days: None for no archive."""

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    existing: bool
    rules: Mapping[str, Rule]
    archive_days: int | None

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Bus:
    """Build a bus from its entry."""
    return Bus(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=entry.get("tags", {}),
        existing=entry.get("existing", False),
        rules={
            key: _rule(key, rule, entry, scope.at("rules", key)) for key, rule in (entry.get("rules") or {}).items()
        },
        archive_days=entry.get("archive_days"),
    )


def _rule(key: str, entry: Mapping[str, Any], bus: Mapping[str, Any], scope: Scope) -> Rule:
    dead_letter = entry.get("dead_letter")
    name = scope.names.rule(scope.key, key)
    return Rule(
        key=key,
        name=name,
        arn=scope.names.rule_arn(scope.this.name, name),
        description=entry.get("description", ""),
        pattern=_pattern(entry, bus, scope),
        targets=tuple(
            scope.at("targets", index).thing(target, *_TARGETS) for index, target in enumerate(entry.get("targets", ()))
        ),
        dead_letter=scope.at("dead_letter").thing(dead_letter, "queues") if dead_letter else None,
        retry_attempts=entry.get("retries", 185),
        max_age_s=scope.seconds(entry.get("max_age", "1d")),
        role_name=scope.names.role("rule", f"{scope.key}-{key}"),
    )


def _pattern(entry: Mapping[str, Any], bus: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """Return the event pattern: the spec's own, or that of a bucket's events, or of the bus's declared ones."""
    if "pattern" in entry:
        return _resolved(entry["pattern"], scope.at("pattern"))
    if "from" in entry:
        bucket = scope.at("from").thing(entry["from"], "buckets")
        detail: dict[str, Any] = {"bucket": {"name": [bucket.name]}}
        if "path" in entry:
            detail["object"] = {"key": [{"prefix": entry["path"]}]}
        return {"source": ["aws.s3"], "detail-type": list(entry["events"]), "detail": detail}
    for index, event in enumerate(entry["events"]):
        scope.at("events", index).thing(f'schemas."{event}"', "schemas")
    source = bus.get("source", scope.tree["system"]["name"])
    return {"source": [scope.text(source)], "detail-type": list(entry["events"])}


def _resolved(value: Any, scope: Scope) -> Any:
    match value:
        case str():
            return scope.text(value)
        case Mapping():
            return {key: _resolved(entry, scope.at(key)) for key, entry in value.items()}
        case list():
            return [_resolved(entry, scope.at(index)) for index, entry in enumerate(value)]
        case _:
            return value
