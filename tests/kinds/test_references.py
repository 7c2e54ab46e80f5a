"""Whatever names something that is not there is refused: in runbooks, smoke tests, objectives, budgets, teams and the rest."""

from pathlib import Path

import pytest

from generator import source
from generator.pipeline import compile_source

SYSTEM = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1]}}
auth: {clients: {web: {flows: [code], callback_urls: ["https://example.com/"], scopes: [openid]}}}
api: {auth: jwt}
routes: {"GET /orders/{id}": {function: take}, "ANY /files/{path+}": {function: take}}
functions: {take: {handler: a.b:c}}
workflows: {refund: {states: {Done: {Type: Succeed}}}}
tables: {orders: {key: {partition: id}, indexes: {by_customer: {partition: customer}}}}
notifications: {cost: {email: [ann@example.com]}}
"""


def problems(entry: str) -> list[str]:
    text, found = source.parse(SYSTEM + entry + "\n", "collectiq.yaml")
    return [problem.message for problem in compile_source(text, found, Path()).diagnostics]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("runbooks: {a: {title: A, steps: [{do: Look., query: queries.b}]}}", 'query "b" is not declared; there is no section "queries"'),
        ("runbooks: {a: {title: A, steps: [{do: Look., runbook: runbooks.b}]}}", 'runbook "b" is not declared; declared here: a'),
        ("runbooks: {a: {title: A, steps: [{do: Look., queue: functions.take}]}}", '"functions.take" is a function; a queue is expected here'),
        ("smoke_tests: {a: {request: GET /order/1}}", 'no route answers "GET /order/1"; did you mean "GET /orders/{id}"?'),
        ("smoke_tests: {a: {request: POST /orders/1}}", 'no route answers "POST /orders/1"; did you mean "GET /orders/{id}"?'),
        ("smoke_tests: {a: {request: GET /orders/1, as: auth.clients.wep}}", 'the user pool has no client "wep"; did you mean "web"?'),
        ('outputs: {a: {value: "${tables.orders.indexes.by_cust.name}"}}', 'table "orders" has no index "by_cust"; did you mean "by_customer"?'),
        ('outputs: {a: {value: "${tables.orders.indexes.late.name}"}}', 'table "orders" has no index "late"; declared there: by_customer'),
        ('outputs: {a: {value: "${api.urll}"}}', 'an API has no "urll"; did you mean "url"? (there is arn, id, log_group, name, url)'),
        ("dashboards: {a: {widgets: [{metrics: [api.5xx_rates]}]}}", 'nobody emits a metric "5xx_rates" for the API; did you mean "5xx_rate"?'),
        ("smoke_tests: {a: {description: Nothing.}}", "a smoke test needs one of request, frontend and hosted_sign_in"),
        ("slos: {a: {routes: [GET /order], availability_percent: 99, ticket: cost, runbook: runbooks.a}}\nrunbooks: {a: {title: A, steps: [{do: Look.}]}}", 'route "GET /order" is not declared; did you mean "GET /orders/{id}"?'),
        ('slos: {a: {routes: ["*"], ticket: cost, runbook: runbooks.a}}\nrunbooks: {a: {title: A, steps: [{do: Look.}]}}', "an objective needs either availability_percent or latency_ms"),
        ("budgets: {a: {limit: 5, notify: costs}}", 'notification "costs" is not declared; did you mean "cost"?'),
        ("budgets: {a: {notify: cost}}", "a budget needs either a limit or anomalies_above"),
        ("access: {a: {environments: [def], role: deploy}}", 'environment "def" is not declared; did you mean "dev"?'),
        ("phases: {a: {environment: prod}}", 'environment "prod" is not declared; declared here: dev'),
        ("traffic: {routes: {GET /nothing: 1}}", 'route "GET /nothing" is not declared; declared here: ANY /files/{path+}, GET /orders/{id}'),
    ],
)  # fmt: skip
def test_a_name_that_nothing_has_is_refused(entry: str, message: str) -> None:
    assert [message] == problems(entry)


@pytest.mark.parametrize("request_line", ["GET /orders/1", "GET /orders/1?full=1", "DELETE /files/a/b/c"])
def test_a_smoke_test_may_ask_what_a_route_answers(request_line: str) -> None:
    assert [] == problems(f'smoke_tests: {{a: {{request: "{request_line}"}}}}')


def test_a_step_for_another_type_of_workflow_is_left_out() -> None:
    steps = "{do: Replay., when: {thing: workflows.refund, is: standard}}, {do: Search., when: {thing: workflows.refund, is: express}}"
    text, found = source.parse(f"{SYSTEM}runbooks: {{a: {{title: A, steps: [{steps}]}}}}\n", "collectiq.yaml")
    model = compile_source(text, found, Path()).model
    assert model
    assert ["Replay."] == [step.do for step in model.stacks[0].runbooks["a"].steps]


def test_what_nothing_uses_is_told_where_it_is_declared_and_not_where_an_environment_changes_it() -> None:
    spec = SYSTEM.replace("{dev: {", "{dev: {set: {queues: {jobs: {retention: 2d}}}, ")
    text, found = source.parse(spec + "queues: {jobs: {retention: 1d}}\n", "collectiq.yaml")
    [problem] = compile_source(text, found, Path()).diagnostics
    assert (("queues", "jobs"), "declared-but-unused") == (problem.path, problem.rule)


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("take", "functions.take"),
        ("taek", "functions.take"),
        ("refund", "workflows.refund"),
        ("function.take", "functions.take"),
        ("function.other", "functions"),
        ("functions.take.arn", "functions.take"),
        ("tables.orders.by_customer", "tables.orders.indexes.by_customer"),
        ("tables.orders.by_custom", "tables.orders.indexes.by_customer"),
        ("auth.web", "auth.clients.web"),
    ],
)
def test_a_reference_that_names_nothing_is_given_its_whole_name(reference: str, meant: str) -> None:
    target = f"schedules: {{nightly: {{every: 1d, target: {reference}}}}}"
    assert [f'"{reference}" names nothing; did you mean "{meant}"?'] == problems(target)


def test_a_reference_near_nothing_is_shown_how_one_is_written() -> None:
    expected = '"zzz" names nothing; a reference is written like "tables.orders"'
    assert [expected] == problems("schedules: {nightly: {every: 1d, target: zzz}}")


@pytest.mark.parametrize("name", ["notifications.cost", "notifications.costs"])
def test_a_section_before_what_is_a_name_only_is_taken_off(name: str) -> None:
    assert [f'"{name}" names nothing here; did you mean "cost"?'] == problems(
        f"budgets: {{a: {{limit: 5, notify: {name}}}}}"
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("functions: {takee: {timeout: 9s}}", 'function "takee" is declared nowhere else, and has no "handler" here; did you mean "take"?'),
        (
            "functions: {give: {timeout: 9s}}",
            'function "give" is declared nowhere else, and has no "handler" here; declare it under "functions", or with all that it needs here',
        ),
        (
            "outputs: {url: {description: Where.}}",
            'entry "url" is declared nowhere else, and has no "value" here; declare it under "outputs", or with all that it needs here',
        ),
        ("queues: {job: {retention: 4d}}", 'nothing uses this queue; did you mean "jobs"?'),
    ],
)  # fmt: skip
def test_settings_of_an_environment_for_an_unknown_entry_are_told_at_its_name(settings: str, message: str) -> None:
    spec = SYSTEM.replace("{dev: {regions: [eu-west-1]", f"{{dev: {{set: {{{settings}}}, regions: [eu-west-1]")
    text, found = source.parse(
        spec + "queues: {jobs: {}}\noutputs: {jobs: {value: '${queues.jobs.url}'}}\n", "collectiq.yaml"
    )
    [problem] = compile_source(text, found, Path()).diagnostics
    section, _, rest = settings.partition(": {")
    key = rest.partition(":")[0]
    assert (("environments", "dev", "set", section, key), True, message) == (
        problem.path,
        problem.at_key,
        problem.message,
    )
