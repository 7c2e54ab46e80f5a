"""Evaluates what every edge needs against the policies of both ends."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from generator.iam_evaluate import Decision, PolicyError, PrincipalKind, decide
from generator.verify.edges import needs, pipelines
from generator.verify.need import Need, System, system
from generator.verify.plan import Plan


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that AWS would refuse. address: of the resource where the edge starts. target: of the one where it ends."""

    address: str
    message: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Wiring:
    """What came of a check. allowed: how many needs are met. unknown: edges that only the apply can tell."""

    findings: tuple[Finding, ...]
    allowed: int
    unknown: tuple[str, ...]


def check(plan: Plan) -> Wiring:
    """Check every edge of a plan."""
    found = system(plan)
    return judge(found, needs(found))


def check_pipeline(plan: Plan, bootstrap: Plan, role: str, environment: str) -> Wiring:
    """Check that the role of a pipeline may apply a plan. bootstrap: the plan that makes the role; role: its ARN."""
    both = Plan(plan.place, {**bootstrap.resources, **plan.resources})
    return judge(system(both), pipelines.applied(system(plan), role, environment))


def judge(found: System, wanted: Iterable[Need]) -> Wiring:
    """Evaluate needs by the policies that are known."""
    findings: list[Finding] = []
    unknown: list[str] = []
    allowed = 0
    for need in wanted:
        try:
            decision = _decision(need, found)
        except PolicyError as error:
            findings.append(Finding(need.address, f"{need.edge}, and a policy there cannot be read: {error}"))
            continue
        if decision is None:
            unknown.append(need.edge)
        elif decision.allowed:
            allowed += 1
        else:
            target = found.by_arn.get(_policy_holder(need.request.resource))
            findings.append(Finding(need.address, _message(need, decision), target.address if target else ""))
    return Wiring(tuple(dict.fromkeys(findings)), allowed, tuple(dict.fromkeys(unknown)))


def _decision(need: Need, found: System) -> Decision | None:
    """Return what AWS would decide, None where it depends on what the plan does not hold."""
    request, principal = need.request, need.request.principal
    if not need.is_known or principal is None:
        return None
    target, known = _policy_holder(request.resource), found.policies
    identity = known.identity.get(principal.name, ())
    if target in found.by_arn or request.resource == "*":
        decision = decide(request, identity=identity, resource_policies=known.resource.get(target, ()))
    elif principal.kind is PrincipalKind.AWS and not request.action.startswith("kms:"):
        # The policy of what another root or system made is its own affair: only the role's side can be told.
        decision = decide(replace(request, principal=None), identity=identity)
    else:
        return None
    is_partial = not known.partial.isdisjoint((principal.name, target))
    is_foreign = principal.kind is PrincipalKind.AWS and principal.name not in found.by_arn
    return None if not decision.allowed and (is_partial or is_foreign) else decision


def _policy_holder(resource: str) -> str:
    """Return the ARN of what has the policy for a resource: the bucket of an object, else the resource itself."""
    return resource.partition("/")[0] if resource.startswith("arn:aws:s3:::") else resource


def _message(need: Need, decision: Decision) -> str:
    request = need.request
    who = request.principal.name if request.principal else "anybody"
    if decision.is_explicit_deny:
        return f"{need.edge}, but a policy denies {who} {request.action} on {request.resource}"
    if request.principal and request.principal.kind is PrincipalKind.AWS:
        return f"{need.edge}, but the role {who.rpartition('/')[2]} may not do {request.action} on {request.resource}"
    source = _source(need)
    return f"{need.edge}, but no policy of {request.resource} lets {who} do {request.action}{source}"


def _source(need: Need) -> str:
    source = need.request.context.get("aws:SourceArn")
    return f" for {source}" if isinstance(source, str) and source else ""


def shown(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield findings as lines."""
    return (f"{finding.address}: {finding.message}" for finding in findings)
