"""The Terraform that watches a system: alarms, dashboards, topics, budgets, and what a scanner is told to skip."""

import json
import re
from pathlib import Path, PurePosixPath

import pytest

from generator import source
from generator.iam_patterns import like
from generator.pipeline import compile_source
from tests.systems import rendered

ENVS = PurePosixPath("terraform/envs")
CASE = "a_system_can_be_watched_in_every_way"


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return {str(path): text for path, text in rendered(CASE).items()}


def test_alarms_of_one_entry_are_one_table_of_what_differs(files: dict[str, str]) -> None:
    assert """\
    cold = {
""" not in files["terraform/envs/dev/alarms.tf"], "each function's own metric makes an entry of its own"
    assert """\
          name = "shop-dev-index_throttles.orders.by_day"
          dimensions = {
            TableName                = "shop-dev-orders"
            GlobalSecondaryIndexName = "by_day"
          }
          threshold = 1
""" in files["terraform/envs/dev/alarms.tf"]


def test_a_math_within_an_expression_becomes_part_of_it(files: dict[str, str]) -> None:
    assert (
        'expression  = "(100 * rate_m_errors / rate_m_invocations) + errors"' in files["terraform/envs/dev/alarms.tf"]
    )


def test_a_body_with_an_account_is_a_template_of_it(files: dict[str, str]) -> None:
    assert """\
      body = templatefile("${path.root}/../../../dashboards/prod-eu-central-1/all.json", {
        account_id = var.account_id
      })
""" in files["terraform/envs/prod-eu-central-1/cloudwatch_dashboards.tf"]
    widgets = json.loads(files["dashboards/prod/all.json"])["widgets"]
    assert {"markdown": "# prod, `$${x}`"} == widgets[0]["properties"]


def test_lines_of_a_graph_share_the_parts_of_their_expressions(files: dict[str, str]) -> None:
    widgets = json.loads(files["dashboards/dev/all.json"])["widgets"]
    ids = [line[-1]["id"] for widget in widgets for line in widget["properties"].get("metrics", ()) if "id" in line[-1]]
    assert sorted(set(ids)) == sorted(ids)


def test_only_what_names_a_severity_may_publish_to_it(files: dict[str, str]) -> None:
    _, quiet = files["terraform/envs/dev/notifications.tf"].split("    quiet = {")
    assert '"arn:aws:cloudwatch:eu-west-1:${var.account_id}:alarm:shop-dev-refused"' in quiet
    assert "alarm:shop-dev-slow" not in quiet


def test_alarms_of_a_group_may_publish_and_no_alarm_whose_name_begins_like_theirs(files: dict[str, str]) -> None:
    text = files["terraform/envs/dev/notifications.tf"]
    patterns = re.findall(r'"arn:aws:cloudwatch:eu-west-1:\$\{var\.account_id\}:alarm:([^"]*)"', text)
    watched = set(re.findall(r'\sname += "(shop-dev-[^"]*)"', files["terraform/envs/dev/alarms.tf"]))
    assert watched == {name for name in watched if any(like(one, name, {}) for one in patterns)}
    assert [] == [(one, name) for one in patterns for name in watched if like(one, f"{name.partition('.')[0]}2", {})]


def test_budgets_and_slack_are_the_home_region_s(files: dict[str, str]) -> None:
    concerns = {"budgets", "cost_anomaly", "chatbot"}
    assert concerns == {concern for concern in concerns if f"terraform/envs/prod/{concern}.tf" in files}
    assert set() == {concern for concern in concerns if f"terraform/envs/prod-eu-central-1/{concern}.tf" in files}


def test_a_monitor_that_is_there_already_is_only_listened_to(files: dict[str, str]) -> None:
    root, module = files["terraform/envs/prod/cost_anomaly.tf"], files["terraform/modules/cost_anomaly/main.tf"]
    assert "= var.monitor\n" in root
    assert "specification" not in root.partition("odd_elsewhere = {")[2]
    assert "for_each = { for key, monitor in var.monitors : key => monitor if monitor.arn == null }" in module
    assert "arn" not in str(
        rendered("reference")[PurePosixPath("terraform/modules/cost_anomaly/variables.tf")]
    ).replace("topic_arn", "")


