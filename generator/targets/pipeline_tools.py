"""What the pipelines run that is not ours, by exact version.

The actions: read from their own repositories in November 2026, the newest tag and its commit. A tag can be moved to
other code, a commit cannot. checkov's version is the one that the output is tested with.
"""

import re
from collections.abc import Mapping

from generator.hcl import Raw

# Name -> tag, commit.
ACTIONS: Mapping[str, tuple[str, str]] = {
    "actions/checkout": ("v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1"),
    "actions/setup-python": ("v7.0.0", "5fda3b95a4ea91299a34e894583c3862153e4b97"),
    "actions/github-script": ("v8.0.0", "ed597411d8f924073f98dfc5c65a23a2325f34cd"),
    "actions/upload-artifact": ("v7.0.0", "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f"),
    "actions/download-artifact": ("v8.0.1", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c"),
    "aws-actions/configure-aws-credentials": ("v6.2.3", "e6de054238d6b7531b4efff3b6587d9aade6a06c"),
    "hashicorp/setup-terraform": ("v4.0.1", "dfe3c3f87815947d99a8997f908cb6525fc44e9e"),
    "terraform-linters/setup-tflint": ("v6.3.0", "6e1e0642c0289bd619021bf6b34e3c08ed1e005a"),
}

CHECKOV = "3.3.30"
COMPLIANCE = "1.16.0"
INFRACOST = "0.10.44"
PYTHON = "3.13"
TFLINT = "0.62.1"
TFLINT_AWS = "0.42.0"

_TERRAFORM = (1, 11, 4)
_LEAST = re.compile(r"(?:>=|~>|=)?\s*(\d+)\.(\d+)(?:\.(\d+))?")


def uses() -> dict[str, Raw]:
    """Return how a step names each action, by the action's own name without its owner."""
    return {
        name.partition("/")[2].replace("-", "_"): Raw(f"{name}@{commit} # {tag}")
        for name, (tag, commit) in ACTIONS.items()
    }


def terraform_version(required: str) -> str:
    """Return one version for all jobs, since only the version that made a plan applies it.

    The version that the output is tested with, or the lowest that the spec asks for where that is newer.
    """
    asked = [tuple(int(part or 0) for part in _parts(one)) for one in required.split(",") if _parts(one)]
    return ".".join(map(str, max([_TERRAFORM, *asked])))


def _parts(constraint: str) -> tuple[str, ...]:
    found = _LEAST.match(constraint.strip())
    return found.groups() if found else ()
