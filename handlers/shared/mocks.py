"""Services that the deployed functions imitate: they answer from files of their own packages."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def imitated(environment: Mapping[str, str]) -> frozenset[str]:
    """Return the services that are not to be called, by IAM prefix: the variable `MOCKS`, separated by commas."""
    return frozenset(filter(None, environment.get("MOCKS", "").split(",")))


def answer(module: str, operation: str) -> Any:
    """Return the answer to an operation that lies beside a module (its `__file__`): `fixtures/<operation>.json`."""
    path = Path(module).parent / "fixtures" / f"{operation}.json"
    return json.loads(path.read_text(encoding="utf-8"))
