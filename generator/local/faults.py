"""Faults on request: a call of AWS, a site or a function that fails, is slow or says something else, as the developer asked."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from threading import Lock
from typing import Any

from generator.diagnostics import did_you_mean
from generator.local.fault_targets import Targets, has_answer, has_status, is_site

_OK, _ERROR = 200, 400
_LONGEST_S = 900  # longer than any function runs


@dataclass
class Fault:
    """One fault. target: `dynamodb:PutItem`, `functions.orders`, `rules.paid`, `schedules.nightly` or `sites.api.example.com`.

    error: AWS's code or the handler's error type; empty to be slow only. answer: a body in place of an error.
    status: of HTTP, from calls of AWS and sites; of an error 400, beside an answer 200 where it is None.
    times: left, None for ever. delay_s: how long it waits before. holding: texts that all stand in what is hit, such as an id.
    """

    target: str
    error: str = ""
    message: str = "injected"
    status: int | None = None
    answer: Any = None
    times: int | None = 1
    delay_s: float = 0.0
    holding: Sequence[str] = ()

    def hits(self, target: str, text: str) -> bool:
        """Tell whether something that goes to a target is hit. text: its address and content."""
        return self.target == target and all(one in text for one in self.holding)

    @property
    def http_status(self) -> int:
        """The status that it answers with."""
        return self.status or (_ERROR if self.answer is None else _OK)

    @property
    def answers(self) -> bool:
        """Tell whether it answers in place of its target, or is slow only."""
        return bool(self.error) or self.answer is not None or self.status is not None

    def as_json(self) -> dict[str, Any]:
        """Return it as it is asked for."""
        return asdict(self)


@dataclass
class Faults:
    """The faults asked for. targets: what can be hit."""

    targets: Targets
    _asked: list[Fault] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def ask(self, wanted: object) -> Fault:
        """Add a fault; raise TypeError or ValueError for what is none."""
        fault = _read(wanted)
        _check(fault, self.targets)
        with self._lock:
            self._asked.append(fault)
        return fault

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._asked.clear()

    def listed(self) -> list[dict[str, Any]]:
        """Return the faults that are left."""
        with self._lock:
            return [fault.as_json() for fault in self._asked]

    def strike(self, target: str, text: str = "") -> Fault | None:
        """Return the fault that hits what goes to a target now, waited for and counted down; None where it goes well."""
        with self._lock:
            fault = next((one for one in self._asked if one.hits(target, text)), None)
            if fault is not None and fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._asked.remove(fault)
        if fault is None:
            return None
        time.sleep(fault.delay_s)
        return fault if fault.answers else None


def _read(wanted: object) -> Fault:
    """Return the fault that a mapping means, unchecked; raise TypeError or ValueError where it has other keys than a fault."""
    if not isinstance(wanted, dict):
        raise TypeError('a fault is a mapping, such as {"target": "dynamodb:PutItem", "error": "ThrottlingException"}')
    names = [one.name for one in fields(Fault)]
    for name in wanted:
        if name not in names:
            near = did_you_mean(name, names) or f"; it has {', '.join(names)}"
            raise ValueError(f'a fault has no "{name}"{near}')
    return Fault(**{"target": "", **wanted})


def _check(fault: Fault, targets: Targets) -> None:
    """Raise TypeError or ValueError where a fault would fail when it strikes, or would do less than it says."""
    if not isinstance(fault.target, str) or not fault.target:
        raise ValueError("a fault needs a target")
    if problem := targets.problem(fault.target):
        raise ValueError(problem)
    if isinstance(fault.holding, str) or not all(isinstance(one, str) for one in fault.holding):
        raise ValueError("holding is a list of texts")
    if not (isinstance(fault.error, str) and isinstance(fault.message, str)):
        raise TypeError("error and message are texts")
    if fault.times is not None and (not isinstance(fault.times, int) or fault.times < 1):
        raise ValueError("times is a number from 1, or null for ever")
    if not isinstance(fault.delay_s, int | float) or not 0 <= fault.delay_s <= _LONGEST_S:
        raise ValueError(f"delay_s is a number of seconds up to {_LONGEST_S}")
    _check_answer(fault)


def _check_answer(fault: Fault) -> None:
    """Raise ValueError where nothing at the target could answer like this."""
    if fault.answer is not None and fault.error:
        raise ValueError("answer stands in place of an error; give one of them")
    if fault.answer is not None and not has_answer(fault.target):
        raise ValueError(f"{fault.target} answers nothing; give an error")
    if fault.status is None:
        return
    if not has_status(fault.target):
        raise ValueError(f"{fault.target} answers without a status of HTTP; calls of AWS and sites have one")
    least, kind = (_ERROR, "of an error") if fault.answer is None else (_OK, "beside an answer")
    if not isinstance(fault.status, int) or not least <= fault.status <= 599:  # noqa: PLR2004 - HTTP's range
        raise ValueError(f"status is a number from {least} to 599 {kind}")
    if fault.answer is None and not fault.error and not is_site(fault.target):
        raise ValueError("AWS names what it refuses: give an error beside the status, such as ThrottlingException")
