"""What was renamed stays: the table of addresses, and the blocks that it makes."""

import re
from collections import Counter

import pytest

from generator.targets import moved
from tests.specs import terraform
from tests.systems import SYSTEMS, rendered
from tests.tools import ROOT

MODULES = ROOT / "templates" / "terraform" / "modules"
RESOURCE = re.compile(r'^resource "(\w+)" "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
FOR_EACH = re.compile(r"^  for_each *= *(.*)$", re.MULTILINE)

# What stands under another key than an entry's: it is made anew, and holds no data.
OTHER_KEYS = {
    "aws_cloudwatch_event_rule.this",
    "aws_cloudwatch_event_target.this",
    "aws_iam_role.rule",
    "aws_iam_role_policy.rule",
    "aws_sns_topic_policy.this",
    "aws_sns_topic_subscription.this",
}


def of_entries(module: str) -> set[str]:
    """Return the addresses of a module's resources of which there is one for each of several keys."""
    text = (MODULES / module / "main.tf.j2").read_text(encoding="utf-8")
    return {f"{kind}.{name}" for kind, name, body in RESOURCE.findall(text) if FOR_EACH.search(body)}


def test_every_resource_of_an_entry_is_in_the_table() -> None:
    modules = {module for _, module, _ in moved.RESOURCES}
    listed = {f"{module}.{resource}" for _, module, resources in moved.RESOURCES for resource in resources}
    there = {f"{module}.{resource}" for module in modules for resource in of_entries(module) - OTHER_KEYS}
    assert there == listed


def test_a_renamed_thing_is_moved_and_keeps_the_name_of_its_data() -> None:
    spec = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1]}}
tables: {orders: {key: {partition: id}, renamed_from: order}}
"""
    files = terraform(spec)
    assert """
moved {
  from = module.dynamodb_shop.aws_dynamodb_table.this["order"]
  to   = module.dynamodb_shop.aws_dynamodb_table.this["orders"]
}
""" in files["envs/dev/moved.tf"]
    assert 'name     = "shop-dev-order"' in files["envs/dev/dynamodb_shop.tf"]


def test_nothing_is_moved_where_nothing_was_renamed() -> None:
    spec = "version: 1\nsystem: {name: shop}\nenvironments: {dev: {regions: [eu-west-1]}}\nbuckets: {files: {}}\n"
    assert "envs/dev/moved.tf" not in terraform(spec)


def test_only_what_the_module_has_is_moved_in_every_region() -> None:
    spec = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1, us-east-1]}}
buckets: {files: {renamed_from: file}}
"""
    text = terraform(spec)["envs/dev/moved.tf"]
    found = re.findall(r"to   = (\S+)\.aws_s3_bucket\.", text)
    assert ["module.s3_buckets", "module.s3_buckets_us_east_1"] == found
    assert "aws_s3_bucket_cors_configuration" not in text


@pytest.mark.parametrize("name", SYSTEMS)
def test_nothing_is_moved_to_one_address_from_two(name: str) -> None:
    """Terraform refuses that as ambiguous, and its `validate` does not notice."""
    roots: dict[str, Counter[str]] = {}
    for path, text in rendered(name).items():
        roots.setdefault(str(path.parent), Counter()).update(re.findall(r"^  to   = (\S.*)$", text, re.MULTILINE))
    assert {} == {
        root: twice for root, to in roots.items() if (twice := [one for one, count in to.items() if count > 1])
    }


BESIDE = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1]}}
api: {auth: iam}
routes: {POST /buy: {function: buy}}
functions:
  buy:
    handler: "h.a:h"
    renamed_from: order
    on_failure: queues.failed
    triggers: [{queue: queues.jobs}, {topic: topics.news}, {stream: tables.orders}]
    deployment: {strategy: canary}
  warm: {handler: "h.a:h", renamed_from: hot, provisioned_concurrency: {minimum: 1, maximum: 4}}
  cold: {handler: "h.a:h", renamed_from: cool, provisioned_concurrency: 2}
