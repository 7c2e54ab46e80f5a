"""Grants: actions on one resource, and the IAM statements that they become."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import SpecPath
from generator.effective import origin
from generator.facts import Fact
from generator.iam import resource_arns
from generator.iam_actions import spelled, wildcard_needs_no_reason
from generator.scope import Scope

# A signature of S3 is good for seven days at most (Amazon S3 API reference, "Signature Version 4 authentication specific policy
# keys", November 2026).
_LONGEST_PRESIGNED_S = 7 * 86_400

AGE_OPERATOR = "NumericLessThanEqualsIfExists"
AWS_REASON = "AWS accepts only * for these actions"


class Statement(Fact):
    """One IAM policy statement.

    resources: exact ARNs, `*` only with a reason. condition: as IAM writes it. reason: why a wildcard is right.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition: Mapping[str, Any] | None = None
    reason: str | None = None
    effect: str = "Allow"

    def as_json(self) -> dict[str, Any]:
        """Return the statement as it stands in a policy document."""
        document: dict[str, Any] = {
            "Effect": self.effect,
            "Action": list(self.actions),
            "Resource": list(self.resources),
        }
        if self.condition:
            document["Condition"] = dict(self.condition)
        return document


class Grant(Fact):
    """Actions that a role may take on one resource.

    actions: as AWS writes them, or patterns. target: section of the resource (`tables`), or `""` for an ARN or `*` that is none of ours.
    resources: ARNs. reason: why a wildcard is right; filled in where AWS accepts nothing but `*`.
    path: where the spec grants it. presigned_s: how old a URL that is signed by it may be; None where none are handed out.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    target: str
    reference: str
    reason: str | None
    path: SpecPath
    condition: Mapping[str, Any] | None = None
    presigned_s: int | None = None

    @property
    def service(self) -> str:
        return self.actions[0].partition(":")[0]

    @property
    def statement(self) -> Statement:
        return Statement(self.actions, self.resources, self.condition, self.reason)


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Grant:
    """Build a grant from `{allow: [...], resource: ..., path: ..., presigned_for: ..., reason: ...}`."""
    actions = tuple(map(spelled, entry["allow"]))
    resource = entry["resource"]
    reason = entry.get("reason")
    here = scope.at("resource")
    place = origin(scope.spec, scope.names.environment, scope.path)
    presigned_s = _presigned_s(entry, actions, scope)
    condition = _not_older(presigned_s)
    if resource == "*" or resource.startswith("arn:") or "${" in resource:
        if resource == "*" and reason is None and wildcard_needs_no_reason(actions):
            reason = AWS_REASON
        return Grant(actions, (here.text(resource),), "", resource, reason, place, condition, presigned_s)
    thing = here.thing(resource)
    path = scope.at("path").text(entry["path"]) if "path" in entry else ""
    arns = resource_arns(thing, actions, path)
    # Listing is an action on the bucket, so the path can only be a condition of it.
    listed = {"StringLike": {"s3:prefix": path}} if path and set(actions) == {"s3:ListBucket"} else {}
    return Grant(actions, arns, thing.section, resource, reason, place, listed | (condition or {}) or None, presigned_s)


def _presigned_s(entry: Mapping[str, Any], actions: tuple[str, ...], scope: Scope) -> int | None:
    if "presigned_for" not in entry:
        return None
    here = scope.at("presigned_for")
    if others := sorted({action.partition(":")[0] for action in actions} - {"s3"}):
        here.problem(f"only URLs of S3 are presigned, and this grant is for {others[0]}", "presigned-elsewhere")
    return here.seconds(entry["presigned_for"], 1, _LONGEST_PRESIGNED_S)


def _not_older(seconds: int | None) -> dict[str, Any] | None:
    """Return the condition on a signature's age; only a presigned URL has one, so the function's own calls pass."""
    if seconds is None:
        return None
    return {AGE_OPERATOR: {"s3:signatureAge": str(seconds * 1000)}}


def written(tree: Mapping[str, Any]) -> Iterator[tuple[SpecPath, Mapping[str, Any]]]:
    """Yield every grant of a spec as it is written, with its place."""
    for section in ("functions", "workflows"):
        for key, entry in (tree.get(section) or {}).items():
            for index, grant in enumerate((entry or {}).get("grants", ())):
                yield (section, key, "grants", index), grant
