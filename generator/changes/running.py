"""How the system runs: what catches failures, how long logs are kept, how new versions take over, which environments there are."""

from collections.abc import Iterator

from generator.changes.change import Change, Kind, Pair, counted, gone, kept
from generator.kinds.function import Function
from generator.kinds.workflow import Workflow
from generator.references import TITLES
from generator.scope import Thing
from generator.tokens import as_reference


def dead_letter_removed(pair: Pair) -> Iterator[Change]:
    """Yield each queue and each function whose failures are not kept any more."""
    for old, new in kept(pair.old.queues, pair.new.queues):
        if old.dead_letter and not new.dead_letter:
            yield _unkept(pair, old.thing, new.thing, "dead_letter", f'what queue "{new.thing.key}" cannot deliver is')
    for before, now in kept(pair.old.functions, pair.new.functions):
        if before.on_failure and not now.on_failure:
            yield _unkept(
                pair, before.thing, now.thing, "on_failure", f'calls of function "{now.thing.key}" that fail are'
            )


def _unkept(pair: Pair, old: Thing, new: Thing, setting: str, what: str) -> Change:
    shared = pair.shared(old, new, setting)
    place = (*new.path, setting)
    return Change(Kind.OPERATIONS, "dead-letter-removed", place, f"{what} not kept any more", shared=shared)


def function_removed(pair: Pair) -> Iterator[Change]:
    """Yield each function and each workflow that is not there any more, with its logs."""
    removed: list[Function | Workflow] = [
        *gone(pair.old.functions, pair.new.functions),
        *gone(pair.old.workflows, pair.new.workflows),
    ]
    for one in removed:
        message = f'{_title(one)} "{one.key}" is gone, and {_logs(one)}; "renamed_from: {one.key}" at another one keeps what is there'
        yield Change(Kind.OPERATIONS, "function-removed", one.thing.path, message, is_breaking=False)


def function_name_changed(pair: Pair) -> Iterator[Change]:
    """Yield each function and each workflow with another name in AWS, which is made anew without its logs."""
    runs: list[tuple[Function | Workflow, Function | Workflow]] = [
        *kept(pair.old.functions, pair.new.functions),
        *kept(pair.old.workflows, pair.new.workflows),
    ]
    for old, new in runs:
        if old.name != new.name:
            names = f"{as_reference(new.name)} in AWS now, and was {as_reference(old.name)}"
            message = f'{_title(new)} "{new.key}" is called {names}: it is made anew, and {_logs(old)}'
            yield Change(Kind.OPERATIONS, "function-name-changed", new.thing.path, message)


def log_retention_shortened(pair: Pair) -> Iterator[Change]:
    """Yield what keeps its logs for a shorter time; what is older is deleted at once."""
    runs: list[tuple[Function | Workflow, Function | Workflow]] = [
        *kept(pair.old.functions, pair.new.functions),
        *kept(pair.old.workflows, pair.new.workflows),
    ]
    for old, new in runs:
        before, now = old.log_retention_days, new.log_retention_days
        if now < before:
            message = f"logs of {new.thing.reference} are kept for {counted(now, 'day')} now, and were for {before}"
            shared = pair.shared(old.thing, new.thing, "log_retention_days")
            yield Change(
                Kind.OPERATIONS, "log-retention-shortened", new.thing.path, message, is_breaking=False, shared=shared
            )


def deployment_shift_removed(pair: Pair) -> Iterator[Change]:
    """Yield each function whose new versions take over all at once now, without anything that would roll them back."""
    for old, new in kept(pair.old.functions, pair.new.functions):
        if old.deployment.shifts and not new.deployment.shifts:
            message = (
                f'a new version of function "{new.thing.key}" takes over all at once now, and nothing rolls it back'
            )
            shared = pair.shared(old.thing, new.thing, "deployment")
            yield Change(Kind.OPERATIONS, "deployment-shift-removed", new.thing.path, message, shared=shared)


def workflow_type_changed(pair: Pair) -> Iterator[Change]:
    """Yield each workflow of another type, which Step Functions makes anew: running executions end."""
    for old, new in kept(pair.old.workflows, pair.new.workflows):
        if old.type != new.type:
            lost = "; Express keeps no history and cannot be redriven" if new.type == "express" else ""
            message = f'workflow "{new.thing.key}" is {new.type} now, and was {old.type}: it is made anew, and what runs is stopped at its next state{lost}'
            yield Change(Kind.OPERATIONS, "workflow-type-changed", new.thing.path, message)


def _title(one: Function | Workflow) -> str:
    return TITLES[one.thing.section]


def _logs(one: Function | Workflow) -> str:
    """Return what becomes of what it has logged until now, and of executions."""
    if isinstance(one, Function):
        logs = f"its logs of {counted(one.log_retention_days, 'day')} are"
        return f"{logs} left to nobody" if one.retain else f"{logs} deleted"
    logs = f", with its logs of {counted(one.log_retention_days, 'day')}" if one.logs else ""
    return f"the history of its executions is deleted{logs}"
