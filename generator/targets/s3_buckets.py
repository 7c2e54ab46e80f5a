"""Buckets. A home root owns them and, through a provider per further region, the buckets there that mirror them.

Replication runs between all regions in all directions, so that an object is everywhere whichever region took it. It
stands in a module and a root file of its own, because it needs both ends.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.hcl import Raw
from generator.kinds.bucket import Bucket, Lifecycle
from generator.metrics import WHOLE_BUCKET
from generator.model import Model, Stack
from generator.names import token
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment, present, share, tags
from generator.targets.regions import alias, further

# The resources that the module has only where some bucket wants them.
_OPTIONAL = {
    "versioning": "aws_s3_bucket_versioning.this",
    "cors": "aws_s3_bucket_cors_configuration.this",
    "events": "aws_s3_bucket_notification.this",
    "request_metrics": "aws_s3_bucket_metric.this",
    "access_logs": "aws_s3_bucket_logging.this",
    "object_lock": "aws_s3_bucket_object_lock_configuration.this",
}


def files(model: Model) -> Iterator[File]:
    """Yield the module of all buckets and its calls in each home root, and the same for replication."""
    buckets = [bucket for stack in model.stacks for bucket in stack.buckets.values()]
    if not buckets:
        return
    name = module_name(model.stacks[0])
    uses = _uses(buckets)
    view = {"uses": uses, "each": _each(uses), "request_metrics_filter": WHOLE_BUCKET}
    yield from module(model, name, view, template="s3_buckets")
    homes = [stack for stack in model.stacks if stack.home and stack.buckets]
    for stack in homes:
        calls = [_call(name, stack, stack, uses), *(_call(name, stack, other, uses) for other in further(model, stack))]
        yield root_file(stack, name, {"source": f"../../modules/{name}", "calls": calls}, template="s3_buckets")
    replicated = [stack for stack in homes if further(model, stack)]
    if replicated:
        yield from module(model, "s3_replication", {"uses": uses})
    for stack in replicated:
        yield root_file(stack, "s3_replication", _replication(model, stack, name, uses))


def module_name(stack: Stack) -> str:
    """Return the name of the buckets' module."""
    return stack.terraform.modules.get("buckets", "s3_buckets")


def _uses(buckets: list[Bucket]) -> dict[str, Any]:
    """Return which parts of the module some bucket needs; `all` where every bucket does."""
    rules = [rule for bucket in buckets for rule in bucket.lifecycle]
    return {
        "force_destroy": any(not bucket.protected for bucket in buckets),
        "versioning": share(bucket.versioning for bucket in buckets),
        "kms": any(bucket.encryption != "s3_managed" for bucket in buckets),
        "cors": share(bucket.cors is not None for bucket in buckets),
        "cors_exposed": any(bucket.cors and bucket.cors.expose_headers for bucket in buckets),
        "events": share(bucket.events for bucket in buckets),
        "request_metrics": share(bucket.request_metrics for bucket in buckets),
        "access_logs": share(bucket.access_logs is not None for bucket in buckets),
        "object_lock": share(bucket.object_lock is not None for bucket in buckets),
        "lifecycle": bool(rules),
        "conditions": any(_conditions(rule) for rule in rules),
        "transitions": any(rule.transitions for rule in rules),
        "expiration": any(rule.expire_days for rule in rules),
        "delete_markers": any(rule.remove_delete_markers for rule in rules),
        "old_versions": any(rule.old_versions_expire_days for rule in rules),
        "old_versions_kept": any(rule.old_versions_kept for rule in rules),
        "old_versions_moved": any(rule.old_versions_deep_archive_days for rule in rules),
    }


def absent(model: Model) -> set[str]:
    """Return the optional resources that the module does without."""
    uses = _uses([bucket for stack in model.stacks for bucket in stack.buckets.values()])
    return {resource for part, resource in _OPTIONAL.items() if not uses[part]}


def _each(uses: Mapping[str, Any]) -> dict[str, Raw]:
    """Return what each optional resource iterates over: all buckets, or those that have the setting."""
    conditions = {
        "versioning": "bucket.versioning",
        "events": "bucket.events",
        "request_metrics": "bucket.request_metrics",
        "cors": "bucket.cors != null",
        "access_logs": "bucket.access_logs != null",
        "object_lock": "bucket.object_lock != null",
    }
    return {
        part: Raw(
            "var.buckets"
            if uses[part] == "all"
            else f"{{ for key, bucket in var.buckets : key => bucket if {condition} }}"
        )
        for part, condition in conditions.items()
    }


def _call(name: str, home: Stack, stack: Stack, uses: Mapping[str, Any]) -> dict[str, Any]:
    """Return one call of the module: the buckets of one region, made by the home root."""
    key_arn, sources = _key_arn(home, stack), _log_sources(stack)
    buckets = {
        key: comment(bucket.description, _bucket(bucket, key_arn, uses, sources.get(key, [])))
        for key, bucket in stack.buckets.items()
    }
    if stack is home:
        return {"module": name, "region": Raw(""), "provider": None, "buckets": buckets}
    suffix = alias(stack.names.region)
    return {
        "module": f"{name}_{suffix}",
        "region": Raw(stack.names.region),
        "provider": Raw(f"aws.{suffix}"),
        "buckets": buckets,
    }


