"""What the real Terraform plans for a root, with the AWS provider's calls mocked."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from generator.pipeline import compile_spec
from generator.verify import checks, terraform
from generator.verify import plan as planning
from tests.systems import SYSTEMS
from tests.tools import terraform_environment

# What the spec of one case wants to be an ARN.
GIVEN = {"monitor": "arn:aws:ce::123456789012:anomalymonitor/one"}


def plan(out: Path, name: str, root: str) -> planning.Plan:
    """Return the plan of a system's root. out: its output. root: that of a stack, or `bootstrap` and a stack of its account."""
    model = compile_spec(SYSTEMS[name]).model
    assert model
    [stack] = [one for one in model.stacks if root in (one.names.stack, f"bootstrap {one.names.stack}")]
    folder = out / "terraform" / (f"envs/{root}" if root == stack.names.stack else "bootstrap")
    place = checks.place(stack)
    with pytest.MonkeyPatch.context() as patch:
        for key, value in terraform_environment().items():
            patch.setenv(key, value)
        terraform.prepare(terraform.Root(folder))
        return terraform.planned(terraform.Root(folder), place, {"account_id": place.account, **GIVEN})


@dataclass(frozen=True, slots=True)
class Plan:
    """Resources by address, with what is known of each before AWS answers."""

    resources: Mapping[str, dict[str, Any]]

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the resources of one type."""
        return {
            address: found for address, found in self.resources.items() if f"{kind}." in f".{address.split('[')[0]}"
        }

    def policies(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every IAM policy document that a role gets, with the address of its resource."""
        for address, resource in self.resources.items():
            if re.search(r"\baws_iam_(role_)?policy\.", address):
                yield address, json.loads(resource["policy"])


def values(planned: planning.Plan) -> Plan:
    """Return the values of a plan."""
    return Plan({address: dict(resource.values) for address, resource in planned.resources.items()})


def document(planned: planning.Plan) -> dict[str, Any]:
    """Return a plan as `terraform show -json` says it, as far as tools read it that hold it against rules."""
    resources = [
        {
            "address": address,
            "mode": "managed",
            "type": resource.type,
            "name": "this",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "values": dict(resource.values),
        }
        for address, resource in planned.resources.items()
    ]
    changes = [{**one, "change": {"actions": ["create"], "after": one["values"]}} for one in resources]
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": changes,
        "configuration": {"root_module": {}},
    }
