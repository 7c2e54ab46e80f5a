"""What the real Terraform plans for a root, with the AWS provider's calls mocked."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import hcl2

from tests.tools import Terraform

TEST = """
mock_provider "aws" {{}}
{aliases}
variables {{
{variables}}}

run "plan" {{
  command = plan
}}
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """Resources by address, with what is known of each before AWS answers."""

    resources: dict[str, dict[str, Any]]

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the resources of one type."""
        return {
            address: found for address, found in self.resources.items() if f"{kind}." in f".{address.split('[')[0]}"
        }

    def policies(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every IAM policy document that a role gets, with the address of its resource."""
        for address, resource in self.resources.items():
            # One that names a value which AWS makes, such as a secret's ARN, is not known before the apply.
            if re.search(r"\baws_iam_(role_)?policy\.", address) and "policy" in resource:
                yield address, json.loads(resource["policy"])


def plan(terraform: Terraform) -> Plan:
    """Plan a root whole; its variables without a value get one."""
    directory = terraform.directory
    declared = hcl2.loads((directory / "variables.tf").read_text()).get("variable", [])
    given = (directory / "terraform.tfvars").read_text() if (directory / "terraform.tfvars").exists() else ""
    names = [name.strip('"') for variable in declared for name, body in variable.items() if "default" not in body]
    values = "".join(f'  {name} = "https://{name}.example.com"\n' for name in names if f"\n{name} " not in given)
    values = values.replace('account_id = "https://account_id.example.com"', 'account_id = "123456789012"')
    (directory / "plan.tftest.hcl").write_text(TEST.format(aliases="", variables=values))
    answer = terraform.test("-verbose", "-json")
    events = [json.loads(line) for line in answer.stdout.splitlines()]
    problems = [event["diagnostic"] for event in events if event["type"] == "diagnostic"]
    assert not problems, problems
    [planned] = [event["test_plan"] for event in events if event["type"] == "test_plan"]
    return Plan({change["address"]: change["change"]["after"] for change in planned["resource_changes"]})
