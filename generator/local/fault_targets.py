"""What a fault can hit on this machine: its functions, rules, schedules and sites, and calls of AWS."""

from collections.abc import Iterable
from dataclasses import dataclass

from generator.diagnostics import did_you_mean
from generator.local import aws_call
from generator.model import Stack

_WITHOUT_STATUS = ("functions.", "rules.", "schedules.")
_WITHOUT_ANSWER = ("rules.", "schedules.")


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets of a stack that have names of their own, such as `functions.orders` or `sites.api.example.com`."""

    known: tuple[str, ...] = ()

    def problem(self, target: str) -> str:
        """Return why nothing is ever hit at a target, with what could be; empty where something can be."""
        if target in self.known or _is_call(target):
            return ""
        kind = target.partition(".")[0] + "."
        like = [one for one in self.known if one.startswith(kind)] or self.known
        others = f", or one of: {', '.join(like)}" if like else ""
        near = did_you_mean(target, self.known)
        return f'nothing on this machine is "{target}"{near or ";"} a target is a call of AWS, such as dynamodb:PutItem{others}'


def targets(stack: Stack, sites: Iterable[str]) -> Targets:
    """Return the targets of a stack. sites: the hosts that its functions reach on this machine."""
    rules = [rule.key for bus in stack.buses.values() for rule in bus.rules.values()]
    named = {"functions": stack.functions, "rules": rules, "schedules": stack.schedules, "sites": sorted(set(sites))}
    return Targets(tuple(f"{kind}.{name}" for kind, names in named.items() for name in names))


def has_status(target: str) -> bool:
    """Tell whether what answers at a target answers with a status of HTTP."""
    return not target.startswith(_WITHOUT_STATUS)


def has_answer(target: str) -> bool:
    """Tell whether anything is answered at a target: a rule and a schedule only deliver."""
    return not target.startswith(_WITHOUT_ANSWER)


def is_site(target: str) -> bool:
    """Tell whether a target is a site."""
    return target.startswith("sites.")


def _is_call(target: str) -> bool:
    service, _, operation = target.partition(":")
    return operation in aws_call.operations(service)
