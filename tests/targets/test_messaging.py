"""The Terraform of queues, topics, buses, schedules, state machines and imports: what the system uses, and nothing else."""

from collections.abc import Mapping

import pytest

from tests.specs import terraform

HEAD = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1], account: "111122223333"}}
"""
FUNCTIONS = "functions: {notify: {handler: handlers.notify.app:handler}}\n"


def module(files: Mapping[str, str], name: str) -> str:
    return "".join(files[f"modules/{name}/{part}.tf"] for part in ("main", "variables", "outputs"))


def test_a_plain_queue_takes_a_plain_module() -> None:
    files = terraform(HEAD + "queues: {jobs: {description: Work to do.}}\n")
    assert (
        files["envs/dev/sqs_queues.tf"].partition("queues = ")[2]
        == """\
{
    # Work to do.
    jobs = {
      name               = "shop-dev-jobs"
      arn                = "arn:aws:sqs:eu-west-1:111122223333:shop-dev-jobs"
      visibility_seconds = 30
      retention_seconds  = 345600
      long_poll_seconds  = 20
      max_message_bytes  = 262144
      tags = {
        Service = "sqs"
        Feature = "shop"
      }
    }
  }
}
"""
    )
    found = module(files, "sqs_queues")
    unused = ("fifo", "dead_letter", "kms", "delay", "senders", "dynamic", "throughput")
    assert [word for word in unused if word in found] == []


QUEUES = {
    "a: {fifo: true, content_deduplication: true}": ("fifo_queue", "content_based_deduplication"),
    "a: {fifo: true, high_throughput: true}": ("deduplication_scope", "fifo_throughput_limit"),
    "a: {delay: 5s}": ("delay_seconds",),
    "a: {dead_letter: queues.b}, b: {}": ("aws_sqs_queue_redrive_policy",),
    "a: {encryption: customer}": ("kms_master_key_id = var.kms_key_arn",),
    "a: {encryption: customer}, b: {}": ("each.value.customer_key ? var.kms_key_arn : null",),
}


@pytest.mark.parametrize("queues", QUEUES)
def test_an_option_of_a_queue_shows_in_the_module_where_it_is_used(queues: str) -> None:
    found = " ".join(module(terraform(f"{HEAD}queues: {{{queues}}}\n"), "sqs_queues").split())
    assert [words for words in QUEUES[queues] if words not in found] == []


def test_only_what_delivers_to_a_queue_may_send_to_it() -> None:
    files = terraform(
        HEAD
        + """\
queues: {jobs: {}, dead: {}, alone: {}}
topics: {alerts: {subscriptions: [{queue: queues.jobs, dead_letter: queues.dead}]}}
notifications: {critical: {queues: [queues.jobs]}}
schemas: {Placed: {kind: event, schema: {}}}
buses: {domain: {rules: {placed: {events: [Placed], targets: [queues.jobs], dead_letter: queues.dead}}}}
"""
    )
    text = files["envs/dev/sqs_queues.tf"]
    senders = {
        key: text.partition(f"\n    {key} = {{")[2].partition("tags =")[0].partition("senders = ")[2]
        for key in ("alone", "dead", "jobs")
    }
    rule = "arn:aws:events:eu-west-1:111122223333:rule/shop-dev-domain/shop-dev-domain-placed"
    topics = [
        "arn:aws:sns:eu-west-1:111122223333:shop-dev-alerts",
        "arn:aws:sns:eu-west-1:111122223333:shop-dev-critical",
    ]
    assert senders["alone"] == ""
    assert [rule in senders[key] for key in ("dead", "jobs")] == [True, True]
    assert [[topic in senders[key] for topic in topics] for key in ("dead", "jobs")] == [[True, False], [True, True]]


def test_a_topic_without_subscriptions_takes_a_plain_module() -> None:
    found = module(terraform(HEAD + "topics: {alerts: {}}\n"), "sns_topics")
    assert [word for word in ("subscription", "fifo", "publishers", "raw") if word in found] == []


def test_a_function_is_subscribed_to_the_topic_that_triggers_it() -> None:
    files = terraform(
        HEAD
        + """\
imports: {news: {kind: topic, arn: "arn:aws:sns:eu-west-1:999988887777:news"}}
functions:
  notify:
    handler: handlers.notify.app:handler
    triggers: [{topic: imports.news, filter: {kind: [urgent]}}]
