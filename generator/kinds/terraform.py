"""What the spec says about Terraform itself: versions, state, variables, and the user's own files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.scope import Scope


@dataclass(frozen=True, slots=True)
class Variable:
    """A value that is given to Terraform when it runs. default: what terraform.tfvars says, None for nothing."""

    description: str
    sensitive: bool
    default: str | None


@dataclass(frozen=True, slots=True)
class Terraform:
    """Settings of one root.

    state_bucket: holds a token where the account is not in the spec. lock_table: DynamoDB table, None for none.
    modules: section -> name of its module, where the spec chose one. files: attachments copied into the root.
    """

    required_version: str
    provider_version: str
    state_bucket: str
    lock_table: str | None
    modules: Mapping[str, str]
    variables: Mapping[str, Variable]
    files: tuple[str, ...]


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Terraform:
    """Build the settings from the `terraform` section, which may be left out."""
    state = entry.get("state") or {}
    variables = entry.get("variables") or {}
    return Terraform(
        required_version=entry.get("required_version", ">= 1.11"),
        provider_version=entry.get("provider_version", "~> 5.100"),
        state_bucket=scope.at("state", "bucket").text(state.get("bucket", "${system.name}-terraform-state-${account}")),
        lock_table=scope.names.lock_table if state.get("lock_table") else None,
        modules=entry.get("modules") or {},
        variables={name: _variable(value or {}, scope.at("variables", name)) for name, value in variables.items()},
        files=tuple(entry.get("files") or ()),
    )


def _variable(entry: Mapping[str, Any], scope: Scope) -> Variable:
    default = entry.get("default")
    return Variable(
        description=entry.get("description", ""),
        sensitive=entry.get("sensitive", False),
        default=None if default is None else scope.at("default").text(str(default)),
    )
