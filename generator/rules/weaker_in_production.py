"""An environment with users is less safe than another one, and the spec does not say why."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Related, Severity, SpecPath
from generator.effective import origin
from generator.facts import Fact
from generator.kinds.auth import UserPool
from generator.model import Model, Stack
from generator.rules.other_meaning_in_production import is_reasoned, pairs

_MFA = ("off", "optional", "required")
_ENCRYPTION = ("aws_owned", "s3_managed", "aws_managed", "customer")
_PROTECTION = ("off", "audit", "enforced")


class _Measure(Fact):
    """How safe a setting makes an entry. entries: of the section in a stack. strength: the higher, the safer."""

    section: str
    setting: str
    entries: Callable[[Stack], Mapping[str, Any]]
    strength: Callable[[Any], float]


def _pool(stack: Stack) -> Mapping[str, UserPool]:
    return {"": stack.auth} if stack.auth else {}


_MEASURES = (
    _Measure("tables", "point_in_time_recovery", lambda stack: stack.tables, lambda table: table.recovery_days or 0),
    _Measure("tables", "deletion_protection", lambda stack: stack.tables, lambda table: table.deletion_protection),
    _Measure("tables", "encryption", lambda stack: stack.tables, lambda table: _ENCRYPTION.index(table.encryption)),
    _Measure("buckets", "versioning", lambda stack: stack.buckets, lambda bucket: bucket.versioning),
    _Measure("buckets", "encryption", lambda stack: stack.buckets, lambda bucket: _ENCRYPTION.index(bucket.encryption)),
    _Measure("buckets", "object_lock", lambda stack: stack.buckets, lambda bucket: bucket.object_lock is not None),
    _Measure("queues", "retention", lambda stack: stack.queues, lambda queue: queue.retention_s),
    _Measure("queues", "dead_letter", lambda stack: stack.queues, lambda queue: queue.dead_letter is not None),
    _Measure(
        "functions", "log_retention_days", lambda stack: stack.functions, lambda function: function.log_retention_days
    ),
    _Measure("functions", "tracing", lambda stack: stack.functions, lambda function: function.tracing),
    _Measure("functions", "deployment", lambda stack: stack.functions, lambda function: function.deployment.shifts),
    _Measure(
        "functions", "on_failure", lambda stack: stack.functions, lambda function: function.on_failure is not None
    ),
    _Measure(
        "workflows", "log_retention_days", lambda stack: stack.workflows, lambda workflow: workflow.log_retention_days
    ),
    _Measure("workflows", "log_level", lambda stack: stack.workflows, lambda workflow: workflow.logs),
    _Measure("workflows", "tracing", lambda stack: stack.workflows, lambda workflow: workflow.tracing),
    _Measure("routes", "auth", lambda stack: stack.routes, lambda route: route.auth != "none"),
    _Measure("auth", "mfa", _pool, lambda pool: _MFA.index(pool.mfa)),
    _Measure("auth", "threat_protection", _pool, lambda pool: _PROTECTION.index(pool.threat_protection)),
    _Measure("auth", "password", _pool, lambda pool: pool.password.get("minimum_length", 8)),
)


def weaker_in_production(model: Model) -> Iterator[Diagnostic]:
    """Yield each setting of an environment with approval or protected data that is safer elsewhere, without a reason."""
    for users, other in pairs(model):
        for path, elsewhere in _weaker(users, other):
            if not is_reasoned(users, path):
                environment = users.names.environment
                message = (
                    f'{environment} has users, and {elsewhere} in "{other.names.environment}"; make it as safe here, or say why not under '
                    f"environments.{environment}.reasons: {{{_name(path)}: ...}}"
                )
                place = origin(model.spec, environment, path)
                related = (Related(("environments", other.names.environment), "safer here"),)
                yield Diagnostic(place, message, "weaker-in-production", Severity.WARNING, related)


def _weaker(users: Stack, other: Stack) -> Iterator[tuple[SpecPath, str]]:
    for measure in _MEASURES:
        mine, theirs = measure.entries(users), measure.entries(other)
        for key in sorted(mine.keys() & theirs.keys()):
            if measure.strength(mine[key]) < measure.strength(theirs[key]):
                place = (measure.section, key, measure.setting) if key else (measure.section, measure.setting)
                yield place, f'"{measure.setting}" is stronger'
    if other.environment.audit_trail and not users.environment.audit_trail:
        yield ("environments", users.names.environment, "audit_trail"), "every call is recorded"
    missing = sorted(other.alarms.keys() - users.alarms.keys())
    yield from ((("alarms", key), f'an alarm "{key}" watches') for key in missing)
    yield from _wider(users, other)


def _wider(users: Stack, other: Stack) -> Iterator[tuple[SpecPath, str]]:
    """Yield the grants that only the environment with users has."""
    mocked = set(other.environment.mocks)
    for key in sorted(users.functions.keys() & other.functions.keys()):
        there = {(action, grant.reference) for grant in other.functions[key].grants for action in grant.actions}
        for grant in users.functions[key].grants:
            extra = [action for action in grant.actions if (action, grant.reference) not in there]
            if extra and grant.service not in mocked:
                yield grant.path, f'"{key}" may not {", ".join(extra)}'


def _name(path: SpecPath) -> str:
    return ".".join(f'"{part}"' if "." in str(part) else str(part) for part in path[:3])
