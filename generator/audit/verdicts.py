"""What is wrong with the grants of one function in one stack, given what its code needs."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.audit import coverage, indexes, needs, services
from generator.audit.coverage import Cover
from generator.audit.indexes import Lost
from generator.audit.needs import Need
from generator.audit.resources import Where, Whole, of_things
from generator.audit.state import Doubt, Found, Place, Read
from generator.diagnostics import SpecPath
from generator.iam_operations import actions_for
from generator.kinds.function import Function
from generator.kinds.grant import Grant, Statement
from generator.model import Stack
from generator.scope import Thing
from generator.tokens import as_reference

# Other services take these in the caller's name, so that no call shows that they are needed.
_TAKEN_BY_OTHERS = ("kms:", "iam:PassRole", "lambda:GetLayerVersion", "ec2:")


@dataclass(frozen=True, slots=True, order=True)
class Missing:
    """A call that no grant allows. resource: as the spec writes it, empty where it is not known; path: of objects in a bucket."""

    function: str
    action: str
    resource: str
    path: str


@dataclass(frozen=True, slots=True, order=True)
class Unused:
    """An action that is granted and never taken. resource: as the spec writes it."""

    path: SpecPath
    action: str
    resource: str
    is_only: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found.

    missing, lost: with the places of the calls. granted: every action that the function's grants name. is_read: its code was read.
    undeclared: reads of environment variables that it cannot do without and does not have.
    """

    missing: dict[Missing, set[Place]]
    lost: dict[Lost, set[Place]]
    unused: set[Unused]
    granted: set[Unused]
    doubts: set[Doubt]
    undeclared: set[Read]
    is_read: bool


def of(function: Function, stack: Stack, found: Found) -> Verdict:
    """Return what is wrong with a function's grants."""
    needed = _needed(stack, found)
    doubts = set(found.doubts) | set(_nameless(stack, found))
    missing: dict[Missing, set[Place]] = {}
    lost: dict[Lost, set[Place]] = {}
    for need in needed:
        if (index := indexes.lost(function, need, stack)) is not None:
            lost.setdefault(index, set()).add(need.operation.place)
            continue
        cover = Cover.YES if need.spread else coverage.best(function.statements, need)
        if cover is Cover.PERHAPS or (cover is Cover.NO and function.managed_policies):
            doubts.add(_doubt(need, cover, stack))
        elif cover is Cover.NO:
            missing.setdefault(_missing(function, need, stack), set()).add(need.operation.place)
    doubts |= {_spread(need) for need in needed if need.spread}
    granted = {_granted(grant, number) for grant in function.grants for number in range(len(grant.actions))}
    judged = function.grants if found.is_read else ()
    idle = {_granted(grant, number) for grant in judged for number in _idle(grant, needed)}
    loose = set(_loose(found, idle))
    read = {shown(need.where, stack)[0] for need in needed if need.action == "s3:GetObject"}
    hidden = {one for one in idle if _may_be_hidden(one, doubts | loose, read)}
    hidden |= {one for one in idle if any(_is_on_table(one, index) for index in lost)}
    undeclared = {one for one in found.reads if one.name not in found.optional}
    return Verdict(missing, lost, idle - hidden, granted, doubts | loose, undeclared, found.is_read)


def _needed(stack: Stack, found: Found) -> list[Need]:
    """Return what all calls need, but for those of services that this environment imitates."""
    mocks = set(stack.tree["environments"][stack.names.environment].get("mocks", ()))
    called = [one for one in found.operations if services.iam_name(one.service) not in mocks]
    return [
        need
        for operation in sorted(called, key=lambda one: (one.place, repr(one)))
        for need in needs.of(operation, stack)
    ]


def _nameless(stack: Stack, found: Found) -> Iterator[Doubt]:
    """Yield the operations whose action of IAM is not known."""
    for operation in found.operations:
        if needs.needs_right(operation) and not needs.of(operation, stack):
            message = f"which action {operation.name} of {operation.service} needs is not known"
            yield Doubt(operation.place, message, (operation.service,))


def _missing(function: Function, need: Need, stack: Stack) -> Missing:
    return Missing(function.key, need.action, *shown(need.where, stack))


