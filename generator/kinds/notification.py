"""Notifications: who is told, by severity: one topic with its subscriptions, and a Slack channel."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope, Thing


class Slack(Fact):
    """A Slack channel. workspace, channel: ids such as T0123456789 and C0123456789."""

    workspace: str
    channel: str


class Notification(Fact):
    """One severity. https, email, sms: endpoints, which may hold tokens. dead_letter: gets what no endpoint took."""

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    https: tuple[str, ...]
    email: tuple[str, ...]
    sms: tuple[str, ...]
    queues: tuple[Thing, ...]
    functions: tuple[Thing, ...]
    dead_letter: Thing | None
    slack: Slack | None
    slack_role_name: str

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name

    @property
    def arn(self) -> str:
        return self.thing.arn


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Notification:
    """Build a notification from its endpoints."""
    slack = entry.get("slack")
    return Notification(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=scope.at("tags").texts(entry.get("tags", {})),
        https=_texts(entry, "https", scope),
        email=_texts(entry, "email", scope),
        sms=_texts(entry, "sms", scope),
        queues=_things(entry, "queues", scope),
        functions=_things(entry, "functions", scope),
        dead_letter=scope.at("dead_letter").thing(entry["dead_letter"], "queues") if "dead_letter" in entry else None,
        slack=Slack(**{name: scope.at("slack", name).text(value) for name, value in slack.items()}) if slack else None,
        slack_role_name=scope.names.role("slack", scope.key),
    )


def _texts(entry: Mapping[str, Any], word: str, scope: Scope) -> tuple[str, ...]:
    return tuple(scope.at(word, index).text(value) for index, value in enumerate(entry.get(word) or ()))


def _things(entry: Mapping[str, Any], section: str, scope: Scope) -> tuple[Thing, ...]:
    references = enumerate(entry.get(section) or ())
    return tuple(scope.at(section, index).thing(reference, section) for index, reference in references)
