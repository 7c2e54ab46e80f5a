"""What a function's entry means: its settings, and all that its role may do."""

from pathlib import Path
from textwrap import dedent, indent

import pytest

from generator import source
from generator.diagnostics import Severity
from generator.kinds.function import Function
from generator.model import Model
from generator.pipeline import compile_source

SYSTEM = """\
version: 1
system: {name: shop}
environments:
  dev:
    regions: [eu-west-1]
    account: "111122223333"
    mocks: [comprehend]
    set: {functions: {worker: {network: false}}}
  prod: {regions: [eu-west-1], account: "444455556666", network: {subnets: [subnet-1], security_groups: [sg-1]}}
tables:
  orders: {key: {partition: id}, attributes: {day: string}, indexes: {by_day: {partition: day}}, stream: new_image}
buckets: {uploads: {}}
queues: {jobs: {}, dead: {}}
topics: {alerts: {}}
imports:
  shop_api: {kind: api, arn: "arn:aws:execute-api:eu-west-1:999999999999:abc123"}
functions:
  worker:
    handler: handlers.worker.app:handler
"""


def compiled(settings: str) -> tuple[Model | None, list[str]]:
    text, problems = source.parse(SYSTEM + indent(dedent(settings), "    "), "collectiq.yaml")
    result = compile_source(text, problems, Path())
    return result.model, [problem.message for problem in result.diagnostics if problem.severity is Severity.ERROR]


def function(settings: str, stack: int = 1) -> Function:
    """Return the function as the second environment, prod, has it."""
    model, problems = compiled(settings)
    assert model, problems
    return model.stacks[stack].functions["worker"]


def allowed(settings: str, stack: int = 1) -> set[tuple[str, str]]:
    """Return each action and resource that its role has beside its log and its traces."""
    running = {"logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTelemetryRecords", "xray:PutTraceSegments"}
    return {
        (action, resource)
        for statement in function(settings, stack).statements
        for action in statement.actions
        for resource in statement.resources
        if action not in running
    }


def test_a_function_without_settings_has_those_of_aws() -> None:
    worker = function("")
    assert (worker.memory_mb, worker.timeout_s, worker.ephemeral_storage_mb) == (128, 3, 512)
    assert (worker.package, worker.entry_point) == ("worker", "handlers.worker.app.handler")
    assert (worker.deployment.shifts, worker.provisioned_concurrency, worker.on_failure) == (False, None, None)


def test_a_role_may_write_its_own_log_and_traces_and_nothing_else() -> None:
    log = "arn:aws:logs:eu-west-1:444455556666:log-group:/aws/lambda/shop-prod-worker:*"
    assert [statement.resources for statement in function("").statements] == [(log,), ("*",)]
    assert [statement.resources for statement in function("tracing: false").statements] == [(log,)]


GRANTS = {
    "{allow: [dynamodb:Query], resource: tables.orders.indexes.by_day}": {
        ("dynamodb:Query", "arn:aws:dynamodb:eu-west-1:444455556666:table/shop-prod-orders/index/by_day")
    },
    '{allow: [s3:GetObject], resource: buckets.uploads, path: "in/*"}': {
        ("s3:GetObject", "arn:aws:s3:::shop-prod-uploads-444455556666/in/*")
    },
    "{allow: [s3:ListBucket], resource: buckets.uploads}": {
        ("s3:ListBucket", "arn:aws:s3:::shop-prod-uploads-444455556666")
    },
    # IAM takes either case; on the objects instead of the bucket, it would allow nothing.
    "{allow: [s3:listbucket], resource: buckets.uploads}": {
        ("s3:ListBucket", "arn:aws:s3:::shop-prod-uploads-444455556666")
    },
    '{allow: [execute-api:Invoke], resource: imports.shop_api, path: "GET/items/*"}': {
        ("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:999999999999:abc123/*/GET/items/*")
    },
    '{allow: [comprehend:DetectSentiment], resource: "*"}': {("comprehend:DetectSentiment", "*")},
}


