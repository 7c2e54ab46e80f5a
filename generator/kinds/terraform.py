"""What the spec says about Terraform itself: versions, state, variables, and the user's own files."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from generator.facts import Fact
from generator.scope import Scope

# Files that a root can have of its own.
_OURS = (
    r"(alarms|amplify_hosting|api_gateway_http|backend|budgets|chatbot|cloudtrail|cloudwatch_dashboards|codedeploy|"
    r"cognito_user_pool|cost_anomaly|event_sources|eventbridge_bus|eventbridge_schedules|imports|kms|kms_replica|"
    r"lambda_aliases|lambda_fn|log_queries|main|moved|notifications|outputs|provisioned_concurrency|secret_rotation|"
    r"slos|sns_topics|sqs_queues|ssm_secrets|step_functions|variables|versions|vpc_endpoints|xray|"
    r"dynamodb(_.+)?|s3_.+|.+_access)\.tf|terraform\.tfvars"
)


class Variable(Fact):
    """A value that is given to Terraform when it runs. default: what terraform.tfvars says, None for nothing."""

    description: str
    sensitive: bool
    default: str | None


class Terraform(Fact):
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
        files=_files(entry, scope.at("files")),
    )


def _files(entry: Mapping[str, Any], scope: Scope) -> tuple[str, ...]:
    """Return the files to copy; report those that would take another one's place, for they lie side by side in the root."""
    files = tuple(entry.get("files") or ())
    chosen = {f"{name}.tf" for name in (entry.get("modules") or {}).values()}
    names = [PurePosixPath(file).name for file in files]
    for index, name in enumerate(names):
        if re.fullmatch(_OURS, name) or name in chosen:
            scope.at(index).problem(f'"{name}" is the name of a generated file too; rename yours', "name-clash")
        elif name in names[:index]:
            scope.at(index).problem(f'another file is called "{name}" too; rename one of them', "name-clash")
    return files


def _variable(entry: Mapping[str, Any], scope: Scope) -> Variable:
    default = entry.get("default")
    return Variable(
        description=entry.get("description", ""),
        sensitive=entry.get("sensitive", False),
        default=None if default is None else scope.at("default").text(str(default)),
    )
