"""The roles of an environment's pipelines: what each may do, and which jobs may take it.

`plan` reads, and pull requests may take it. The others belong to jobs that the environment has let through: `package`
uploads code, `apply` changes what Terraform manages, `deploy` starts what goes live after that, `smoke` tests it. All but
`apply` are small, so that a job never holds more than its step needs.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.facts import Fact
from generator.hcl import Commented
from generator.kinds.function import Deployment
from generator.kinds.grant import AWS_REASON, Statement
from generator.model import Stack
from generator.names import token
from generator.targets.permissions import GROUPS
from generator.targets.permissions.calls import Calls
from generator.targets.pipeline_resources import Arns, arns

# Characters of a managed policy without blanks; ten can be attached to a role (IAM quotas).
POLICY_SIZE = 6144

_HOUR_S = 3600
_LONGEST_SESSION_S = 12 * _HOUR_S  # AWS's limit

Grants = list[tuple[str, Statement]]


class PipelineRole(Fact):
    """One role. jobs: the GitHub environment whose jobs may take it. policies: name -> statements, each with its purpose."""

    purpose: str
    description: str
    jobs: str
    policies: Mapping[str, Grants]
    session_s: int = _HOUR_S


def roles(stacks: Sequence[Stack]) -> Iterator[PipelineRole]:
    """Yield the roles that an environment needs; stacks: all of its regions."""
    names = stacks[0].names
    found = _merged(stacks)
    yield PipelineRole("plan", "Plans changes.", names.plan_environment, dict(_terraform(stacks, found, writes=False)))
    yield PipelineRole(
        "apply", "Applies approved plans.", names.environment, dict(_terraform(stacks, found, writes=True))
    )
    if packages := found.get("packages"):
        upload = {"packages": list(_packages(packages))}
        yield PipelineRole("package", "Uploads the functions' code.", names.environment, upload)
    if live := list(_deploy(stacks, found)):
        yield PipelineRole(
            "deploy", "Lets new versions go live.", names.environment, {"deployments": live}, _session(stacks)
        )
    if checks := list(_smoke(stacks, found)):
        yield PipelineRole("smoke", "Tests what was deployed.", names.environment, {"tests": checks})


def size(statements: Iterable[Statement]) -> int:
    """Return how many characters a policy of these statements has, as IAM counts them."""
    document = {"Version": "2012-10-17", "Statement": [statement.as_json() for statement in statements]}
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return len(text.replace(token("account"), "0" * 12))


def view(grants: Grants) -> list[Commented]:
    """Return statements as Terraform prints them, each under its purpose."""
    return [Commented(purpose, statement.as_json()) for purpose, statement in grants]


def _merged(stacks: Sequence[Stack]) -> dict[str, tuple[str, ...]]:
    merged: dict[str, tuple[str, ...]] = {}
    for stack in stacks:
        for word, some in arns(stack).items():
            merged[word] = tuple(dict.fromkeys((*merged.get(word, ()), *some)))
    return merged


def _terraform(stacks: Sequence[Stack], found: Arns, *, writes: bool) -> Iterator[tuple[str, Grants]]:
    """Yield the policies of a role that plans or applies: one per group of services, or more where that grows too large."""
    yield "state", list(_state(stacks, found, writes=writes))
    for group, calls in GROUPS.items():
        used = [one for one in calls if one.on in found]
        grants = list(_group(used, found, stacks[0].names.environment, writes=writes))
        if group == "access" and writes and "roles" in found:
            grants += _roles(stacks, found)
        yield from _split(group, grants)


def _split(group: str, grants: Grants) -> Iterator[tuple[str, Grants]]:
    parts: list[Grants] = []
    for grant in grants:
        if not parts or size(statement for _, statement in [*parts[-1], grant]) > POLICY_SIZE:
            parts.append([])
        parts[-1].append(grant)
    for number, part in enumerate(parts, 1):
        yield (f"{group}-{number}" if len(parts) > 1 else group), part


def _group(calls: list[Calls], found: Arns, environment: str, *, writes: bool) -> Iterator[tuple[str, Statement]]:
    for one in calls:
        yield from _on_arns(one, found, environment, writes=writes)
    words = {one: f"{one.read_any} {one.write_any}" if writes and not one.bound else one.read_any for one in calls}
    anywhere = sorted({action for one, text in words.items() for action in one.actions(text)})
    if anywhere:
        yield f"{AWS_REASON}.", Statement(tuple(anywhere), ("*",), reason=AWS_REASON)
    created = [action for one in calls for action in one.actions(one.create_any)]
    if writes and created:
        condition = {"StringEquals": {"aws:RequestTag/Environment": environment}}
        purpose = f"{AWS_REASON}; what they make has to bear the tag."
        yield purpose, Statement(tuple(created), ("*",), condition, AWS_REASON)


def _on_arns(one: Calls, found: Arns, environment: str, *, writes: bool) -> Iterator[tuple[str, Statement]]:
    title, on = one.on.replace("_", " ").capitalize(), found[one.on]
    conditional = one.label or one.bound
    words = one.read if conditional or not writes else f"{one.read} {one.write}"
    if words.split():
        yield f"{title}.", Statement(tuple(sorted(one.actions(words))), on)
    if writes and one.label:
        bears = {"StringEquals": {"aws:ResourceTag/Environment": environment}}
        yield f"{title} that bear the environment's tag.", Statement(one.actions(one.write), on, bears)
        gets = {"StringEquals": {"aws:RequestTag/Environment": environment}}
        unless_other = {"StringEqualsIfExists": {"aws:ResourceTag/Environment": environment}}
        yield f"{title} that get it.", Statement(one.actions(one.label), on, gets | unless_other)
        if one.begin:
            # AWS asks for them while it makes a thing, and the tag counts some minutes later only.
            yield f"{title} that bear no other one's.", Statement(one.actions(one.begin), on, unless_other)
    if writes and one.bound:
        key, _, word = one.bound.partition(" ")
        own = {"ArnLike": {key: found[word]}}
        yield f"{title} of the environment.", Statement(one.actions(one.write), on, own)
        yield f"New ones. {AWS_REASON}.", Statement(one.actions(one.write_any), ("*",), own, AWS_REASON)


def _state(stacks: Sequence[Stack], found: Arns, *, writes: bool) -> Iterator[tuple[str, Statement]]:
    home = stacks[0]
    bucket = f"arn:aws:s3:::{home.terraform.state_bucket}"
    objects = tuple(f"{bucket}/{stack.names.state_key}" for stack in stacks)
    use = ("s3:GetObject", "s3:PutObject")
    yield "The state.", Statement(use if writes else use[:1], objects)
    yield "Its lock.", Statement((*use, "s3:DeleteObject"), tuple(f"{key}.tflock" for key in objects))
    yield "Without this, a state that is not there yet reads as a denial.", Statement(("s3:ListBucket",), (bucket,))
    if home.terraform.lock_table:
        table = home.names.arn("dynamodb", f"table/{home.terraform.lock_table}")
        own = [
            f"{home.terraform.state_bucket}/{stack.names.state_key}{end}" for stack in stacks for end in ("", "-md5")
        ]
        actions = ("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem")
        condition = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": own}}
        yield "The lock in the table.", Statement(actions, (table,), condition)
        yield "Whether the table is there.", Statement(("dynamodb:DescribeTable",), (table,))
    if writes and "packages" in found:
        buckets = tuple(part for arn in found["packages"] for part in (arn.removesuffix("/*"), arn))
        denied = ("s3:Delete*", "s3:Put*")
        yield (
            "Packages are read, and their bucket is none of the environment's.",
            Statement(denied, buckets, effect="Deny"),
        )


def _roles(stacks: Sequence[Stack], found: Arns) -> Iterator[tuple[str, Statement]]:
    """Yield what may be done with roles beside making them: passing them on, and attaching policies that the spec names."""
    used = [one for group in GROUPS.values() for one in group if one.on in found]
    if services := sorted({one.passes for one in used if one.passes}):
        to = {"StringEquals": {"iam:PassedToService": services}}
        yield "Roles that services get.", Statement(("iam:PassRole",), found["roles"], to)
    managed = {policy.arn for stack in stacks for one in stack.functions.values() for policy in one.managed_policies}
    if attached := sorted({*managed, *found.get("policies", ())}):
        condition = {"ArnLike": {"iam:PolicyARN": attached}}
        actions = ("iam:AttachRolePolicy", "iam:DetachRolePolicy")
        yield "Policies that roles get whole.", Statement(actions, found["roles"], condition)
    if links := sorted({one.links for one in used if one.links}):
        names = stacks[0].names
        linked = tuple(names.role_arn(f"aws-service-role/{service}/*") for service in links)
        condition = {"StringEquals": {"iam:AWSServiceName": links}}
        yield "Roles that services make for themselves.", Statement(("iam:CreateServiceLinkedRole",), linked, condition)


def _packages(objects: tuple[str, ...]) -> Iterator[tuple[str, Statement]]:
    buckets = tuple(arn.removesuffix("/*") for arn in objects)
    yield "Packages.", Statement(("s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"), objects)
    yield "Which of them are there.", Statement(("s3:ListBucket",), buckets)


def _deploy(stacks: Sequence[Stack], found: Arns) -> Iterator[tuple[str, Statement]]:
    if "deployments" in found:
        ready = tuple(stack.names.arn("codedeploy", "deploymentconfig:CodeDeployDefault.Lambda*") for stack in stacks)
        actions = ("CreateDeployment", "GetApplicationRevision", "GetDeployment", "GetDeploymentConfig",
                   "ListDeployments", "RegisterApplicationRevision")  # fmt: skip
        calls = tuple(f"codedeploy:{action}" for action in actions)
        yield "Deployments.", Statement(calls, (*found["deployments"], *ready))
        versions = ("lambda:GetAlias", "lambda:ListVersionsByFunction")
        yield "Which version is live, and which is the newest.", Statement(versions, found["functions"])
        yield "Alarms that turn a deployment back.", Statement(("cloudwatch:DescribeAlarms",), found["alarms"])
    if built := _branches(stacks[0], manual=True):
        jobs = tuple(f"{arn}/jobs/*" for arn in built)
        yield "Builds of frontends.", Statement(("amplify:GetJob", "amplify:StartJob"), jobs)
        yield "Which builds there are.", Statement(("amplify:ListJobs",), built)


def _smoke(stacks: Sequence[Stack], found: Arns) -> Iterator[tuple[str, Statement]]:
    home, tests = stacks[0], stacks[0].smoke_tests.values()
    if any(test.method for test in tests):
        apis = tuple(f"arn:aws:apigateway:{stack.names.region}::/apis" for stack in stacks)
        yield "Where the APIs answer.", Statement(("apigateway:GET",), apis)
    if "user_pools" in found and any(test.client or test.hosted_sign_in for test in tests):
        yield (
            "Which user pool is the environment's.",
            Statement(("cognito-idp:ListUserPools",), ("*",), reason=AWS_REASON),
        )
        yield "Its clients.", _on_pool(home, found, "DescribeUserPoolClient", "ListUserPoolClients")
    if "user_pools" in found and any(test.client for test in tests):
        actions = ("AdminCreateUser", "AdminDeleteUser", "AdminInitiateAuth", "AdminRespondToAuthChallenge",
                   "AdminSetUserPassword")  # fmt: skip
        yield "The tests' own user.", _on_pool(home, found, *actions)
    if any(test.frontend for test in tests):
        yield "Which frontends there are.", Statement(("amplify:ListApps",), ("*",), reason=AWS_REASON)
        yield "How the last build went.", Statement(("amplify:ListJobs",), _branches(home, manual=False))


def _on_pool(home: Stack, found: Arns, *actions: str) -> Statement:
    condition = {"StringEquals": {"aws:ResourceTag/Environment": home.names.environment}}
    return Statement(tuple(f"cognito-idp:{action}" for action in actions), found["user_pools"], condition)


def _branches(stack: Stack, *, manual: bool) -> tuple[str, ...]:
    """Return the branches of the frontends; manual: of those only that somebody has to build."""
    branches = {one.branch for one in stack.frontends.values() if not (manual and one.automatic_builds)}
    return tuple(stack.names.arn("amplify", f"apps/*/branches/{branch}") for branch in sorted(branches))


def _session(stacks: Sequence[Stack]) -> int:
    """Return the seconds that a role lasts which waits for the longest deployment, and for an hour more."""
    shifts = [_minutes(one.deployment) for stack in stacks for one in stack.functions.values() if one.deployment.shifts]
    return min(_LONGEST_SESSION_S, _HOUR_S + 60 * max(shifts, default=0))


def _minutes(deployment: Deployment) -> int:
    steps = 1 if deployment.strategy == "canary" else -(-100 // deployment.percent) - 1
    return steps * deployment.minutes