@pytest.mark.parametrize("grant", GRANTS)
def test_a_grant_is_on_the_exact_resource(grant: str) -> None:
    assert allowed(f"grants: [{grant}]") == GRANTS[grant]


def test_listing_a_part_of_a_bucket_is_bound_to_its_prefix() -> None:
    [grant] = function('grants: [{allow: [s3:ListBucket], resource: buckets.uploads, path: "in/*"}]').grants
    assert grant.statement.as_json()["Condition"] == {"StringLike": {"s3:prefix": "in/*"}}


def test_a_service_that_is_imitated_is_not_granted() -> None:
    assert allowed('grants: [{allow: [comprehend:DetectSentiment], resource: "*"}]', stack=0) == set()
    assert function("", stack=0).environment == {"MOCKS": "comprehend"}


def test_what_a_trigger_and_a_destination_need_is_granted_by_them() -> None:
    settings = """\
        triggers: [{queue: queues.jobs}, {stream: tables.orders, on_failure: queues.dead}]
        on_failure: queues.dead
        """
    jobs, dead = (f"arn:aws:sqs:eu-west-1:444455556666:shop-prod-{name}" for name in ("jobs", "dead"))
    stream = "arn:aws:dynamodb:eu-west-1:444455556666:table/shop-prod-orders/stream/*"
    queue = {(f"sqs:{name}", jobs) for name in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")}
    reading = {(f"dynamodb:{name}", stream) for name in ("DescribeStream", "GetRecords", "GetShardIterator")}
    assert allowed(settings) == queue | reading | {("dynamodb:ListStreams", "*"), ("sqs:SendMessage", dead)}


def test_what_places_a_function_in_a_network_is_refused_to_its_own_code() -> None:
    placing, refused = function("network: true").statements[-2:]
    assert (placing.effect, refused.effect, placing.actions) == ("Allow", "Deny", refused.actions)
    own = "arn:aws:lambda:eu-west-1:444455556666:function:shop-prod-worker"
    assert refused.condition == {"ArnEquals": {"lambda:SourceFunctionArn": [own]}}


def test_a_duration_that_aws_does_not_take_is_a_problem() -> None:
    _, problems = compiled("timeout: 20m")
    assert problems == ['"20m" is out of range; AWS takes 1 to 900 seconds here']


def test_provisioned_concurrency_is_a_number_or_bounds() -> None:
    fixed = function("provisioned_concurrency: 5").provisioned_concurrency
    scaled = function("provisioned_concurrency: {minimum: 2, maximum: 9}").provisioned_concurrency
    assert fixed
    assert scaled
    assert (fixed.minimum, fixed.scales) == (5, False)
    assert (scaled.minimum, scaled.maximum, scaled.target_percent, scaled.scales) == (2, 9, 70, True)


def test_more_than_ten_messages_at_once_wait_for_a_second() -> None:
    few, many, told = (
        function(f"triggers: [{{queue: queues.jobs, {settings}}}]").triggers[0].window_s
        for settings in ("batch: 10", "batch: 11", "batch: 11, window: 5s")
    )
    assert (few, many, told) == (None, 1, 5)


def test_settings_of_a_stream_are_refused_for_a_queue() -> None:
    _, problems = compiled("triggers: [{queue: queues.jobs, from: oldest}]")
    assert len(problems) == 1


def test_a_network_that_the_environment_does_not_name_is_a_problem() -> None:
    spec = SYSTEM.replace("{network: false}", "{network: true}")
    text, problems = source.parse(spec, "collectiq.yaml")
    assert [problem.message for problem in compile_source(text, problems, Path()).diagnostics] == [
        'the function asks for a network, and environment "dev" names none; say its subnets and security_groups under network'
    ]


def test_an_import_counts_as_what_it_stands_for() -> None:
    _, problems = compiled("on_failure: imports.shop_api")
    assert problems == ['"imports.shop_api" is an import (api); a queue, topic or bus is expected here']
