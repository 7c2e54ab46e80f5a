"""One module per output: model in, files out. Their order does not matter."""

from collections.abc import Callable, Iterator

from generator.model import Model
from generator.targets import (
    alarms,
    amplify_hosting,
    api_gateway_http,
    bootstrap,
    budgets,
    chatbot,
    cloudtrail,
    cloudwatch_dashboards,
    codedeploy,
    cognito_user_pool,
    cost_anomaly,
    dynamodb,
    event_sources,
    eventbridge_bus,
    eventbridge_schedules,
    git_attributes,
    imports,
    kms,
    lambda_fn,
    log_queries,
    moved,
    notifications,
    openapi,
    pipelines,
    provisioned_concurrency,
    roots,
    runbooks,
    s3_buckets,
    service_access,
    sns_topics,
    sources,
    sqs_queues,
    ssm_secrets,
    step_functions,
    vpc_endpoints,
    xray,
)
from generator.targets.file import File

TARGETS: tuple[Callable[[Model], Iterator[File]], ...] = (
    roots.files,
    lambda_fn.files,
    service_access.files,
    event_sources.files,
    codedeploy.files,
    provisioned_concurrency.files,
    cognito_user_pool.files,
    api_gateway_http.files,
    amplify_hosting.files,
    imports.files,
    sqs_queues.files,
    sns_topics.files,
    eventbridge_bus.files,
    eventbridge_schedules.files,
    step_functions.files,
    kms.files,
    dynamodb.files,
    s3_buckets.files,
    ssm_secrets.files,
    cloudtrail.files,
    vpc_endpoints.files,
    moved.files,
    notifications.files,
    chatbot.files,
    alarms.files,
    cloudwatch_dashboards.files,
    log_queries.files,
    xray.files,
    budgets.files,
    cost_anomaly.files,
    bootstrap.files,
    pipelines.files,
    runbooks.files,
    openapi.files,
    git_attributes.files,
    sources.files,
)  # fmt: skip


def files(model: Model) -> Iterator[File]:
    """Yield every output file of the system, not rendered yet."""
    for target in TARGETS:
        yield from target(model)
