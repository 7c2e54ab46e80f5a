"""Quotas: how much of a service AWS gives an account in a region until somebody asks for more.

`quotas.json` holds defaults, each with its page and the day on which it was read; an account can have others.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from generator.facts import Fact

# The source of a limit that the spec sets itself.
SPEC = "spec"


class Quota(Fact):
    """One quota. value: in `regions`, or everywhere where they are empty; elsewhere: in all others.

    unit: `a second`, `a minute` or `at once`. adjustable: AWS gives more when asked; otherwise: what helps where it does not.
    service_code, code: its names in Service Quotas, empty where they are not known.
    warns: namespace and name of metrics that rise when it is reached. watch: the metric that shows how much is used.
    """

    key: str
    service: str
    title: str
    unit: str
    value: float
    regions: tuple[str, ...]
    elsewhere: float | None
    adjustable: bool
    service_code: str
    code: str
    warns: frozenset[tuple[str, str]]
    watch: str
    otherwise: str
    source: str
    read: str

    def of(self, region: str) -> float:
        """Return what an account has in a region."""
        return self.value if not self.regions or region in self.regions or self.elsewhere is None else self.elsewhere


@cache
def table() -> Mapping[str, Quota]:
    """Return all quotas by key."""
    data = json.loads((Path(__file__).parent / "quotas.json").read_text(encoding="utf-8"))
    return {key: _quota(key, entry) for key, entry in data["quotas"].items()}


def _quota(key: str, entry: Mapping[str, Any]) -> Quota:
    service_code, code = entry["code"] or ("", "")
    return Quota(
        key=key,
        service=entry["service"],
        title=entry["title"],
        unit=entry["unit"],
        value=entry["value"],
        regions=tuple(entry["regions"] or ()),
        elsewhere=entry["elsewhere"],
        adjustable=entry["adjustable"],
        service_code=service_code,
        code=code,
        warns=frozenset((namespace, name) for namespace, name in entry["warns"]),
        watch=entry["watch"],
        otherwise=entry["otherwise"],
        source=entry["source"],
        read=entry["read"],
    )
