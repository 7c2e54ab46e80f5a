"""Buckets: who may reach them, what happens to their objects with time, and where copies lie.

Every bucket is private, refuses requests without TLS, and knows no ACLs; there is no setting for that. In an
environment with further regions each region has its own bucket, and what is written to one is copied to all others.
"""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope, Thing

_DAY = 86400

# Storage class -> the setting that moves objects there, cheapest last.
TRANSITIONS = {
    "standard_ia": "infrequent_access_after",
    "onezone_ia": "one_zone_after",
    "intelligent_tiering": "intelligent_tiering_after",
    "glacier_ir": "glacier_instant_after",
    "glacier": "glacier_after",
    "deep_archive": "deep_archive_after",
}


class Cors(Fact):
    """What pages of other origins may do. max_age_s: None for the browser's default."""

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...]
    expose_headers: tuple[str, ...]
    max_age_s: int | None


class Lifecycle(Fact):
    """What happens to objects as they age, in days.

    transitions: storage class -> days, soonest first. old_versions_kept: how many stay whatever their age.
    """

    name: str
    description: str
    path: str
    tagged: Mapping[str, str]
    larger_than: int | None
    smaller_than: int | None
    transitions: Mapping[str, int]
    expire_days: int | None
    old_versions_expire_days: int | None
    old_versions_deep_archive_days: int | None
    old_versions_kept: int | None
    remove_delete_markers: bool


class AccessLogs(Fact):
    """Where S3 writes a line for each request."""

    bucket: Thing
    prefix: str


class ObjectLock(Fact):
    """For how long a version cannot be deleted. mode: `governance` or `compliance`."""

    mode: str
    days: int


class Bucket(Fact):
    """One S3 bucket in one stack.

    protected: while it holds objects, it cannot be removed.
    encryption: `s3_managed`, `aws_managed`, `customer`. abort_uploads_days: when unfinished uploads are given up.
    replication_role: with which S3 copies to other regions.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    protected: bool
    encryption: str
    versioning: bool
    events: bool
    request_metrics: bool
    cors: Cors | None
    lifecycle: tuple[Lifecycle, ...]
    access_logs: AccessLogs | None
    object_lock: ObjectLock | None
    abort_uploads_days: int
    replication_role: str

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Bucket:
    """Build a bucket from its entry, defaults merged in."""
    lock = entry.get("object_lock")
    logs = entry.get("access_logs")
    # Replication and object lock work on versions.
    versioning = entry.get("versioning", True) or bool(lock) or len(scope.environment["regions"]) > 1
    return Bucket(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=entry.get("tags", {}),
        protected=scope.environment.get("protect_data", False) or entry.get("retain", False) or bool(lock),
        encryption=entry.get("encryption", "s3_managed"),
        versioning=versioning,
        events=entry.get("events", False),
        request_metrics=entry.get("request_metrics", False),
        cors=_cors(entry["cors"], scope.at("cors")) if "cors" in entry else None,
        lifecycle=tuple(
            _lifecycle(rule or {}, scope.at("lifecycle", name), versioning=versioning)
            for name, rule in entry.get("lifecycle", {}).items()
        ),
        access_logs=_access_logs(logs, scope.at("access_logs")) if logs else None,
        object_lock=ObjectLock(lock["mode"], lock["days"]) if lock else None,
        abort_uploads_days=scope.seconds(entry.get("abort_uploads_after", "7d")) // _DAY,
        replication_role=scope.names.role("replicate", scope.key),
    )


def _cors(entry: Mapping[str, Any], scope: Scope) -> Cors:
    return Cors(
        origins=tuple(scope.at("origins", index).text(text) for index, text in enumerate(entry.get("origins", ()))),
        methods=tuple(entry.get("methods", ())),
        headers=tuple(entry.get("headers", ())),
        expose_headers=tuple(entry.get("expose_headers", ())),
        max_age_s=scope.seconds(entry["max_age"]) if "max_age" in entry else None,
    )


def _lifecycle(entry: Mapping[str, Any], scope: Scope, *, versioning: bool) -> Lifecycle:
    def days(setting: str) -> int | None:
        return scope.seconds(entry[setting]) // _DAY if setting in entry else None

    moves = {storage: after for storage, setting in TRANSITIONS.items() if (after := days(setting)) is not None}
    return Lifecycle(
        name=str(scope.path[-1]),
        description=entry.get("description", ""),
        path=scope.at("path").text(entry.get("path", "")),
        tagged=entry.get("tagged", {}),
        larger_than=entry.get("larger_than"),
        smaller_than=entry.get("smaller_than"),
        transitions=dict(sorted(moves.items(), key=lambda move: move[1])),
        expire_days=days("expire_after"),
        old_versions_expire_days=days("old_versions_expire_after"),
        old_versions_deep_archive_days=days("old_versions_deep_archive_after"),
        old_versions_kept=entry.get("old_versions_kept"),
        remove_delete_markers=entry.get("remove_delete_markers", versioning and _leaves_markers(entry)),
    )


def _leaves_markers(entry: Mapping[str, Any]) -> bool:
    """Tell whether a rule removes what delete markers hide, and leaves them; S3 takes no conditions for removing them."""
    conditions = {"tagged", "larger_than", "smaller_than"} & entry.keys()
    return "old_versions_expire_after" in entry and "expire_after" not in entry and not conditions


def _access_logs(entry: Mapping[str, Any], scope: Scope) -> AccessLogs:
    bucket = scope.at("bucket").thing(entry["bucket"], "buckets")
    return AccessLogs(bucket, scope.at("prefix").text(entry.get("prefix", f"{scope.key}/")))