def _doubt(need: Need, cover: Cover, stack: Stack) -> Doubt:
    resource, path = shown(need.where, stack)
    on = f"{resource}, path {path}" if path else resource
    if cover is Cover.NO:
        message = f"a managed policy may allow {need.action}{f' on {on}' if on else ''}; what is in it is not read"
    elif isinstance(need.where, Whole):
        message = f"{need.action} on {on} is granted on a condition; whether it holds here is not known"
    elif need.where.start:
        message = f"{need.action} is granted on a part of {resource}; whether the object is in it is not known"
    else:
        message = f"{need.action} is granted; the resource that {need.operation.name} is called on is not known"
    return Doubt(need.operation.place, message, hides_calls=False)


def _spread(need: Need) -> Doubt:
    profile = need.spread.rpartition("/")[2]
    message = f"to which other regions the inference profile of {profile} sends a call is not known"
    return Doubt(need.operation.place, message, hides_calls=False)


def _granted(grant: Grant, number: int) -> Unused:
    action = grant.actions[number]
    return Unused((*grant.path, "allow", number), action, grant.reference, len(grant.actions) == 1)


def _idle(grant: Grant, needed: list[Need]) -> Iterator[int]:
    """Yield the numbers of the actions of a grant that no call needs."""
    for number, action in enumerate(grant.actions):
        own = Statement((action,), grant.resources, grant.condition)
        if not any(coverage.of(own, need) for need in needed):
            yield number


def _loose(found: Found, idle: set[Unused]) -> Iterator[Doubt]:
    """Yield the calls on values that are not known which may take an action that seems idle."""
    for call in found.loose:
        for one in sorted(idle):
            service = _called_like(call.method, one.action)
            if service:
                yield Doubt(
                    call.place, f"this may call {one.action}; what {call.method} is called on is not known", (service,)
                )


def _called_like(method: str, action: str) -> str | None:
    """Return the service of which a method takes an action."""
    prefix = action.partition(":")[0]
    for service in services.of_iam(prefix):
        operation = services.operation(service, method)
        if operation and any(coverage.covers_action(action, one) for one in actions_for(f"{prefix}:{operation}")):
            return service
    return None


def _may_be_hidden(one: Unused, doubts: set[Doubt], read: set[str]) -> bool:
    """Tell whether an action that seems idle may be taken where it cannot be seen. read: the buckets whose objects are read."""
    if one.action.startswith(_TAKEN_BY_OTHERS):
        return True
    if one.action == "s3:ListBucket" and read & {one.resource, ""}:
        return True  # with it, S3 answers 404 for an object that is not there, without it 403
    prefix = one.action.partition(":")[0]
    hiding = [doubt for doubt in doubts if doubt.hides_calls]
    return any(not doubt.services or prefix in map(services.iam_name, doubt.services) for doubt in hiding)


def _is_on_table(one: Unused, index: Lost) -> bool:
    """Tell whether an action is on the table of an index that is not there, or on one of its indexes, which may be meant."""
    return f"{one.resource}.".startswith(f"{index.table}.")


def shown(where: Where, stack: Stack) -> tuple[str, str]:
    """Return a resource as the spec writes it, or its ARN where it is none of the spec's, and the path of objects in it."""
    text, more = (where.arn, "") if isinstance(where, Whole) else (where.start, "*")
    for thing in of_things(stack):
        for written in _parts(thing, text):
            path = text.removeprefix(f"{thing.arn}/") + more if thing.section == "buckets" and text != thing.arn else ""
            return written, "" if path == "*" else as_reference(path)
    return as_reference(text + more) if text else "", ""


def _parts(thing: Thing, arn: str) -> Iterator[str]:
    if not thing.arn:
        return
    if arn in (thing.arn, thing.attributes.get("arn")):
        yield thing.reference
    elif thing.section == "functions" and arn == thing.attributes.get("unqualified_arn"):
        yield f"${{{thing.reference}.unqualified_arn}}"
    elif thing.section == "tables" and arn.startswith(f"{thing.arn}/index/"):
        yield f"{thing.reference}.indexes.{arn.rpartition('/')[2] or '*'}"
    elif thing.section == "buckets" and arn.startswith(f"{thing.arn}/"):
        yield thing.reference
