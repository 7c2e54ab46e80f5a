"""Faults on request: a call of AWS, a site or a function that fails, is slow or says something else, as the developer asked."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from threading import Lock
from typing import Any

_LONGEST_S = 900  # longer than any function runs


@dataclass
class Fault:
    """One fault. target: `dynamodb:PutItem`, `functions.orders`, `rules.paid`, `schedules.nightly` or `sites.api.example.com`.

    error: AWS's code or the handler's error type; empty to be slow only. status: of HTTP. answer: a body in place of an error.
    times: left, None for ever. delay_s: how long it waits before. holding: texts that all stand in what is hit, such as an id.
    """

    target: str
    error: str = ""
    message: str = "injected"
    status: int = 400
    answer: Any = None
    times: int | None = 1
    delay_s: float = 0.0
    holding: Sequence[str] = ()

    def hits(self, target: str, text: str) -> bool:
        """Tell whether something that goes to a target is hit. text: its address and content."""
        return self.target == target and all(one in text for one in self.holding)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is asked for."""
        return asdict(self)


@dataclass
class Faults:
    """The faults asked for."""

    _asked: list[Fault] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def ask(self, wanted: Mapping[str, Any]) -> Fault:
        """Add a fault; raise TypeError or ValueError for what is none."""
        fault = Fault(**wanted)
        _check(fault)
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
        return fault if fault.error or fault.answer is not None else None


def _check(fault: Fault) -> None:
    """Raise ValueError where a fault would fail when it strikes."""
    if not isinstance(fault.target, str) or not fault.target:
        raise ValueError("a fault needs a target")
    if isinstance(fault.holding, str) or not all(isinstance(one, str) for one in fault.holding):
        raise ValueError("holding is a list of texts")
    if not (isinstance(fault.error, str) and isinstance(fault.message, str)):
        raise TypeError("error and message are texts")
    if not isinstance(fault.status, int) or not 400 <= fault.status <= 599:  # noqa: PLR2004 - HTTP's range of errors
        raise ValueError("status is a number from 400 to 599")
    if fault.times is not None and (not isinstance(fault.times, int) or fault.times < 1):
        raise ValueError("times is a number from 1, or null for ever")
    if not isinstance(fault.delay_s, int | float) or not 0 <= fault.delay_s <= _LONGEST_S:
        raise ValueError(f"delay_s is a number of seconds up to {_LONGEST_S}")