def test_the_channel_hears_the_topics_of_all_regions(files: dict[str, str]) -> None:
    assert """\
      topic_arns = [
        "arn:aws:sns:eu-west-1:${var.account_id}:shop-prod-critical",
        "arn:aws:sns:eu-central-1:${var.account_id}:shop-prod-critical",
      ]
""" in files["terraform/envs/prod/chatbot.tf"]


def test_a_channel_may_draw_the_charts_of_alarms(files: dict[str, str]) -> None:
    policy = files["terraform/envs/prod/chatbot.tf"].partition("policy = ")[2]
    assert '"cloudwatch:GetMetricWidgetImage",' in policy
    assert (
        """\
        Action   = ["cloudwatch:DescribeAlarms"]
        Resource = ["*"]
"""
        in policy
    )


def test_an_execution_that_times_out_or_is_aborted_is_unsuccessful_too() -> None:
    alarms = str(rendered("reference")[ENVS / "prod/alarms.tf"])
    entry = alarms.partition("    executions_failed = {")[2].partition("    }\n\n")[0]
    assert 'expression  = "FILL(m_failed, 0) + FILL(m_timed_out, 0) + FILL(m_aborted, 0)"' in entry
    assert ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"] == re.findall(r"\bExecutions\w+", entry)


@pytest.mark.parametrize(
    ("stats", "ignored"),
    [
        (["sum"], None),
        (["p95"], '"ignore"'),
        (["sum", "p95"], 'each.value.extended_statistic == null ? null : "ignore"'),
    ],
)
def test_a_percentile_of_few_calls_wakes_nobody(stats: list[str], ignored: str | None) -> None:
    alarms = "".join(
        f"  a{n}: {{description: A., metric: functions.take.duration, stat: {stat}, above: 1, notify: on_call}}\n"
        for n, stat in enumerate(stats)
    )
    spec = f"""\
version: 1
system: {{name: shop}}
environments: {{dev: {{regions: [eu-west-1]}}}}
functions: {{take: {{handler: a.b:c}}}}
notifications: {{on_call: {{email: [ops@example.com]}}}}
alarms:
{alarms}"""
    text, problems = source.parse(spec, "collectiq.yaml")
    module = compile_source(text, problems, Path()).rendered()[PurePosixPath("terraform/modules/alarms/main.tf")]
    found = re.findall(r"evaluate_low_sample_count_percentiles += (.+)", module)
    assert ([ignored] if ignored else []) == found


def test_an_environment_without_an_account_of_its_own_counts_what_bears_its_tag(files: dict[str, str]) -> None:
    assert 'cost_filter = "user:Environment$prod"' in files["terraform/envs/prod/budgets.tf"]
    assert "cost_filter" not in str(rendered("reference")[ENVS / "prod/budgets.tf"])


def test_an_accepted_finding_stands_in_the_blocks_that_it_is_for_and_in_no_other() -> None:
    spec = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1]}}
functions: {take: {handler: a.b:c}}
buckets: {a: {}}
exceptions:
  e: {check: CKV_AWS_117, where: [aws_lambda_function], reason: "No\\nnetwork ${x}.", owner: Ops, expires: "2030-01-01"}
  f: {check: CKV_AWS_18, where: [other.aws_s3_bucket], reason: Elsewhere., owner: Ops, expires: "2030-01-01"}
"""
    text, problems = source.parse(spec, "collectiq.yaml")
    output = compile_source(text, problems, Path()).rendered()
    found = [
        (path.parent.name, line) for path, text in output.items() for line in text.splitlines() if ":skip=" in line
    ]
    assert [("lambda_fn", "  # checkov:skip=CKV_AWS_117:No network ${x}. (Ops, until 2030-01-01)")] == found
