"""Imports: things that another system owns, found by ARN or through a Systems Manager parameter."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope, Thing

# The service that stands in the ARN of each kind of thing.
_SERVICES = {
    "bus": "events", "queue": "sqs", "topic": "sns", "table": "dynamodb", "bucket": "s3", "function": "lambda",
    "workflow": "states", "api": "execute-api", "secret": "secretsmanager", "key": "kms",
}  # fmt: skip


class Import(Fact):
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
    kind, ssm = entry["kind"], entry.get("ssm")
    if ssm is None and "arn" not in entry:
        scope.problem('an import says where it is found: add "arn" or "ssm"', "missing-key", at_key=True)
    service = (entry.get("arn") or "::").split(":")[2]
    if "arn" in entry and service != _SERVICES.get(kind, service):
        message = f"this is an ARN of {service}, and the import is a {kind}; one of {_SERVICES[kind]} is expected"
        scope.at("arn").problem(message, "wrong-reference")
    return Import(scope.this, kind, entry.get("description", ""), scope.at("ssm").text(ssm) if ssm else None)