tables: {orders: {key: {partition: id}, stream: new_image}}
queues: {jobs: {dead_letter: queues.failed, renamed_from: work}, failed: {}}
topics: {news: {subscriptions: [{queue: queues.jobs}]}}
buses: {trade: {renamed_from: market, archive_days: 3}}
workflows: {pay: {renamed_from: charge, states: {One: {task: functions.buy, End: true}}}}
notifications: {people: {functions: [functions.warm]}}
"""


def test_what_has_logs_or_an_archive_keeps_its_name_and_its_role() -> None:
    files = terraform(BESIDE)
    assert 'name               = "shop-dev-order"' in files["envs/dev/lambda_fn.tf"]
    assert 'role_name          = "shop-dev-fn-order"' in files["envs/dev/lambda_fn.tf"]
    assert '"/aws/vendedlogs/states/shop-dev-charge"' in files["envs/dev/step_functions.tf"]
    assert '"shop-dev-workflow-charge"' in files["envs/dev/step_functions.tf"]
    assert 2 == files["envs/dev/eventbridge_bus.tf"].count('"shop-dev-market"')


def test_what_stands_beside_a_renamed_thing_is_moved_with_it() -> None:
    """It has the same identity in AWS under both keys: made anew, it would be refused, or deleted with the old one."""
    text = "\n".join(text for path, text in terraform(BESIDE).items() if path.startswith("envs/dev/"))
    found = dict(re.findall(r"^  from = module\.(\S.*)\n  to   = module\.(\S.*)$", text, re.MULTILINE))
    assert [] == [
        f"{old} -> {new}"
        for old, new in (
            ('api_gateway_http.aws_apigatewayv2_integration.function["order"]', '["buy"]'),
            ('codedeploy.aws_codedeploy_deployment_group.this["order"]', '["buy"]'),
            ('codedeploy.aws_cloudwatch_metric_alarm.rollback["order alias"]', '["buy alias"]'),
            ('codedeploy.aws_cloudwatch_metric_alarm.rollback["order new version"]', '["buy new version"]'),
            ('provisioned_concurrency.aws_lambda_provisioned_concurrency_config.this["cool"]', '["cold"]'),
            ('provisioned_concurrency.aws_appautoscaling_target.this["hot"]', '["warm"]'),
            ('provisioned_concurrency.aws_appautoscaling_policy.this["hot"]', '["warm"]'),
            ('event_sources.aws_lambda_function_event_invoke_config.this["order"]', '["buy"]'),
            # In two steps: the queue may have been renamed long before the function.
            ('event_sources.aws_lambda_event_source_mapping.queues["order work"]', '["order jobs"]'),
            ('event_sources.aws_lambda_event_source_mapping.queues["order jobs"]', '["buy jobs"]'),
            ('event_sources.aws_lambda_event_source_mapping.streams["order orders"]', '["buy orders"]'),
            ('sns_topics.aws_sns_topic_subscription.this["news/queues.work"]', '["news/queues.jobs"]'),
            ('sns_topics.aws_sns_topic_subscription.this["news/functions.order"]', '["news/functions.buy"]'),
            ('notifications.aws_sns_topic_subscription.this["people-hot"]', '["people-warm"]'),
        )
        if found.get(old) != old.partition("[")[0] + new
    ]


def test_what_is_moved_is_in_its_module() -> None:
    files = terraform(BESIDE)
    text = "\n".join(text for path, text in files.items() if path.startswith("envs/dev/"))
    addresses = set(re.findall(r"^  to   = module\.(\w+)\.(\w+)\.(\w+)\[", text, re.MULTILINE))
    assert set() == {
        (module, kind, name)
        for module, kind, name in addresses
        if f'resource "{kind}" "{name}" {{' not in files[f"modules/{module}/main.tf"]
    }
