"""What can be wrong with a spec beyond its shape: one module and one page in tests/rules per rule."""

from collections.abc import Callable, Iterator

from generator.diagnostics import Diagnostic
from generator.model import Model
from generator.rules.action_on_wrong_resource import action_on_wrong_resource
from generator.rules.alarm_of_too_many_metrics import alarm_of_too_many_metrics
from generator.rules.alarm_text_too_long import alarm_text_too_long
from generator.rules.alarm_window import alarm_window
from generator.rules.alarm_without_dashboard import alarm_without_dashboard
from generator.rules.alarm_without_owner import alarm_without_owner
from generator.rules.alarm_without_runbook import alarm_without_runbook
from generator.rules.autoscaling_refused import autoscaling_refused
from generator.rules.branch_without_pipeline import branch_without_pipeline
from generator.rules.burn_rate_out_of_reach import burn_rate_out_of_reach
from generator.rules.canary_too_short import canary_too_short
from generator.rules.concurrency_beyond_reserved import concurrency_beyond_reserved
from generator.rules.consumer_without_dead_letter import consumer_without_dead_letter
from generator.rules.credentials_for_everybody import credentials_for_everybody
from generator.rules.dashboard_too_large import dashboard_too_large
from generator.rules.dead_letter_expires_first import dead_letter_expires_first
from generator.rules.dead_letter_unwatched import dead_letter_unwatched
from generator.rules.declared_but_unused import declared_but_unused
from generator.rules.definition_too_large import definition_too_large
from generator.rules.duplicate_route import duplicate_route
from generator.rules.endless_loop import endless_loop
from generator.rules.environment_prefix_clash import environment_prefix_clash
from generator.rules.environment_too_large import environment_too_large
from generator.rules.environment_without_grant import environment_without_grant
from generator.rules.error_nobody_raises import error_nobody_raises
from generator.rules.escalating_grant import escalating_grant
from generator.rules.event_nobody_sends import event_nobody_sends
from generator.rules.express_cannot_wait import express_cannot_wait
from generator.rules.express_too_long import express_too_long
from generator.rules.field_nobody_writes import field_nobody_writes
from generator.rules.frontend_cycle import frontend_cycle
from generator.rules.grant_for_other_type import grant_for_other_type
from generator.rules.grant_of_nothing import grant_of_nothing
from generator.rules.grant_without_environment import grant_without_environment
from generator.rules.history_of_express import history_of_express
from generator.rules.incomplete_network import incomplete_network
from generator.rules.index_without_key import index_without_key
from generator.rules.invalid_route import invalid_route
from generator.rules.jsonata_syntax import jsonata_syntax
from generator.rules.metric_nobody_emits import metric_nobody_emits
from generator.rules.metric_of_two_meanings import metric_of_two_meanings
from generator.rules.name_clash import name_clash
from generator.rules.name_refused import name_refused
from generator.rules.notification_without_recipient import notification_without_recipient
from generator.rules.open_route import open_route
from generator.rules.origin_never_sent import origin_never_sent
from generator.rules.other_meaning_in_production import other_meaning_in_production
from generator.rules.path_taken_literally import path_taken_literally
from generator.rules.path_with_slash_first import path_with_slash_first
from generator.rules.payload_too_large import payload_too_large
from generator.rules.plaintext_secret import plaintext_secret
from generator.rules.provisioned_concurrency_with_shifting import provisioned_concurrency_with_shifting
from generator.rules.query_of_too_many_logs import query_of_too_many_logs
from generator.rules.reason_of_nothing import reason_of_nothing
from generator.rules.redrive_without_source import redrive_without_source
from generator.rules.required_of_nothing import required_of_nothing
from generator.rules.role_policy_too_large import role_policy_too_large
from generator.rules.rule_to_aws_encrypted_topic import rule_to_aws_encrypted_topic
from generator.rules.runbook_names_nothing import runbook_names_nothing
from generator.rules.second_anomaly_monitor import second_anomaly_monitor
from generator.rules.task_without_catch import task_without_catch
from generator.rules.task_without_timeout import task_without_timeout
from generator.rules.throughput_without_billing import throughput_without_billing
from generator.rules.timeout_below_function import timeout_below_function
from generator.rules.timeout_beyond_api import timeout_beyond_api
from generator.rules.too_many_routes import too_many_routes
from generator.rules.too_many_rules import too_many_rules
from generator.rules.ttl_of_wrong_type import ttl_of_wrong_type
from generator.rules.unindexed_attribute import unindexed_attribute
from generator.rules.unknown_action import unknown_action
from generator.rules.unknown_region import unknown_region
from generator.rules.unknown_time_zone import unknown_time_zone
from generator.rules.unreachable_state import unreachable_state
from generator.rules.url_outlives_token import url_outlives_token
from generator.rules.visibility_too_short import visibility_too_short
from generator.rules.weaker_in_production import weaker_in_production
from generator.rules.wildcard_without_reason import wildcard_without_reason
from generator.rules.write_grant_on_read_route import write_grant_on_read_route
from generator.rules.wrong_path import wrong_path

Rule = Callable[[Model], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    action_on_wrong_resource,
    alarm_of_too_many_metrics,
    alarm_text_too_long,
    alarm_window,
    alarm_without_dashboard,
    alarm_without_owner,
    alarm_without_runbook,
    autoscaling_refused,
    branch_without_pipeline,
    burn_rate_out_of_reach,
    canary_too_short,
    concurrency_beyond_reserved,
    consumer_without_dead_letter,
    credentials_for_everybody,
    dashboard_too_large,
    dead_letter_expires_first,
    dead_letter_unwatched,
    declared_but_unused,
    definition_too_large,
    duplicate_route,
    endless_loop,
    environment_prefix_clash,
    environment_too_large,
    environment_without_grant,
    error_nobody_raises,
    escalating_grant,
    event_nobody_sends,
    express_cannot_wait,
    express_too_long,
    field_nobody_writes,
    frontend_cycle,
    grant_for_other_type,
    grant_of_nothing,
    grant_without_environment,
    history_of_express,
    incomplete_network,
    index_without_key,
    invalid_route,
    jsonata_syntax,
    metric_nobody_emits,
    metric_of_two_meanings,
    name_clash,
    name_refused,
    notification_without_recipient,
    open_route,
    origin_never_sent,
    other_meaning_in_production,
    path_taken_literally,
    path_with_slash_first,
    payload_too_large,
    plaintext_secret,
    provisioned_concurrency_with_shifting,
    query_of_too_many_logs,
    reason_of_nothing,
    redrive_without_source,
    required_of_nothing,
    role_policy_too_large,
    rule_to_aws_encrypted_topic,
    runbook_names_nothing,
    second_anomaly_monitor,
    task_without_catch,
    task_without_timeout,
    throughput_without_billing,
    timeout_below_function,
    timeout_beyond_api,
    too_many_routes,
    too_many_rules,
    ttl_of_wrong_type,
    unindexed_attribute,
    unknown_action,
    unknown_region,
    unknown_time_zone,
    unreachable_state,
    url_outlives_token,
    visibility_too_short,
    weaker_in_production,
    wildcard_without_reason,
    write_grant_on_read_route,
    wrong_path,
)  # fmt: skip


def check(model: Model) -> list[Diagnostic]:
    """Return what every rule finds, once however many stacks show it."""
    return list(dict.fromkeys(problem for rule in RULES for problem in rule(model)))
