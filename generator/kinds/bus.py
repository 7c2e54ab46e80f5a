"""Buses and their rules: which events go where."""

from collections.abc import Mapping
from typing import Any

from generator.diagnostics import did_you_mean
from generator.facts import Fact
from generator.kinds.fifo import dead_letter_of
from generator.names import lasting_key
from generator.scope import Scope, Thing, section_of

_TARGETS = ("functions", "queues", "topics", "workflows", "buses", "imports")

# An archive's name is shorter than a bus's (Amazon EventBridge API reference).
_LONGEST_ARCHIVE_NAME = 48


class Rule(Fact):
    """One rule of a bus. pattern: as EventBridge writes it. retry_attempts: 0-185; max_age_s: 60-86400.

    source: the bucket whose events these are. events: their types, where the spec names them.
    """

    key: str
    name: str
    arn: str
    description: str
    pattern: Mapping[str, Any]
    source: Thing | None
    events: tuple[str, ...]
    targets: tuple[Thing, ...]
    dead_letter: Thing | None
    retry_attempts: int
    max_age_s: int
    role_name: str

    @property
    def role_targets(self) -> tuple[Thing, ...]:
        """The targets that EventBridge reaches through a role; the others allow it in their own policy."""
        return tuple(target for target in self.targets if section_of(target) in ("workflows", "buses"))


class Bus(Fact):
    """One bus in one stack. existing: it is there already and only gets rules.

    archive_days: how long events are kept, 0 for ever, None for no archive.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    existing: bool
    rules: Mapping[str, Rule]
    archive_name: str
    archive_days: int | None

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Bus:
    """Build a bus from its entry."""
    environment = scope.names.environment
    rules = {key: (rule, scope.at("rules", key)) for key, rule in (entry.get("rules") or {}).items()}
    archive_name = scope.names.resource(lasting_key("buses", scope.key, entry))
    if "archive_days" in entry and len(archive_name) > _LONGEST_ARCHIVE_NAME:
        message = f'the archive "{archive_name}" has {len(archive_name)} characters, and AWS takes at most {_LONGEST_ARCHIVE_NAME}'
        scope.at("archive_days").problem(message, "name-refused")
    return Bus(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=scope.at("tags").texts(entry.get("tags", {})),
        existing=entry.get("existing", False),
        rules={
            key: _rule(rule, entry, here)
            for key, (rule, here) in rules.items()
            if environment in _environments(rule, here)
        },
        archive_name=archive_name,
        archive_days=entry.get("archive_days"),
    )


def _environments(entry: Mapping[str, Any], scope: Scope) -> list[str]:
    """Return the environments in which a rule exists."""
    only = entry.get("only")
    if only is None:
        return [scope.names.environment]
    return [scope.at("only", index).declared_environment(name) for index, name in enumerate(only)]


def _rule(entry: Mapping[str, Any], bus: Mapping[str, Any], scope: Scope) -> Rule:
    key = str(scope.path[-1])
    name = scope.names.rule(scope.key, key)
    dead_letter, source = entry.get("dead_letter"), entry.get("from")
    bucket = scope.at("from").thing(source, "buckets") if source else None
    targets = enumerate(entry["targets"])
    return Rule(
        key=key,
        name=name,
        arn=scope.names.rule_arn(scope.this.name, name),
        description=entry.get("description", ""),
        pattern=_pattern(entry, bus, bucket, scope),
        source=bucket,
        events=tuple(entry.get("events", ())),
        targets=tuple(_target(target, scope.at("targets", index)) for index, target in targets),
        dead_letter=dead_letter_of(dead_letter, scope.at("dead_letter")) if dead_letter else None,
        retry_attempts=entry.get("retries", 185),
        max_age_s=scope.at("max_age").seconds(entry.get("max_age", "1d"), 60, 86_400),
        role_name=scope.names.role("rule", f"{scope.key}-{key}"),
    )


def _target(reference: str, scope: Scope) -> Thing:
    target = scope.thing(reference, *_TARGETS)
    if target.entry.get("fifo"):
        message = "an event belongs to no message group, so a rule cannot deliver to FIFO; name one that is not FIFO"
        scope.problem(message, "wrong-reference")
    return target


def _pattern(entry: Mapping[str, Any], bus: Mapping[str, Any], bucket: Thing | None, scope: Scope) -> Mapping[str, Any]:
    """Return the event pattern: the spec's own, or that of a bucket's events, or of the bus's declared ones."""
    if "pattern" in entry:
        pattern: Mapping[str, Any] = scope.at("pattern").resolved(entry["pattern"])
        return pattern
    if bucket is not None:
        detail: dict[str, Any] = {"bucket": {"name": [bucket.name]}}
        if "path" in entry:
            detail["object"] = {"key": [{"prefix": scope.at("path").text(entry["path"])}]}
        return {"source": ["aws.s3"], "detail-type": list(entry["events"]), "detail": detail}
    for index, event in enumerate(entry["events"]):
        _check_declared(event, scope.at("events", index))
    source = bus.get("source", scope.tree["system"]["name"])
    return {"source": [scope.text(source)], "detail-type": list(entry["events"])}


def _check_declared(event: str, scope: Scope) -> None:
    """Report an event of which no schema says what it looks like."""
    schemas = scope.tree.get("schemas") or {}
    events = sorted(key for key, schema in schemas.items() if (schema or {}).get("kind", "event") == "event")
    if event in events:
        return
    declared = f"; declared there: {', '.join(events)}" if events else "; no event is"
    scope.problem(
        f'event "{event}" is not declared in schemas{did_you_mean(event, events) or declared}', "dangling-reference"
    )
