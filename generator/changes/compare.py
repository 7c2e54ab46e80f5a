"""All rules over all pairs of stacks, and what the new spec accepts of what they find."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from generator.changes.buckets import (
    bucket_expiry_shortened,
    bucket_lock_weakened,
    bucket_protection_removed,
    bucket_versioning_removed,
)
from generator.changes.change import Change, Kind, Pair
from generator.changes.costs import cost_changed
from generator.changes.rights import (
    approval_removed,
    audit_trail_removed,
    encryption_weakened,
    grant_widened,
    grant_wildcard_added,
    managed_policy_added,
    new_function_granted,
    presigned_age_raised,
)
from generator.changes.routes import (
    api_origin_removed,
    api_removed,
    open_route_added,
    output_removed,
    route_auth_changed,
    route_auth_removed,
    route_removed,
    route_scope_added,
    route_scope_removed,
    route_throttle_lowered,
)
from generator.changes.running import (
    dead_letter_removed,
    deployment_shift_removed,
    function_name_changed,
    function_removed,
    log_retention_shortened,
    workflow_type_changed,
)
from generator.changes.schemas import (
    schema_property_removed,
    schema_property_required,
    schema_removed,
    schema_type_changed,
    schema_value_removed,
)
from generator.changes.stores import (
    account_changed,
    data_store_name_changed,
    data_store_removed,
    data_store_renamed_without_renamed_from,
    queue_order_changed,
    queue_retention_shortened,
)
from generator.changes.tables import (
    index_key_changed,
    index_removed,
    table_expiry_changed,
    table_key_changed,
    table_protection_removed,
    table_recovery_shortened,
    table_replica_removed,
)
from generator.changes.users import (
    auth_callback_removed,
    auth_client_removed,
    mfa_weakened,
    password_weakened,
    user_pool_removed,
    user_pool_replaced,
)
from generator.changes.watching import (
    alarm_loosened,
    alarm_removed,
    alarm_runbook_removed,
    dashboard_removed,
    runbook_removed,
)
from generator.diagnostics import Diagnostic, Severity, SpecPath
from generator.kinds.acceptance import Acceptance
from generator.model import Model, Stack

Rule = Callable[[Pair], Iterator[Change]]

RULES: tuple[Rule, ...] = (
    account_changed,
    alarm_loosened,
    alarm_removed,
    alarm_runbook_removed,
    api_origin_removed,
    api_removed,
    approval_removed,
    audit_trail_removed,
    auth_callback_removed,
    auth_client_removed,
    bucket_expiry_shortened,
    bucket_lock_weakened,
    bucket_protection_removed,
    bucket_versioning_removed,
    dashboard_removed,
    data_store_name_changed,
    data_store_removed,
    data_store_renamed_without_renamed_from,
    dead_letter_removed,
    deployment_shift_removed,
    encryption_weakened,
    function_name_changed,
    function_removed,
    grant_widened,
    grant_wildcard_added,
    index_key_changed,
    index_removed,
    log_retention_shortened,
    managed_policy_added,
    mfa_weakened,
    new_function_granted,
    open_route_added,
    output_removed,
    password_weakened,
    presigned_age_raised,
    queue_order_changed,
    queue_retention_shortened,
    route_auth_changed,
    route_auth_removed,
    route_removed,
    route_scope_added,
    route_scope_removed,
    route_throttle_lowered,
    runbook_removed,
    schema_property_removed,
    schema_property_required,
    schema_removed,
    schema_type_changed,
    schema_value_removed,
    table_expiry_changed,
    table_key_changed,
    table_protection_removed,
    table_recovery_shortened,
    table_replica_removed,
    user_pool_removed,
    user_pool_replaced,
    workflow_type_changed,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """A change with the environments that have it; `everywhere` in all that both versions have. acceptance: by which it is wanted."""

    change: Change
    environments: tuple[str, ...]
    everywhere: bool
    acceptance: Acceptance | None

    @property
    def is_refused(self) -> bool:
        return self.change.is_breaking and self.acceptance is None


def changes(old: Model, new: Model) -> list[Judged]:
    """Return what changed, in the order of its classes, each change once however many environments have it."""
    before = {_key(stack): stack for stack in old.stacks}
    pairs = [Pair(before[_key(stack)], stack) for stack in new.stacks if _key(stack) in before]
    found: dict[Change, dict[str, None]] = {}
    for pair in pairs:
        for rule in RULES:
            for change in _together(rule(pair)):
                found.setdefault(change, {})[pair.new.names.environment] = None
    for change, environment in (*_lost_stacks(old, new), *cost_changed(old, new)):
        found.setdefault(change, {})[environment] = None
    every = dict.fromkeys(pair.new.names.environment for pair in pairs)
    accepted = _acceptances(new)
    order = list(Kind)
    return [
        Judged(change, tuple(environments), environments.keys() >= every.keys(), accepted.get(change.name))
        for change, environments in sorted(
            found.items(), key=lambda one: (order.index(one[0].kind), one[0].rule, one[0].place)
        )
    ]


def _together(found: Iterable[Change]) -> Iterator[Change]:
    """Yield what a rule has found, with one change for all entries that one setting brought it about for."""
    shared: dict[SpecPath, list[Change]] = {}
    for change in found:
        if change.shared is None:
            yield change
        else:
            shared.setdefault(change.shared, []).append(change)
    for place, (first, *others) in shared.items():
        more = f"; the same goes for {', '.join(str(one.path[1]) for one in others)}" if others else ""
        yield replace(first, path=place, message=first.message + more)


def idle_acceptances(new: Model, judged: list[Judged]) -> list[Diagnostic]:
    """Return the acceptances that accept nothing: the change is not made any more, or is called otherwise."""
    used = {one.acceptance.key for one in judged if one.acceptance}
    return [
        Diagnostic(
            ("accept", one.key, "change"),
            f'there is no change called "{one.change}" that has to be accepted; remove the entry when its change is made',
            "idle-acceptance",
            Severity.WARNING,
        )
        for one in _acceptances(new).values()
        if one.key not in used
    ]


def _acceptances(new: Model) -> dict[str, Acceptance]:
    return {one.change: one for stack in new.stacks for one in stack.accept.values()}


def _lost_stacks(old: Model, new: Model) -> Iterator[tuple[Change, str]]:
    """Yield each environment, and each region of one, that is not there any more."""
    now = {_key(stack) for stack in new.stacks}
    environments = {stack.names.environment for stack in new.stacks}
    for stack in old.stacks:
        name = stack.names.environment
        if name not in environments:
            message = (
                f'environment "{name}" is not in the spec any more, and what it holds is nobody\'s; destroy it before'
            )
            yield Change(Kind.DATA, "environment-removed", ("environments", name), message), name
        elif _key(stack) not in now:
            message = f"nothing in {stack.names.region} is in the spec any more, and what is there is nobody's; destroy it before"
            yield (
                Change(Kind.DATA, "region-removed", ("environments", name, "regions", stack.names.region), message),
                name,
            )


def _key(stack: Stack) -> tuple[str, str]:
    return stack.names.environment, stack.names.region
