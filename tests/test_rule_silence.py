"""Where a rule has nothing to say: one mistake gives one message, and what is right gives none."""

import pytest

from tests.specs import compiled

HEAD = """\
version: 1
system: {name: shop}
environments: {prod: {regions: [eu-west-1]}, dev: {regions: [eu-west-1], mocks: [dynamodb]}}
"""
TABLE = "tables: {orders: {key: {partition: id}}}\n"
WORKER = "handler: handlers.worker.app:handler"


def rules(spec: str) -> list[str]:
    return [problem.rule for problem in compiled(HEAD + spec).diagnostics]


def test_a_wrong_reference_in_a_grant_is_no_missing_grant() -> None:
    spec = (
        TABLE
        + f"""
functions:
  worker:
    {WORKER}
    environment: {{TABLE_NAME: "${{tables.orders.name}}"}}
    grants: [{{allow: [dynamodb:GetItem], resource: tables.order}}]
"""
    )
    assert {"dangling-reference"} == set(rules(spec))


def test_a_wrong_next_makes_no_other_state_unreachable() -> None:
    spec = """
workflows:
  order:
    start_at: One
    states:
      One: {Type: Pass, Next: Too}
      Two: {Type: Succeed}
"""
    assert {"dangling-next"} == set(rules(spec))


def test_a_wrong_policy_makes_no_start_unclear() -> None:
    spec = """
workflows:
  order:
    catches: {handle: {errors: [States.ALL], next: Handle}}
    states:
      Ship: {task: "arn:aws:states:::sqs:sendMessage", Parameters: {QueueUrl: "${queues.jobs.url}"}, catch: [hadle], End: true}
      Handle: {Type: Fail, Error: Handled}
queues: {jobs: {}}
"""
    assert ["dangling-reference"] == rules(spec)


def test_a_task_that_names_nothing_asks_for_no_grant() -> None:
    spec = """
workflows:
  order:
    states:
      Tell: {task: "arn:aws:states:::sqs:sendMessage", Parameters: {QueueUrl: "${queues.jobs.url}", MessageBody: x}, End: true}
"""
    assert ["dangling-reference"] == rules(spec)


@pytest.mark.parametrize(
    ("setting", "used"),
    [("log_level: info", "environment.log_level"), ("values: {domain: [a, b]}", "environment.values.domain")],
)
def test_a_misshapen_setting_of_an_environment_is_not_missed_where_it_is_used(setting: str, used: str) -> None:
    head = HEAD.replace("[eu-west-1]", f"[eu-west-1], {setting}")
    found = compiled(head + f'functions: {{worker: {{{WORKER}, environment: {{USED: "${{{used}}}"}}}}}}').diagnostics
    assert [("environments", "dev"), ("environments", "prod")] == sorted(problem.path[:2] for problem in found)


@pytest.mark.parametrize(
    "grant",
    [
        "{allow: [dynamodb:Query], resource: tables.orders}",
        "{allow: [dynamodb:GetItem], resource: '${tables.orders.arn}'}",
        "{allow: [dynamodb:GetItem], resource: 'arn:aws:dynamodb:eu-west-1:${account}:table/shop-*', reason: all of ours}",
        "{allow: [dynamodb:GetItem], resource: '*', reason: all of them}",
    ],
)
def test_a_thing_that_any_grant_reaches_is_granted(grant: str) -> None:
    spec = (
        f'functions: {{worker: {{{WORKER}, environment: {{TABLE: "${{tables.orders.name}}"}}, grants: [{grant}]}}}}\n'
    )
    assert [] == rules(TABLE + spec)


@pytest.mark.parametrize(
    "spec",
    [
        f'defaults: {{functions: {{environment: {{TABLE: "${{tables.orders.name}}"}}}}}}\nfunctions: {{worker: {{{WORKER}}}}}\n',
        f'functions: {{worker: {{{WORKER}, environment: {{URL: "https://${{buckets.files.name}}.example.com"}}}}}}\nbuckets: {{files: {{}}}}\n',
        f'functions: {{worker: {{{WORKER}, environment: {{ME: "${{functions.worker.name}}"}}}}}}\n',
    ],
    ids=["a default of all functions", "a part of an address", "its own name"],
)
def test_a_name_that_needs_no_grant(spec: str) -> None:
    assert [] == rules(TABLE + spec)


@pytest.mark.parametrize(
    "user",
    [
        'outputs: {url: {value: "${queues.jobs.url}"}}',
        "schedules: {often: {every: 1m, target: queues.jobs}}",
        "topics: {news: {subscriptions: [{queue: queues.jobs}]}}",
        f"functions: {{worker: {{{WORKER}, grants: [{{allow: [sqs:SendMessage], resource: 'arn:aws:sqs:*:*:shop-*', reason: all}}]}}}}",
    ],
)
def test_a_queue_that_anything_names_is_used(user: str) -> None:
    assert [] == rules(f"queues: {{jobs: {{}}}}\n{user}\n")


def test_a_dead_letter_queue_needs_no_alarm_where_there_are_none() -> None:
    spec = f"""
functions: {{worker: {{{WORKER}, triggers: [{{queue: queues.jobs}}]}}}}
queues: {{jobs: {{dead_letter: queues.failed}}, failed: {{}}}}
"""
    assert [] == rules(spec)


