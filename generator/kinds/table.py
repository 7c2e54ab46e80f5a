"""Tables: their keys and indexes, how they are paid for, and how their data is kept.

`retain` means that AWS refuses to delete the table, as `deletion_protection` does: Terraform cannot know what a spec
held before. Everything in a table is replicated to the environment's further regions, there is no half-way.
"""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope, Thing


class Throughput(Fact):
    """Read and write units per second."""

    read: int
    write: int


class Scaling(Fact):
    """Bounds of a capacity that follows its load. target_percent: how much of it is in use when it is right, 20-90."""

    minimum: int
    maximum: int
    target_percent: int


class Index(Fact):
    """A second key. local: it has the table's partition key, and none of its own.

    projection: `all`, `keys_only`, or `include` for the keys and `projected`.
    """

    name: str
    description: str
    partition: str | None
    sort: str | None
    local: bool
    projection: str
    projected: tuple[str, ...]
    throughput: Throughput | None


class Table(Fact):
    """One DynamoDB table in one stack.

    attributes: type (`string`, `number`, `binary`) of every attribute that is a key, sorted by name.
    billing: `on_demand`, whose `throughput` is a maximum, or `provisioned`, whose `throughput` is the capacity.
    autoscaling: by `read` and `write`. recovery_days: 1-35, None where it cannot be restored.
    stream: `new_and_old_images`, `new_image`, `old_image`, `keys_only`; None where only followers, if any, want one.
    encryption: `aws_managed`, `aws_owned`, `customer`. replicas: further regions that have all of its data.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    partition: str
    sort: str | None
    attributes: Mapping[str, str]
    indexes: Mapping[str, Index]
    billing: str
    throughput: Throughput | None
    autoscaling: Mapping[str, Scaling]
    recovery_days: int | None
    ttl: str | None
    stream: str | None
    encryption: str
    table_class: str
    deletion_protection: bool
    replicas: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Table:
    """Build a table from its entry, defaults merged in."""
    billing = entry.get("billing", "on_demand")
    replicas = tuple(scope.environment["regions"][1:])
    throughput = _throughput(entry, billing)
    indexes = {
        name: _index(index or {}, throughput, billing, scope.at("indexes", name))
        for name, index in entry.get("indexes", {}).items()
    }
    return Table(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=entry.get("tags", {}),
        partition=_partition(entry["key"], scope.at("key")),
        sort=entry["key"].get("sort"),
        attributes=_attributes(entry, indexes),
        indexes=indexes,
        billing=billing,
        throughput=throughput,
        autoscaling={name: _scaling(scaling) for name, scaling in entry.get("autoscaling", {}).items()},
        recovery_days=entry.get("recovery_days", 35) if entry.get("point_in_time_recovery", True) else None,
        ttl=entry.get("ttl"),
        # Replication reads it.
        stream="new_and_old_images" if replicas else entry.get("stream"),
        encryption=entry.get("encryption", "aws_managed"),
        table_class=entry.get("class", "standard"),
        deletion_protection=entry.get("retain", False)
        or entry.get("deletion_protection", scope.environment.get("protect_data", False)),
        replicas=replicas,
    )


def _partition(key: Mapping[str, str], scope: Scope) -> str:
    """Return the partition key, which an override alone need not say."""
    if "partition" not in key:
        message = f'table "{scope.key}" has no partition key; say by which attribute its items are spread: key: {{partition: id}}'
        scope.problem(message, "missing-key", at_key=True)
    return key.get("partition", "")


def _attributes(entry: Mapping[str, Any], indexes: Mapping[str, Index]) -> dict[str, str]:
    keys = [
        *entry["key"].values(),
        *(key for index in indexes.values() for key in (index.partition, index.sort) if key),
    ]
    types = entry.get("attributes", {})
    return {name: types.get(name, "string") for name in sorted(set(keys))}


def _throughput(entry: Mapping[str, Any], billing: str) -> Throughput | None:
    given = entry.get("capacity" if billing == "provisioned" else "maximum_throughput")
    if given is not None:
        return Throughput(given["read"], given["write"])
    if billing == "on_demand":
        return None
    autoscaling = entry.get("autoscaling", {})
    return Throughput(*(autoscaling.get(side, {}).get("minimum", 5) for side in ("read", "write")))


def _index(entry: Mapping[str, Any], table: Throughput | None, billing: str, scope: Scope) -> Index:
    projection = entry.get("projection", "all")
    local = entry.get("local", False)
    explicit = "capacity" in entry or "maximum_throughput" in entry
    return Index(
        name=str(scope.path[-1]),
        description=entry.get("description", ""),
        partition=entry.get("partition"),
        sort=entry.get("sort"),
        local=local,
        projection="include" if isinstance(projection, list) else projection,
        projected=tuple(projection) if isinstance(projection, list) else (),
        throughput=None if local else _throughput(entry, billing) if explicit else table,
    )


def _scaling(entry: Mapping[str, Any]) -> Scaling:
    return Scaling(entry["minimum"], entry["maximum"], entry.get("target_percent", 70))