"""
    )
    found = files["envs/dev/sns_topics.tf"]
    assert '"news/functions.notify" = {' in found
    assert "topics =" not in found
    assert "depends_on = [module.lambda_fn]" in found
    assert 'aws_sns_topic"' not in module(files, "sns_topics")


def test_an_existing_bus_gets_rules_and_is_not_made() -> None:
    files = terraform(
        HEAD
        + FUNCTIONS
        + "buses: {default: {existing: true, rules: {all: {pattern: {source: [aws.ec2]}, targets: [functions.notify]}}}}\n"
    )
    assert 'aws_cloudwatch_event_bus"' not in module(files, "eventbridge_bus")
    assert 'bus  = "default"' in files["envs/dev/eventbridge_bus.tf"]


def test_targets_of_one_name_in_two_sections_stay_apart() -> None:
    files = terraform(
        HEAD
        + """\
functions: {jobs: {handler: handlers.jobs.app:handler}}
queues: {jobs: {}}
schemas: {Placed: {kind: event, schema: {}}}
buses: {domain: {rules: {placed: {events: [Placed], targets: [functions.jobs, queues.jobs]}}}}
"""
    )
    text = files["envs/dev/eventbridge_bus.tf"]
    assert ['"functions.jobs" = {' in text, '"queues.jobs" = {' in text] == [True, True]


def test_a_rule_reaches_workflows_and_buses_through_a_role_that_may_do_nothing_else() -> None:
    files = terraform(
        HEAD
        + FUNCTIONS
        + """\
workflows: {ship: {states: {Done: {Type: Succeed}}}}
schemas: {Placed: {kind: event, schema: {}}}
buses: {domain: {rules: {placed: {events: [Placed], targets: [workflows.ship, functions.notify]}}}}
"""
    )
    role = files["envs/dev/eventbridge_bus.tf"].partition("role = {")[2].partition("targets = {")[0]
    assert role.count("Action") == 1
    assert '["states:StartExecution"]' in role
    assert "stateMachine:shop-dev-ship" in role


def test_an_archive_may_be_kept_for_ever_and_of_a_bus_that_is_there() -> None:
    files = terraform(HEAD + "buses: {default: {existing: true, archive_days: 0}}\n")
    text = files["envs/dev/eventbridge_bus.tf"]
    assert ["days    = 0" in text, "event-bus/default" in text, "buses =" in text] == [True, True, False]


def test_a_schedule_puts_an_event_on_a_bus() -> None:
    files = terraform(
        HEAD
        + """\
schemas: {Due: {kind: event, schema: {}}}
buses: {domain: {source: shop.orders}}
schedules: {daily: {every: 1d, target: buses.domain, event: Due, input: {stage: "${environment.name}"}}}
"""
    )
    text = files["envs/dev/eventbridge_schedules.tf"]
    assert 'source      = "shop.orders"' in text
    assert 'detail_type = "Due"' in text
    assert 'stage = "dev"' in text
    assert "flexible" not in module(files, "eventbridge_schedules").replace("flexible_time_window", "")


def test_a_machine_without_log_and_traces_has_neither_log_group_nor_policy() -> None:
    files = terraform(HEAD + 'workflows: {ship: {log_level: "OFF", tracing: false, states: {Done: {Type: Succeed}}}}\n')
    found = module(files, "step_functions")
    unused = ("log", "tracing", "policy =", "aws_iam_role_policy", "kms")
    assert [word for word in unused if word in found.replace("assume_role_policy =", "")] == []


def test_machines_that_differ_share_a_module_with_optional_parts() -> None:
    files = terraform(
        HEAD
        + 'workflows: {a: {states: {A: {Type: Succeed}}}, b: {log_level: "OFF", tracing: false, states: {A: {Type: Succeed}}}}\n'
    )
    found = module(files, "step_functions")
    assert 'dynamic "logging_configuration"' in found
    assert "enabled = each.value.tracing" in found
    assert "if machine.log_group != null" in found


def test_an_import_that_nobody_names_is_not_read() -> None:
    files = terraform(
        HEAD
        + """\
imports: {used: {kind: value, ssm: /a/value}, unused: {kind: value, ssm: /b/value}}
outputs: {a: {value: "${imports.used.value}"}}
"""
    )
    text = files["envs/dev/imports.tf"]
    assert ['"used"' in text, '"unused"' in text] == [True, False]


def test_an_output_can_be_published_for_other_systems() -> None:
    files = terraform(
        HEAD
        + 'queues: {jobs: {}}\noutputs: {jobs: {value: "${queues.jobs.url}", publish: "/shop/${environment.name}/jobs/url"}}\n'
    )
    text = files["envs/dev/outputs.tf"]
    assert 'resource "aws_ssm_parameter" "output_jobs"' in text
    assert '"/shop/dev/jobs/url"' in text
    assert 'Service = "ssm"' in text
