"""An entry with another name and `renamed_from` is what it was: nothing that mentions it does anything new."""

import re
from pathlib import Path

import pytest
import yaml

from tests.test_changes import found

SYSTEM = """
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1]}}
api: {}
tables: {orders: {key: {partition: id}, attributes: {day: string}, indexes: {by_day: {partition: day}}}}
buckets: {images: {}}
queues: {jobs: {dead_letter: queues.failed}, failed: {}}
topics: {news: {}}
secrets: {token: {description: x}}
parameters: {limit: {value: x}}
buses: {trade: {rules: {sold: {pattern: {source: [x]}, targets: [queues.jobs]}}}}
functions:
  keep:
    handler: "handlers.a:h"
    on_failure: queues.failed
    triggers: [{queue: queues.jobs}]
    grants:
      - {allow: [dynamodb:GetItem], resource: tables.orders}
      - {allow: [dynamodb:Query], resource: tables.orders.indexes.by_day}
      - {allow: [dynamodb:UpdateItem], resource: "${tables.orders.arn}"}
      - {allow: ["dynamodb:*"], resource: tables.orders, reason: x}
      - {allow: [s3:GetObject], resource: buckets.images, path: "in/*"}
      - {allow: [s3:PutObject], resource: buckets.images, presigned_for: 5m}
      - {allow: [sqs:SendMessage], resource: queues.jobs}
      - {allow: [sns:Publish], resource: topics.news}
      - {allow: [secretsmanager:GetSecretValue], resource: secrets.token}
      - {allow: [ssm:GetParameter], resource: parameters.limit}
      - {allow: [events:PutEvents], resource: buses.trade}
      - {allow: [lambda:InvokeFunction], resource: functions.count}
      - {allow: [states:StartExecution], resource: workflows.payment}
    managed_policies: [{arn: "arn:aws:iam::aws:policy/ReadOnlyAccess", reason: x}]
  count: {handler: "handlers.b:h"}
workflows: {payment: {states: {One: {task: functions.count, End: true}}}}
routes:
  GET /x: {function: functions.keep, auth: none, reason: x}
  POST /x: {workflow: workflows.payment, auth: none, reason: x}
  PUT /x: {queue: queues.jobs, auth: none, reason: x}
notifications: {people: {email: [a@example.com]}}
dashboards: {main: {widgets: [{title: x, metrics: [functions.keep.errors]}]}}
alarms: {failing: {metric: functions.*.errors, above: 1, dashboard: dashboards.main, notify: [people]}}
"""
RENAMES = (
    *(("tables", "orders"), ("buckets", "images"), ("queues", "jobs"), ("queues", "failed"), ("topics", "news")),
    *(("secrets", "token"), ("parameters", "limit"), ("buses", "trade"), ("functions", "keep"), ("functions", "count")),
    *(("workflows", "payment"), ("routes", "GET /x"), ("notifications", "people"), ("dashboards", "main")),
    ("alarms", "failing"),
)


def renamed(section: str, key: str, now: str) -> str:
    """Return the system with one entry renamed wherever it is mentioned."""
    tree = yaml.safe_load(re.sub(rf"\b{re.escape(key)}\b", now, SYSTEM))
    tree[section][now] = {**tree[section][now], "renamed_from": key}
    return yaml.safe_dump(tree)


@pytest.mark.parametrize(("section", "key"), RENAMES)
def test_a_rename_with_renamed_from_is_silent(tmp_path: Path, section: str, key: str) -> None:
    now = "GET /other" if section == "routes" else "other"
    expected = ["route-removed"] if section == "routes" else []
    assert expected == [change["rule"] for change in found(tmp_path, SYSTEM, renamed(section, key, now))]


def test_a_right_on_the_new_name_that_the_old_one_did_not_have_is_told(tmp_path: Path) -> None:
    new = renamed("tables", "orders", "purchases").replace("dynamodb:Query", "dynamodb:Scan")
    [change] = found(tmp_path, SYSTEM, new)
    assert "grant-widened functions.keep.grants.tables.purchases.indexes.by_day" == change["name"]


def test_another_name_of_a_parameter_in_a_path_is_nothing_to_callers(tmp_path: Path) -> None:
    old = SYSTEM.replace("GET /x:", '"GET /x/{id}":')
    assert [] == found(
        tmp_path, old, old.replace('"GET /x/{id}": {', '"GET /x/{order}": {renamed_from: "GET /x/{id}", ')
    )
