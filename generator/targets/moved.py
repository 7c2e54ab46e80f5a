"""`moved` blocks: an entry with `renamed_from` is moved in Terraform's state instead of being made anew.

Functions have theirs beside their module call. What stands under another key than the entry's own (one alarm per
function, one subscription per address) is made anew under another name in AWS, if not in `moved_beside.py`: none of it holds data.
"""

from collections.abc import Iterator

from generator.model import Model, Stack
from generator.targets import dynamodb, s3_buckets
from generator.targets.file import File
from generator.targets.layout import root
from generator.targets.moved_beside import beside
from generator.targets.moves import moves
from generator.targets.regions import alias, further

# Section, module (`dynamodb` and `s3_buckets` by their template's name), resources that stand under an entry's key.
RESOURCES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("tables", "dynamodb", ("aws_dynamodb_table.this",)),
    ("buckets", "s3_buckets", (
        "aws_s3_bucket.this",
        "aws_s3_bucket_public_access_block.this",
        "aws_s3_bucket_ownership_controls.this",
        "aws_s3_bucket_server_side_encryption_configuration.this",
        "aws_s3_bucket_versioning.this",
        "aws_s3_bucket_policy.this",
        "aws_s3_bucket_cors_configuration.this",
        "aws_s3_bucket_lifecycle_configuration.this",
        "aws_s3_bucket_notification.this",
        "aws_s3_bucket_metric.this",
        "aws_s3_bucket_logging.this",
        "aws_s3_bucket_object_lock_configuration.this",
    )),
    ("buckets", "s3_replication", (
        "aws_iam_role.this",
        "aws_iam_role_policy.this",
        "aws_s3_bucket_replication_configuration.this",
    )),
    ("secrets", "ssm_secrets", ("aws_secretsmanager_secret.this",)),
    ("secrets", "secret_rotation", ("aws_secretsmanager_secret_rotation.this",)),
    ("parameters", "ssm_secrets", ("aws_ssm_parameter.this",)),
    ("queues", "sqs_queues", ("aws_sqs_queue.this", "aws_sqs_queue_redrive_policy.this")),
    ("topics", "sns_topics", ("aws_sns_topic.this",)),
    ("buses", "eventbridge_bus", ("aws_cloudwatch_event_bus.this", "aws_cloudwatch_event_archive.this")),
    ("schedules", "eventbridge_schedules", (
        "aws_scheduler_schedule.this",
        "aws_iam_role.this",
        "aws_iam_role_policy.this",
    )),
    ("workflows", "step_functions", (
        "aws_sfn_state_machine.this",
        "aws_cloudwatch_log_group.this",
        "aws_iam_role.this",
        "aws_iam_role_policy.this",
    )),
    ("notifications", "notifications", ("aws_sns_topic.this",)),
    ("budgets", "budgets", ("aws_budgets_budget.this",)),
    ("dashboards", "cloudwatch_dashboards", ("aws_cloudwatch_dashboard.this",)),
    ("queries", "log_queries", ("aws_cloudwatch_query_definition.this",)),
)  # fmt: skip

# Only the home root makes these; the modules of buckets are called once for each region.
_HOME_ONLY = frozenset({"tables", "buckets", "secrets", "budgets"})


def files(model: Model) -> Iterator[File]:
    """Yield `moved.tf` for each root in which something was renamed."""
    absent = s3_buckets.absent(model)
    for stack in model.stacks:
        blocks = [
            move
            for section, module, resources in RESOURCES
            if (renamed := _renamed(stack, section))
            for call in _calls(model, stack, section, module)
            for move in moves(call, [resource for resource in resources if resource not in absent], renamed)
        ]
        blocks += beside(stack)
        if blocks:
            yield File(root(stack) / "moved.tf", "terraform/envs/moved.tf.j2", {"moves": blocks})


def _renamed(stack: Stack, section: str) -> dict[str, str]:
    if section in _HOME_ONLY and not stack.home:
        return {}
    entries = stack.tree.get(section) or {}
    return {key: entry["renamed_from"] for key, entry in entries.items() if entry and "renamed_from" in entry}


def _calls(model: Model, stack: Stack, section: str, module: str) -> list[str]:
    """Return the names of the calls of a module in a root."""
    if module == "dynamodb":
        return [dynamodb.module_name(stack)]
    if section != "buckets":
        return [module]
    name = s3_buckets.module_name(stack) if module == "s3_buckets" else module
    regions = [other.names.region for other in further(model, stack)]
    if module == "s3_replication" and not regions:
        return []
    return [name, *(f"{name}_{alias(region)}" for region in regions)]
