"""What can be wrong with a spec beyond its shape: one module and one page in tests/rules per rule."""

from collections.abc import Callable, Iterator

from generator.diagnostics import Diagnostic
from generator.model import Model
from generator.rules.alarm_of_too_many_metrics import alarm_of_too_many_metrics
from generator.rules.alarm_window import alarm_window
from generator.rules.alarm_without_runbook import alarm_without_runbook
from generator.rules.autoscaling_refused import autoscaling_refused
from generator.rules.burn_rate_out_of_reach import burn_rate_out_of_reach
from generator.rules.consumer_without_dead_letter import consumer_without_dead_letter
from generator.rules.dashboard_too_large import dashboard_too_large
from generator.rules.dead_letter_unwatched import dead_letter_unwatched
from generator.rules.declared_but_unused import declared_but_unused
from generator.rules.duplicate_route import duplicate_route
from generator.rules.endless_loop import endless_loop
from generator.rules.environment_prefix_clash import environment_prefix_clash
from generator.rules.environment_too_large import environment_too_large
from generator.rules.environment_without_grant import environment_without_grant
from generator.rules.escalating_grant import escalating_grant
from generator.rules.event_nobody_sends import event_nobody_sends
from generator.rules.express_cannot_wait import express_cannot_wait
from generator.rules.express_too_long import express_too_long
from generator.rules.frontend_cycle import frontend_cycle
from generator.rules.grant_of_nothing import grant_of_nothing
from generator.rules.incomplete_network import incomplete_network
from generator.rules.index_without_key import index_without_key
from generator.rules.invalid_route import invalid_route
from generator.rules.metric_nobody_emits import metric_nobody_emits
from generator.rules.name_clash import name_clash
from generator.rules.name_refused import name_refused
from generator.rules.notification_without_recipient import notification_without_recipient
from generator.rules.open_route import open_route
from generator.rules.plaintext_secret import plaintext_secret
from generator.rules.provisioned_concurrency_with_shifting import provisioned_concurrency_with_shifting
from generator.rules.query_of_too_many_logs import query_of_too_many_logs
from generator.rules.role_policy_too_large import role_policy_too_large
from generator.rules.rule_to_aws_encrypted_topic import rule_to_aws_encrypted_topic
from generator.rules.second_anomaly_monitor import second_anomaly_monitor
from generator.rules.task_without_timeout import task_without_timeout
from generator.rules.throughput_without_billing import throughput_without_billing
from generator.rules.timeout_beyond_api import timeout_beyond_api
from generator.rules.too_many_routes import too_many_routes
from generator.rules.unindexed_attribute import unindexed_attribute
from generator.rules.unknown_action import unknown_action
from generator.rules.unreachable_state import unreachable_state
from generator.rules.visibility_too_short import visibility_too_short
from generator.rules.wildcard_without_reason import wildcard_without_reason

Rule = Callable[[Model], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    alarm_of_too_many_metrics,
    alarm_window,
    alarm_without_runbook,
    autoscaling_refused,
    burn_rate_out_of_reach,
    consumer_without_dead_letter,
    dashboard_too_large,
    dead_letter_unwatched,
    declared_but_unused,
    duplicate_route,
    endless_loop,
    environment_prefix_clash,
    environment_too_large,
    environment_without_grant,
    escalating_grant,
    event_nobody_sends,
    express_cannot_wait,
    express_too_long,
    frontend_cycle,
    grant_of_nothing,
    incomplete_network,
    index_without_key,
    invalid_route,
    metric_nobody_emits,
    name_clash,
    name_refused,
    notification_without_recipient,
    open_route,
    plaintext_secret,
    provisioned_concurrency_with_shifting,
    query_of_too_many_logs,
    role_policy_too_large,
    rule_to_aws_encrypted_topic,
    second_anomaly_monitor,
    task_without_timeout,
    throughput_without_billing,
    timeout_beyond_api,
    too_many_routes,
    unindexed_attribute,
    unknown_action,
    unreachable_state,
    visibility_too_short,
    wildcard_without_reason,
)  # fmt: skip


def check(model: Model) -> list[Diagnostic]:
    """Return what every rule finds, once however many stacks show it."""
    return list(dict.fromkeys(problem for rule in RULES for problem in rule(model)))
