"""Rights: what functions may do that they might not do before, and what protects the system as a whole."""

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase

from generator.changes.change import Change, Kind, Pair, added, before, kept
from generator.diagnostics import SpecPath
from generator.kinds.function import Function
from generator.kinds.grant import AWS_REASON, Grant
from generator.tokens import as_reference


def grant_widened(pair: Pair) -> Iterator[Change]:
    """Yield the rights that a function has now and had not before."""
    for old, new in kept(pair.old.functions, pair.new.functions):
        rights = _rights(old)
        for grant in new.grants:
            more = _more(grant, rights, pair)
            if more and not _is_wild(grant):
                message = f'function "{new.thing.key}" may do {_on(more, grant)} now'
                yield Change(Kind.SECURITY, "grant-widened", _place(grant), message, is_breaking=False)


def grant_wildcard_added(pair: Pair) -> Iterator[Change]:
    """Yield the rights with a wildcard that a function had not before; in a new function too."""
    for key, new in pair.new.functions.items():
        old = before(new, key, pair.old.functions)
        rights = _rights(old) if old else frozenset()
        for grant in filter(_is_wild, new.grants):
            more = _more(grant, rights, pair)
            if more:
                message = f'function "{key}" may do {_on(more, grant)} now, a wildcard'
                yield Change(Kind.SECURITY, "grant-wildcard-added", _place(grant), message)


def new_function_granted(pair: Pair) -> Iterator[Change]:
    """Yield each new function that may do something: all of it at once, but for wildcards, which are told by themselves."""
    for new in added(pair.old.functions, pair.new.functions):
        granted = [_on(grant.actions, grant) for grant in new.grants if not _is_wild(grant)]
        if granted:
            message = f'function "{new.thing.key}" is new, and may do {"; ".join(granted)}'
            yield Change(Kind.SECURITY, "new-function-granted", new.thing.path, message, is_breaking=False)


def presigned_age_raised(pair: Pair) -> Iterator[Change]:
    """Yield the grants whose presigned URLs are good for longer now."""
    for old, new in kept(pair.old.functions, pair.new.functions):
        ages = {_target(grant): grant.presigned_s for grant in old.grants if grant.presigned_s is not None}
        for grant in new.grants:
            was, now = ages.get(_target(grant, pair.former)), grant.presigned_s
            if was is not None and (now is None or now > was):
                good = "for as long as it says when it signs them" if now is None else f"for {now} s"
                message = f'URLs that function "{new.thing.key}" signs are good {good} now, and were for {was} s'
                yield Change(Kind.SECURITY, "presigned-age-raised", _place(grant), message, is_breaking=False)


def managed_policy_added(pair: Pair) -> Iterator[Change]:
    """Yield the policies that a function's role gets whole, and did not get before."""
    for key, new in pair.new.functions.items():
        old = before(new, key, pair.old.functions)
        had = {policy.arn for policy in old.managed_policies} if old else set()
        for policy in new.managed_policies:
            if policy.arn not in had:
                message = f'function "{key}" may do all that {as_reference(policy.arn)} allows now'
                yield Change(Kind.SECURITY, "managed-policy-added", (*new.thing.path, "managed_policies"), message)


def encryption_weakened(pair: Pair) -> Iterator[Change]:
    """Yield what was encrypted with a key of one's own, and is with one of AWS's now."""
    stores = [
        *(
            (old.thing, new.thing, old.encryption, new.encryption)
            for old, new in kept(pair.old.tables, pair.new.tables)
        ),
        *(
            (old.thing, new.thing, old.encryption, new.encryption)
            for old, new in kept(pair.old.buckets, pair.new.buckets)
        ),
        *(
            (old.thing, new.thing, old.encryption, new.encryption)
            for old, new in kept(pair.old.secrets, pair.new.secrets)
        ),
    ]
    for old, new, was, now in stores:
        if was == "customer" != now:
            message = f"{new.reference} is encrypted with a key of AWS's now, and was with one of your own"
            shared = pair.shared(old, new, "encryption")
            yield Change(Kind.SECURITY, "encryption-weakened", new.path, message, shared=shared)


def audit_trail_removed(pair: Pair) -> Iterator[Change]:
    """Yield the environment whose calls of AWS are not recorded any more."""
    if pair.old.environment.audit_trail and not pair.new.environment.audit_trail:
        path = ("environments", pair.new.names.environment, "audit_trail")
        message = "nobody records any more who calls which API of AWS"
        yield Change(Kind.SECURITY, "audit-trail-removed", path, message)


def approval_removed(pair: Pair) -> Iterator[Change]:
    """Yield the environment that is deployed to without anybody's approval now."""
    if pair.old.environment.approval and not pair.new.environment.approval:
        path = ("environments", pair.new.names.environment, "approval")
        yield Change(Kind.SECURITY, "approval-removed", path, "nobody approves deployments any more")


def _place(grant: Grant) -> SpecPath:
    """Return where a grant stands, by its resource: its number is another one as soon as one before it goes."""
    return (*grant.path[:-1], grant.reference)


def _on(actions: Iterable[str], grant: Grant) -> str:
    return f"{', '.join(actions)} on {as_reference(grant.reference)}"


def _rights(function: Function) -> frozenset[tuple[str, str]]:
    """Return each action with what it is allowed on, as the spec writes it: names in AWS may change."""
    return frozenset((action.lower(), _target(grant)) for grant in function.grants for action in grant.actions)


def _more(grant: Grant, rights: frozenset[tuple[str, str]], pair: Pair) -> list[str]:
    """Return the actions of a grant that are not among the rights of before."""
    targets = {_target(grant, pair.former), pair.former(grant.reference), "*"}
    had = [pattern for pattern, target in rights if target in targets]
    return [action for action in grant.actions if not any(fnmatchcase(action.lower(), one) for one in had)]


def _target(grant: Grant, called: Callable[[str], str] = str) -> str:
    """Return what a grant is on, for a part of a bucket the part too. called: what to call it by."""
    parts = [arn.partition(":::")[2].partition("/")[2] for arn in grant.resources if grant.target == "buckets"]
    return " ".join([called(grant.reference), *filter(lambda part: part not in ("", "*"), parts)])


def _is_wild(grant: Grant) -> bool:
    is_any = grant.reference == "*" and grant.reason != AWS_REASON
    return (
        is_any or any("*" in action for action in grant.actions) or ("*" in grant.reference and grant.reference != "*")
    )
