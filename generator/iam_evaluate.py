"""Decides requests by IAM policies, as AWS documents it: default deny, an explicit deny wins, then one allow.

From the IAM user guide's pages "Policy evaluation for requests within a single account", "Cross-account policy evaluation logic" and
"AWS JSON policy elements: Principal" and "NotPrincipal" (November 2026). Policies of an organisation, of a session and permissions
boundaries are not evaluated: they only take away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any

from generator.iam_conditions import PolicyError, holds, texts
from generator.iam_patterns import Context, account_of, like, literal, resource_like

__all__ = ["Decision", "Policy", "PolicyError", "Principal", "PrincipalKind", "Request", "decide"]

Policy = Mapping[str, Any]
Statement = Mapping[str, Any]

_ELEMENTS = {
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
}
_EVERYBODY = ("AWS", "*")


class PrincipalKind(StrEnum):
    """The kinds of principals, as a policy's `Principal` names them."""

    AWS = "AWS"
    SERVICE = "Service"
    FEDERATED = "Federated"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks.

    name: the ARN of a role or user, a service such as `events.amazonaws.com`, or an identity provider.
    session: the ARN of a role's session, where one is known.
    """

    kind: PrincipalKind
    name: str
    session: str = ""

    @property
    def account(self) -> str:
        return account_of(self.name) if self.kind is PrincipalKind.AWS else ""


@dataclass(frozen=True, slots=True)
class Request:
    """An action on a resource.

    action: as IAM writes it, such as `sqs:SendMessage`. resource: an ARN, or `*` where the action has none.
    context: the values of each condition key that the request carries. principal: None for an anonymous request.
    """

    action: str
    resource: str
    context: Context = field(default_factory=dict)
    principal: Principal | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to a request. statement: what decided it; None where nothing allowed it."""

    allowed: bool
    statement: Statement | None = None

    @property
    def is_explicit_deny(self) -> bool:
        return not self.allowed and self.statement is not None


class _Meaning(Enum):
    """Who a statement of a resource's policy is about; one that names an account leaves the decision to the account's own policies."""

    OTHERS = 0
    THEIR_ACCOUNT = 1
    THEM = 2


def decide(request: Request, *, identity: Sequence[Policy] = (), resource_policies: Sequence[Policy] = ()) -> Decision:
    """Decide a request by the policies of who asks and those of the resource.

    Raises PolicyError where one of them, whether or not it would decide, says what AWS does not document.
    """
    own = list(_applying(identity, request))
    meant = [(one, _meaning(one, request.principal)) for one in _applying(resource_policies, request)]
    others = [(statement, meaning) for statement, meaning in meant if meaning is not _Meaning.OTHERS]
    denying = next((one for one in (*own, *(one for one, _ in others)) if one["Effect"] == "Deny"), None)
    if denying is not None:
        return Decision(allowed=False, statement=denying)
    granted = next(iter(own), None)
    direct = next((statement for statement, meaning in others if meaning is _Meaning.THEM), None)
    if _is_between_accounts(request):
        allowing = granted if others else None
    elif _needs_resource_policy(request.action):
        allowing = direct or (granted if others else None)
    else:
        allowing = granted or direct
    return Decision(allowed=allowing is not None, statement=allowing)


def _is_between_accounts(request: Request) -> bool:
    """Tell whether who asks is of another account than the resource: then each side has to allow it."""
    owner = account_of(request.resource)
    asking = request.principal.account if request.principal else ""
    return bool(owner and asking) and owner != asking


def _needs_resource_policy(action: str) -> bool:
    """Tell whether the resource has to allow an action itself, or to leave it to its account's own policies.

    From "Key policies in AWS KMS" of its developer guide, and of the IAM user guide on a role's trust policy (November 2026).
    """
    return action.lower().startswith(("kms:", "sts:assumerole"))


