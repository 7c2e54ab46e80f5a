"""Two things of one kind have one name in AWS: the second cannot be made, or takes the place of the first."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, SpecPath
from generator.effective import origin, value_at
from generator.facts import Fact
from generator.model import Model, Stack
from generator.names import Names, token
from generator.tokens import as_reference

# Sections whose entries have a name in AWS, and what AWS calls them.
_KINDS = {
    "functions": "function", "tables": "table", "buckets": "bucket", "queues": "queue", "topics": "topic",
    "notifications": "topic", "buses": "bus", "schedules": "schedule", "secrets": "secret", "parameters": "parameter",
    "workflows": "state machine", "dashboards": "dashboard", "budgets": "budget",
}  # fmt: skip

# What an account has once, in whichever region it was made; of these AWS takes `a` and `A` for the same.
_GLOBAL = frozenset({"role", "budget"})
_FOLDED = frozenset({"role", "bucket"})


class Named(Fact):
    """Something with a name in AWS. path: the entry that it comes from.

    setting: where the entry may give the name. within: the bus of a rule.
    """

    kind: str
    name: str
    path: SpecPath
    names: Names
    setting: str = "name"
    within: str = ""

    @property
    def place(self) -> tuple[str, ...]:
        """What must not be there twice: the kind, where its names count, and the name."""
        account = self.names.account.replace(token("account"), f"the account of {self.names.environment}")
        name = self.name.replace(token("account"), account)
        name = name.lower() if self.kind in _FOLDED else name
        match self.kind:
            case "bucket":
                return self.kind, name
            case "domain prefix":
                return self.kind, self.names.region, name
            case kind if kind in _GLOBAL:
                return kind, account, name
            case _:
                return self.kind, account, self.names.region, self.within, name

    @property
    def shown(self) -> str:
        """The name as a person reads it."""
        return as_reference(self.name)

    def written(self, model: Model) -> tuple[SpecPath, bool]:
        """Return where the name comes from, and whether that is a key: the name itself, or the entry it is made of."""
        place = origin(model.spec, self.names.environment, (*self.path, self.setting))
        if self.kind != "role" and value_at(model.spec, place) is not None:
            return place, False
        return origin(model.spec, self.names.environment, self.path), True


def name_clash(model: Model) -> Iterator[Diagnostic]:
    """Yield each thing whose name another one has, in whichever environments and regions the two are."""
    seen: dict[tuple[str, ...], Named] = {}
    reported: set[tuple[str, SpecPath, SpecPath]] = set()
    for one in (one for stack in model.stacks for one in named(stack)):
        first = seen.setdefault(one.place, one)
        pair = (one.kind, first.path, one.path)
        if first is not one and pair not in reported:
            reported.add(pair)
            yield _clash(model, first, one)


def _clash(model: Model, first: Named, second: Named) -> Diagnostic:
    path, at_key = second.written(model)
    if first.path == second.path:
        regions = first.names.environment == second.names.environment
        there = (
            (second.names.region, first.names.region)
            if regions
            else (second.names.environment, first.names.environment)
        )
        cure = "${region}" if regions else "${environment.name}"
        message = f'"{second.shown}" is the name of this {second.kind} in {there[0]} and in {there[1]} too; put {cure} into it'
        return Diagnostic(path, message, "name-clash", at_key=at_key)
    message = f'"{second.shown}" is the name of another {second.kind} too; rename one of them'
    return Diagnostic(
        path, message, "name-clash", related=(Related(first.written(model)[0], "the other one"),), at_key=at_key
    )


def named(stack: Stack) -> Iterator[Named]:
    """Yield everything of a stack that has a name in AWS, roles and rules included."""
    for (section, key), thing in stack.things.items():
        there = stack.home or section != "budgets"
        if section in _KINDS and there and not thing.entry.get("existing"):
            yield Named(_KINDS[section], thing.name, (section, key), stack.names)
    yield from _own(stack)
    yield from _inner(stack)
    for path, role in _roles(stack):
        yield Named("role", role, path, stack.names)


def _own(stack: Stack) -> Iterator[Named]:
    """Yield what the system has once."""
    names = stack.names
    if stack.auth and stack.home and not stack.auth.certificate:
        yield Named("domain prefix", stack.auth.domain, ("auth",), names, "domain_prefix")
    if stack.auth and stack.home:
        yield Named("user pool", stack.auth.name, ("auth",), names)
    if stack.home and stack.environment.audit_trail:
        place = ("environments", names.environment, "audit_trail")
        yield Named("bucket", names.trail_bucket, place, names)
    if stack.functions:
        yield Named("bucket", names.artifacts_bucket(), ("functions",), names)
    if stack.tracing:
        yield Named("sampling rule", stack.tracing.name, ("tracing",), names)
        for group in stack.tracing.groups:
            yield Named("trace group", group.name, ("tracing", "groups", group.key), names)


def _inner(stack: Stack) -> Iterator[Named]:
    """Yield what stands inside an entry, or is made for it."""
    names = stack.names
    for bus in stack.buses.values():
        for key, rule in bus.rules.items():
            yield Named("rule", rule.name, ("buses", bus.key, "rules", key), names, within=bus.thing.name)
    for alarm in stack.alarms.values():
        for watched in alarm.watched:
            yield Named("alarm", watched.name, ("alarms", alarm.key), names)
    for function in stack.functions.values():
        if function.deployment.shifts:
            for name in (names.rollback_alarm(function.name), names.new_version_alarm(function.name)):
                yield Named("alarm", name, ("functions", function.key), names)


def _roles(stack: Stack) -> Iterator[tuple[SpecPath, str]]:
    yield from ((("functions", key), function.role_name) for key, function in stack.functions.items())
    yield from ((("workflows", key), workflow.role_name) for key, workflow in stack.workflows.items())
    yield from ((("schedules", key), schedule.role_name) for key, schedule in stack.schedules.items())
    if stack.home:
        yield from ((("frontends", key), frontend.role_name) for key, frontend in stack.frontends.items())
    for key, notification in stack.notifications.items():
        if notification.slack:
            yield ("notifications", key), notification.slack_role_name
    for bus in stack.buses.values():
        yield from ((("buses", bus.key, "rules", key), rule.role_name) for key, rule in bus.rules.items())
    if len(stack.environment.regions) > 1:
        yield from ((("buckets", key), bucket.replication_role) for key, bucket in stack.buckets.items())