def _bucket(bucket: Bucket, key: str, uses: Mapping[str, Any], log_sources: list[dict[str, str]]) -> dict[str, Any]:
    kms = bucket.encryption != "s3_managed"
    return present(
        name=bucket.name,
        force_destroy=None if bucket.protected else True,
        versioning=bucket.versioning if uses["versioning"] == "some" else None,
        sse_algorithm=("aws:kms" if kms else "AES256") if uses["kms"] else None,
        kms_key_arn=key if bucket.encryption == "customer" else None,
        events=bucket.events if uses["events"] == "some" else None,
        request_metrics=bucket.request_metrics if uses["request_metrics"] == "some" else None,
        cors=_cors(bucket),
        abort_uploads_days=bucket.abort_uploads_days,
        lifecycle_rules={rule.name: comment(rule.description, _rule(rule, uses)) for rule in bucket.lifecycle},
        access_logs={"bucket": bucket.access_logs.bucket.name, "prefix": bucket.access_logs.prefix}
        if bucket.access_logs
        else None,
        access_log_sources=log_sources,
        object_lock={"mode": bucket.object_lock.mode.upper(), "days": bucket.object_lock.days}
        if bucket.object_lock
        else None,
        tags=tags("s3", bucket),
    )


def _key_arn(home: Stack, stack: Stack) -> str:
    """Return the ARN of the customer key for data that the home root keeps in a stack's region."""
    return token("keys.data" if stack is home else f"replica_keys.{stack.names.region}.data")


def _cors(bucket: Bucket) -> dict[str, Any] | None:
    if bucket.cors is None:
        return None
    return present(
        allowed_origins=list(bucket.cors.origins),
        allowed_methods=list(bucket.cors.methods),
        allowed_headers=list(bucket.cors.headers),
        expose_headers=list(bucket.cors.expose_headers),
        max_age_seconds=bucket.cors.max_age_s,
    )


def _log_sources(stack: Stack) -> dict[str, list[dict[str, str]]]:
    """Return who writes access logs into which bucket, by that bucket's key."""
    sources: dict[str, list[dict[str, str]]] = {}
    for bucket in stack.buckets.values():
        if logs := bucket.access_logs:
            source = {"arn": bucket.thing.arn, "prefix": logs.prefix, "account": stack.names.account}
            sources.setdefault(logs.bucket.key, []).append(source)
    return sources


def _conditions(rule: Lifecycle) -> dict[str, Any]:
    return present(
        tags=dict(rule.tagged), object_size_greater_than=rule.larger_than, object_size_less_than=rule.smaller_than
    )


def _rule(rule: Lifecycle, uses: Mapping[str, Any]) -> dict[str, Any]:
    return present(
        prefix=rule.path or None,
        conditions=_conditions(rule) if uses["conditions"] else None,
        transitions={storage.upper(): days for storage, days in rule.transitions.items()},
        expiration_days=rule.expire_days,
        expired_object_delete_marker=True if rule.remove_delete_markers else None,
        noncurrent_expiration_days=rule.old_versions_expire_days,
        noncurrent_deep_archive_days=rule.old_versions_deep_archive_days,
        newer_noncurrent_versions=rule.old_versions_kept,
    )


def _replication(model: Model, home: Stack, buckets_module: str, uses: Mapping[str, Any]) -> dict[str, Any]:
    regions = (home, *further(model, home))
    calls = []
    for stack in regions:
        suffix = "" if stack is home else f"_{alias(stack.names.region)}"
        sources = {
            key: {
                "bucket": bucket.name,
                "role_name": bucket.replication_role,
                "tags": tags("s3", bucket),
                "destinations": {
                    other.names.region: _destination(other.buckets[key], home, other, uses)
                    for other in regions
                    if other is not stack
                },
            }
            for key, bucket in stack.buckets.items()
        }
        calls.append({
            "module": f"s3_replication{suffix}",
            "region": Raw(stack.names.region),
            "provider": Raw(f"aws.{alias(stack.names.region)}") if suffix else None,
            "sources": sources,
        })  # fmt: skip
    needed = [Raw(f"module.{_call(buckets_module, home, stack, uses)['module']}") for stack in regions]
    return {"source": "../../modules/s3_replication", "calls": calls, "needed": needed}


def _destination(bucket: Bucket, home: Stack, stack: Stack, uses: Mapping[str, Any]) -> dict[str, Any]:
    key = None
    if bucket.encryption == "customer":
        key = _key_arn(home, stack)
    elif bucket.encryption == "aws_managed":
        key = stack.names.arn("kms", "alias/aws/s3")
    return present(bucket_arn=bucket.thing.arn, kms_key_arn=key if uses["kms"] else None)