def test_an_alarm_of_all_queues_watches_the_dead_letters() -> None:
    spec = f"""
functions: {{worker: {{{WORKER}, triggers: [{{queue: queues.jobs}}]}}}}
queues: {{jobs: {{dead_letter: queues.failed}}, failed: {{}}}}
notifications: {{team: {{email: [ops@example.com]}}}}
runbooks: {{look: {{title: Look, steps: [{{do: Look.}}]}}}}
alarms: {{depth: {{metric: queues.*.depth, above: 5, for: 5m, notify: team, runbook: runbooks.look}}}}
"""
    assert [] == rules(spec)


def test_a_visibility_below_the_timeout_is_an_error() -> None:
    spec = f"""
functions: {{worker: {{{WORKER}, timeout: 1m, triggers: [{{queue: queues.jobs}}]}}}}
queues: {{jobs: {{visibility: 30s, dead_letter: queues.failed}}, failed: {{}}}}
"""
    assert compiled(HEAD + spec).model is None
    assert ["visibility-too-short"] == rules(spec)


def test_a_token_is_waited_for_as_long_as_the_workflow_may_take() -> None:
    spec = """
queues: {approvals: {}}
workflows:
  order:
    timeout: 1d
    states:
      Ask:
        task: "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
        Parameters: {QueueUrl: "${queues.approvals.url}", MessageBody: {"token.$": "$$.Task.Token"}}
        End: true
"""
    assert [] == rules(spec)


def test_a_distributed_map_runs_its_children_as_it_says() -> None:
    spec = """
queues: {approvals: {}}
workflows:
  order:
    timeout: 1d
    states:
      Each:
        map:
          items: $.orders
          distributed: express
          states:
            Ask:
              task: "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
              Parameters: {QueueUrl: "${queues.approvals.url}", MessageBody: {"token.$": "$$.Task.Token"}}
              End: true
        End: true
"""
    assert ["express-cannot-wait"] == rules(spec)
    assert [] == rules(spec.replace("distributed: express", "distributed: standard"))


@pytest.mark.parametrize(
    ("resource", "expected"),
    [("arn:aws:iam::111122223333:role/x", []), ("arn:aws:iam::111122223333:role/*", ["escalating-grant"])],
)
def test_only_a_pattern_of_roles_to_assume_is_an_escalation(resource: str, expected: list[str]) -> None:
    spec = f'functions: {{worker: {{{WORKER}, grants: [{{allow: [sts:AssumeRole], resource: "{resource}"}}]}}}}\n'
    assert expected == [rule for rule in rules(spec) if rule == "escalating-grant"]


@pytest.mark.parametrize(
    "spec",
    [
        f'functions: {{worker: {{{WORKER}, environment: {{URL: "${{queues.jobs.url}}"}}, grants: [{{allow: [sqs:SendMessage], resource: queues.jobs}}]}}}}\nqueues: {{jobs: {{}}}}\n',
        (
            f"functions: {{worker: {{{WORKER}, environment: {{A: b}}, grants: [{{allow: [s3:GetObject], resource: buckets.files}}]}}}}\nbuckets: {{files: {{events: true}}}}\n"
            "buses: {default: {existing: true, rules: {stored: {from: buckets.files, events: [Object Created], targets: [functions.worker]}}}}\n"
        ),
        f"functions: {{worker: {{{WORKER}, environment: {{A: b}}, grants: [{{allow: [s3:GetObject], resource: buckets.files, reason: The caller names it.}}]}}}}\nbuckets: {{files: {{}}}}\n",
    ],
    ids=["told by an address", "told by its events", "a reason"],
)
def test_a_grant_whose_thing_the_function_knows(spec: str) -> None:
    assert [] == rules(spec)


def test_a_reader_that_a_queue_calls_too_may_write() -> None:
    spec = f"""
api: {{auth: jwt, jwt: {{issuer: "https://example.com", audiences: [shop]}}}}
functions: {{worker: {{{WORKER}, grants: [{{allow: [dynamodb:PutItem], resource: tables.orders}}], triggers: [{{topic: topics.news}}]}}}}
topics: {{news: {{}}}}
routes: {{GET /orders: {{function: worker}}}}
"""
    assert [] == rules(TABLE + spec)


def test_a_step_for_standard_workflows_may_read_their_history() -> None:
    spec = """
workflows: {order: {type: %s, states: {Done: {Type: Succeed}}}}
runbooks:
  look:
    title: Look
    steps:
      - do: List them.
        when: {thing: workflows.order, is: standard}
        command: aws stepfunctions list-executions --state-machine-arn ARN
"""
    assert [] == rules(spec % "express")
    assert [] == rules(spec % "standard")


def test_a_name_inside_a_command_may_be_a_things_with_more() -> None:
    step = '{do: Copy it., command: "aws dynamodb describe-table --table-name shop-prod-orders-restored"}'
    assert [] == rules(f"{TABLE}runbooks: {{restore: {{title: Restore, steps: [{step}]}}}}\n")


def test_an_error_of_a_service_or_of_a_silent_function_may_come() -> None:
    spec = f"""
functions: {{worker: {{{WORKER}}}}}
workflows:
  order:
    retries: {{some: {{errors: [OutOfStock, Lambda.ServiceException], attempts: 1}}}}
    states: {{Work: {{task: functions.worker, retry: [some], End: true}}}}
"""
    assert [] == rules(spec)
