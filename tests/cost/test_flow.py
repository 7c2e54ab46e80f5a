"""How often each thing is used: users, followed along routes, grants, tasks, rules and triggers."""

import pytest

from generator.cost.assumptions import EXPECTED
from generator.cost.flow import Flow, flow, runs
from tests import specs

SHOP = """
version: 1
system: {name: shop}
environments: {prod: {regions: [us-east-1]}}
api: {}
functions:
  take:
    handler: "take.app:handler"
    grants:
      - {allow: [sqs:SendMessage], resource: queues.jobs}
      - {allow: [dynamodb:PutItem, dynamodb:UpdateItem], resource: tables.orders}
  work: {handler: "work.app:handler", triggers: [{queue: queues.jobs}], grants: [{allow: [states:StartExecution], resource: workflows.pay}]}
  copy: {handler: "copy.app:handler", triggers: [{stream: tables.orders}]}
  charge: {handler: "charge.app:handler", grants: [{allow: [events:PutEvents], resource: buses.shop}]}
  tidy: {handler: "tidy.app:handler"}
  read: {handler: "read.app:handler"}
queues: {jobs: {}}
tables: {orders: {key: {partition: id}, stream: new_image}}
buckets: {files: {events: true}}
buses:
  default: {existing: true, rules: {added: {from: buckets.files, events: [Object Created], targets: [functions.read]}}}
  shop: {rules: {paid: {events: [Paid], targets: [functions.work]}}}
schemas: {Paid: {kind: event, bus: buses.shop, schema: {type: object}}}
schedules: {nightly: {cron: "0 3 * * ? *", target: functions.tidy}}
workflows:
  pay:
    states:
      Ask: {Type: Choice, Choices: [{Variable: $.x, IsPresent: true, Next: Charge}], Default: Done}
      Charge: {task: functions.charge, Catch: [{ErrorEquals: [States.ALL], Next: Clean}], Next: Done}
      Clean: {task: functions.tidy, End: true}
      Done: {Type: Succeed}
routes:
  POST /orders: {function: take, auth: none, reason: A shop.}
  GET /orders: {function: tidy, auth: none, reason: A shop.}
  GET /health: {function: tidy, auth: none, reason: A shop.}
traffic:
  users: 10
  requests_per_user: 30
  routes: {POST /orders: 10}
  uploads: {buckets.files: {per_user: 2, bytes: 1000}}
  durations_ms: {charge: 500}
"""


@pytest.fixture(scope="module")
def month() -> Flow:
    [stack] = specs.model(SHOP).stacks
    assert stack.traffic
    return flow(stack, stack.traffic, EXPECTED, 1)


@pytest.mark.parametrize(
    ("section", "key", "expected"),
    [
        ("routes", "POST /orders", 100),
        ("routes", "GET /health", 100),
        ("functions", "take", 100),
        ("queues", "jobs", 100),
        ("functions", "copy", 200),
        ("buckets", "files", 20),
        ("functions", "read", 20),
    ],
)
def test_what_users_do_leads_to_what_follows(section: str, key: str, expected: float, month: Flow) -> None:
    assert expected == month.of(section, key)


def test_a_circle_is_gone_through_once(month: Flow) -> None:
    # jobs -> work -> pay -> charge -> shop -> work, and no further.
    assert 100 == month.of("workflows", "pay")
    assert pytest.approx(100 * (1 + EXPECTED.retries)) == month.of("functions", "charge")
    assert pytest.approx(100) == month.of("functions", "work")


def test_what_catches_runs_as_often_as_something_fails(month: Flow) -> None:
    nightly = pytest.approx(730 / 24)
    assert nightly == month.of("schedules", "nightly")
    assert pytest.approx(200 + 730 / 24 + 100 * EXPECTED.failures) == month.of("functions", "tidy")


def test_the_usual_way_is_the_longest_without_a_failure(month: Flow) -> None:
    usual, failing = month.ways["pay"]
    assert (3, 0.5) == (usual.transitions, usual.seconds)
    assert 1 == failing.transitions


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("every: 5m", 730 * 12),
        ("every: 1d", 730 / 24),
        ('cron: "0/15 * * * ? *"', 730 * 4),
        ('cron: "0 9-17 ? * MON-FRI *"', 9 * 730 / 24 * 5 / 7),
        ('cron: "0 0 1 * ? *"', 730 / 24 / 31),
    ],
)
def test_a_schedule_runs_as_often_as_it_says(when: str, expected: float) -> None:
    spec = SHOP.replace('cron: "0 3 * * ? *"', when)
    [stack] = specs.model(spec).stacks
    assert pytest.approx(expected) == runs(stack.schedules["nightly"])
