"""The audit trail: one multi-region trail from the home root, with a bucket and a key that only CloudTrail writes with."""

from collections.abc import Iterator
from typing import Any

from generator.kinds.environment import AuditTrail
from generator.model import Model, Stack
from generator.names import token
from generator.targets.file import File
from generator.targets.layout import module, root_file


def files(model: Model) -> Iterator[File]:
    """Yield the module, and its call in each home root whose environment keeps a trail."""
    trails = {stack.names.stack: stack.environment.audit_trail for stack in model.stacks if stack.home}
    if not any(trails.values()):
        return
    uses = {"log_group": any(trail.log_group for trail in trails.values() if trail)}
    yield from module(model, "cloudtrail", {"uses": uses})
    for stack in model.stacks:
        if trail := trails.get(stack.names.stack):
            yield root_file(stack, "cloudtrail", _root(stack, trail))


def _root(stack: Stack, trail: AuditTrail) -> dict[str, Any]:
    names = stack.names
    return {
        "name": names.trail,
        "arn": names.trail_arn,
        "bucket": names.trail_bucket,
        "account": names.account,
        "retention_days": trail.retention_days,
        "kms_key": token("keys.trail"),
        "log_group": {
            "name": names.trail_log_group,
            "role_name": names.role("trail", "logs"),
            "kms_key_arn": token("keys.logs"),
        }
        if trail.log_group
        else None,
    }