def _applying(policies: Sequence[Policy], request: Request) -> Iterator[Statement]:
    """Yield the statements of these policies that are about a request, whoever asks."""
    for policy in policies:
        if "Statement" not in policy:
            raise PolicyError('a policy needs "Statement"')
        listed = policy["Statement"]
        for statement in listed if isinstance(listed, list) else [listed]:
            _check(statement)
            # A version without variables takes their marks as they stand.
            read = statement if policy.get("Version") == "2012-10-17" else _literal(statement)
            is_met = holds(read.get("Condition", {}), request.context)
            if is_met and _has_action(read, request) and _has_resource(read, request):
                yield statement


def _check(statement: Statement) -> None:
    """Refuse a statement that AWS would refuse, or that says what is not evaluated here."""
    if unknown := set(statement) - _ELEMENTS:
        raise PolicyError(f'no statement has "{min(unknown)}"')
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise PolicyError(f'the effect of a statement is "Allow" or "Deny", not "{statement.get("Effect")}"')
    for element in ("Action", "Resource", "Principal"):
        if element in statement and f"Not{element}" in statement:
            raise PolicyError(f'a statement has "{element}" or "Not{element}", not both')
    if "Action" not in statement and "NotAction" not in statement:
        raise PolicyError('a statement needs "Action" or "NotAction"')


def _literal(value: Any) -> Any:
    match value:
        case str():
            return literal(value)
        case Mapping():
            return {key: _literal(one) for key, one in value.items()}
        case list() | tuple():
            return [_literal(one) for one in value]
        case _:
            return value


def _has_action(statement: Statement, request: Request) -> bool:
    def is_meant(listed: object) -> bool:
        return any(like(text.lower(), request.action.lower(), {}) for text in texts(listed))

    return is_meant(statement["Action"]) if "Action" in statement else not is_meant(statement["NotAction"])


def _has_resource(statement: Statement, request: Request) -> bool:
    """Tell whether a statement is about the resource; that of a role's trust policy names none, and means the role."""

    def is_meant(listed: object) -> bool:
        return any(resource_like(text, request.resource, request.context) for text in texts(listed))

    if "NotResource" in statement:
        return not is_meant(statement["NotResource"])
    return is_meant(statement.get("Resource", "*"))


def _meaning(statement: Statement, principal: Principal | None) -> _Meaning:
    """Return whether a statement of a resource's policy is about who asks."""
    account, themselves = _ways_to_name(principal)
    if "NotPrincipal" in statement:
        if statement["Effect"] == "Allow":
            raise PolicyError('AWS does not support "NotPrincipal" with the effect "Allow"')
        named = set(_named(statement["NotPrincipal"]))
        # Who is to be spared has to be listed together with the account.
        spared = not named.isdisjoint(themselves) and (not account or not named.isdisjoint(account))
        return _Meaning.OTHERS if spared else _Meaning.THEM
    if "Principal" not in statement:
        raise PolicyError('a statement of a resource\'s policy needs "Principal"')
    named = set(_named(statement["Principal"]))
    if _EVERYBODY in named or not named.isdisjoint(themselves):
        return _Meaning.THEM
    return _Meaning.OTHERS if named.isdisjoint(account) else _Meaning.THEIR_ACCOUNT


def _named(element: object) -> Iterator[tuple[str, str]]:
    """Yield who a `Principal` names, each as its kind and name."""
    if element == "*":
        yield _EVERYBODY
        return
    if not isinstance(element, Mapping):
        raise PolicyError(f'a principal is "*" or of a kind, not "{element}"')
    for kind, listed in element.items():
        if kind not in tuple(PrincipalKind):
            raise PolicyError(f'a principal of the kind "{kind}" is not evaluated here')
        yield from ((kind, name) for name in texts(listed))


def _ways_to_name(principal: Principal | None) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return all that policies may call the account of who asks, and who asks themselves."""
    if principal is None:
        return set(), set()
    kind, account = principal.kind.value, principal.account
    names = {account, f"arn:aws:iam::{account}:root"} if account else set()
    return {(kind, name) for name in names}, {(kind, name) for name in (principal.name, principal.session) if name}
