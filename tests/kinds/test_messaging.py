"""What queues, topics, buses, schedules, imports and schemas mean, and what AWS would refuse in them."""

import pytest

from tests.specs import errors, model

SYSTEM = """\
version: 1
system: {name: shop}
environments:
  dev: {regions: [eu-west-1], account: "111122223333"}
  prod: {regions: [eu-west-1]}
functions: {notify: {handler: handlers.notify.app:handler}}
queues: {jobs: {}, dead: {}, ordered: {fifo: true}}
topics: {alerts: {encryption: customer}, steps: {fifo: true}}
workflows: {ship: {states: {Done: {Type: Succeed}}}}
buckets: {uploads: {events: true}}
schemas:
  Placed: {kind: event, bus: buses.domain, schema: {type: object}}
  Order: {kind: task, schema: {}}
buses: {domain: {source: shop.orders}}
"""


def problems(entries: str) -> list[tuple[tuple[str | int, ...], str]]:
    return [(problem.path, problem.message) for problem in errors(SYSTEM + entries)]


def replaced(section: str, entry: str) -> list[str]:
    """Return the messages about a system with another section."""
    lines = [line for line in SYSTEM.splitlines(keepends=True) if not line.startswith(f"{section}:")]
    return [problem.message for problem in errors("".join(lines) + f"{section}: {entry}\n")]


@pytest.mark.parametrize(
    ("queue", "message"),
    [
        ("{visibility: 13h}", '"13h" is out of range; AWS takes 0 to 43200 seconds here'),
        ("{retention: 15d}", '"15d" is out of range; AWS takes 60 to 1209600 seconds here'),
        ("{delay: 16m}", '"16m" is out of range; AWS takes 0 to 900 seconds here'),
        ("{long_poll: 21s}", '"21s" is out of range; AWS takes 0 to 20 seconds here'),
        ("{content_deduplication: true}", '"content_deduplication" is for FIFO only; add "fifo: true", or leave it away'),
        ("{high_throughput: true}", '"high_throughput" is for FIFO only; add "fifo: true", or leave it away'),
        ("{fifo: true, name: mine}", '"mine" is FIFO, and AWS wants ".fifo" at the end of its name'),
        ("{dead_letter: queues.ordered}", '"queues.ordered" cannot take what fails here; AWS wants a queue that is not FIFO'),
        ("{fifo: true, dead_letter: queues.dead}", '"queues.dead" cannot take what fails here; AWS wants a FIFO queue'),
        ("{dead_letter: queues.it}", "a queue cannot be its own dead-letter queue; name another one"),
        ("{dead_letter: queues.daed}", 'queue "daed" is not declared; did you mean "dead"?'),
    ],
)  # fmt: skip
def test_a_queue_that_aws_refuses_is_refused(queue: str, message: str) -> None:
    assert replaced("queues", f"{{it: {queue}, dead: {{}}, ordered: {{fifo: true}}}}") == [message]


@pytest.mark.parametrize(
    ("topic", "message"),
    [
        ("{content_deduplication: true}", '"content_deduplication" is for FIFO only; add "fifo: true", or leave it away'),
        ("{fifo: true, subscriptions: [{email: me@example.com}]}", "a FIFO topic delivers to queues only; put a queue between them"),
        ("{subscriptions: [{email: me@example.com, raw: true}]}", '"raw" is for queues and HTTPS only; leave it away'),
        ("{subscriptions: [{queue: functions.notify}]}", '"functions.notify" is a function; a queue is expected here'),
        ("{subscriptions: [{queue: queues.jobs, dead_letter: queues.ordered}]}", '"queues.ordered" cannot take what fails here; AWS wants a queue that is not FIFO'),
        ("{subscriptions: [{queue: queues.jobs, email: me@example.com}]}", '"email" and "queue" do not go together in item 1 of topics.it.subscriptions; keep one'),
    ],
)  # fmt: skip
def test_a_topic_that_aws_refuses_is_refused(topic: str, message: str) -> None:
    assert replaced("topics", f"{{it: {topic}}}") == [message]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{events: [Plcaed], targets: [queues.jobs]}", 'event "Plcaed" is not declared in schemas; did you mean "Placed"?'),
        ("{events: [Shipped], targets: [queues.jobs]}", 'event "Shipped" is not declared in schemas; declared there: Placed'),
        ("{events: [Order], targets: [queues.jobs]}", 'event "Order" is not declared in schemas; declared there: Placed'),
        ("{events: [Placed], targets: [queues.ordered]}", "an event belongs to no message group, so a rule cannot deliver to FIFO; name one that is not FIFO"),
        ("{events: [Placed], targets: [buckets.uploads]}", '"buckets.uploads" is a bucket; a function, queue, topic, workflow or bus is expected here'),
        ("{events: [Placed], targets: [queues.jobs], dead_letter: queues.ordered}", '"queues.ordered" cannot take what fails here; AWS wants a queue that is not FIFO'),
        ("{events: [Placed], targets: [queues.jobs], max_age: 2d}", '"2d" is out of range; AWS takes 60 to 86400 seconds here'),
        ("{events: [Placed], targets: [queues.jobs], only: [prd]}", 'environment "prd" is not declared; did you mean "prod"?'),
        ("{events: [Placed], pattern: {}, targets: [queues.jobs]}", '"events" and "pattern" do not go together in buses.domain.rules.placed; keep one'),
    ],
)  # fmt: skip
def test_a_rule_that_does_not_work_is_refused(text: str, message: str) -> None:
    assert replaced("buses", f"{{domain: {{rules: {{placed: {text}}}}}}}") == [message]


def test_a_rule_hears_the_declared_events_of_the_system() -> None:
    text = SYSTEM.replace("{source: shop.orders}", "{source: shop.orders, rules: {placed: {events: [Placed], targets: [functions.notify]}}}")  # fmt: skip
    dev, prod = model(text).stacks
    assert dev.buses["domain"].rules["placed"].pattern == {"source": ["shop.orders"], "detail-type": ["Placed"]}
    assert prod.buses["domain"].rules["placed"].name == "shop-prod-domain-placed"


def test_a_rule_hears_a_bucket_and_only_a_part_of_it() -> None:
    rules = "{up: {from: buckets.uploads, events: [Object Created], path: in/, targets: [workflows.ship]}}"
    text = SYSTEM.replace("buses: {", f"buses: {{default: {{existing: true, rules: {rules}}}, ")
    dev, _ = model(text).stacks
    assert dev.buses["default"].rules["up"].pattern == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": ["shop-dev-uploads-111122223333"]}, "object": {"key": [{"prefix": "in/"}]}},
    }


def test_a_rule_may_exist_in_some_environments_only() -> None:
    rules = '{all: {only: [dev], pattern: {region: ["${region}"]}, targets: [queues.jobs]}}'
    text = SYSTEM.replace("buses: {", f"buses: {{audit: {{rules: {rules}}}, ")
    dev, prod = model(text).stacks
    assert (dev.buses["audit"].rules["all"].pattern, prod.buses["audit"].rules) == ({"region": ["eu-west-1"]}, {})


@pytest.mark.parametrize(
    ("schedule", "expression"),
    [
        ('{cron: "0 3 * * ? *", target: queues.jobs}', "cron(0 3 * * ? *)"),
        ('{cron: "*/5 8-17 ? JAN-MAR MON-FRI 2027/2", target: queues.jobs}', "cron(*/5 8-17 ? JAN-MAR MON-FRI 2027/2)"),
        ('{cron: "0 0 LW * ? *", target: queues.jobs}', "cron(0 0 LW * ? *)"),
        ('{cron: "0 0 ? * FRI#2,6L *", target: queues.jobs}', "cron(0 0 ? * FRI#2,6L *)"),
        ("{every: 1m, target: queues.jobs}", "rate(1 minute)"),
        ("{every: 90m, target: queues.jobs}", "rate(90 minutes)"),
        ("{every: 2h, target: queues.jobs}", "rate(2 hours)"),
        ("{every: 7d, target: queues.jobs}", "rate(7 days)"),
        ('{at: "2027-01-31T12:00:00", target: queues.jobs}', "at(2027-01-31T12:00:00)"),
    ],
)  # fmt: skip
def test_a_schedule_runs_when_it_says(schedule: str, expression: str) -> None:
    [stack, _] = model(f"{SYSTEM}schedules: {{it: {schedule}}}\n").stacks
    assert stack.schedules["it"].expression == expression


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        ('{cron: "60 3 * * ? *", target: queues.jobs}', 'AWS would refuse this: "60" cannot be minutes'),
        ('{cron: "0 24 * * ? *", target: queues.jobs}', 'AWS would refuse this: "24" cannot be hours'),
        ('{cron: "0 3 * JNA ? *", target: queues.jobs}', 'AWS would refuse this: "JNA" cannot be the month'),
        ('{cron: "0 3 ? * 0 *", target: queues.jobs}', 'AWS would refuse this: "0" cannot be the day of the week'),
        ('{cron: "0 3 1-2-3 * ? *", target: queues.jobs}', 'AWS would refuse this: "1-2-3" cannot be the day of the month'),
        ('{cron: "0 3 * * * *", target: queues.jobs}', 'AWS would refuse this: one of the day of the month and the day of the week is "?", and not both'),
        ("{every: 30s, target: queues.jobs}", '"30s" is out of range; a schedule runs every so many whole minutes'),
        ('{at: "2027-02-30T12:00:00", target: queues.jobs}', '"2027-02-30T12:00:00" is no moment of the calendar'),
        ("{target: queues.jobs}", 'a schedule says when: add "cron", "every" or "at"'),
        ('{every: 5m, at: "2027-01-31T12:00:00", target: queues.jobs}', '"it" cannot have "every" and "at" together; keep one'),
        ("{every: 5m, target: queues.ordered}", "a schedule belongs to no message group, so it cannot deliver to FIFO; name one that is not FIFO"),
        ("{every: 5m, target: buses.domain}", 'a schedule that puts something on a bus says which event: add "event"'),
        ("{every: 5m, target: buses.domain, event: Plcaed}", 'schema "Plcaed" is not declared; did you mean "Placed"?'),
        ("{every: 5m, target: queues.jobs, event: Placed}", '"event" is for buses only; leave it away'),
        ("{every: 5m, target: buckets.uploads}", '"buckets.uploads" is a bucket; a function, queue, workflow, bus or topic is expected here'),
    ],
)  # fmt: skip
def test_a_schedule_that_never_runs_is_refused(schedule: str, message: str) -> None:
    assert [found for _, found in problems(f"schedules: {{it: {schedule}}}\n")] == [message]


IMPORTS = [
    ("{kind: queue, arn: 'arn:aws:sqs:${region}:999988887777:jobs'}", {"arn": "arn:aws:sqs:eu-west-1:999988887777:jobs", "name": "jobs", "url": "https://sqs.eu-west-1.amazonaws.com/999988887777/jobs"}),
    ("{kind: bus, ssm: '/x/bus/name'}", {"name": "\ufdd0imports.it\ufdd1", "arn": "arn:aws:events:eu-west-1:111122223333:event-bus/\ufdd0imports.it\ufdd1"}),
    ("{kind: topic, ssm: /x/topic/arn}", {"arn": "\ufdd0imports.it\ufdd1"}),
    ("{kind: bucket, ssm: /x/files/name}", {"name": "\ufdd0imports.it\ufdd1", "arn": "arn:aws:s3:::\ufdd0imports.it\ufdd1"}),
    ("{kind: key, ssm: /x/key/id}", {"id": "\ufdd0imports.it\ufdd1", "arn": "arn:aws:kms:eu-west-1:111122223333:key/\ufdd0imports.it\ufdd1"}),
    ("{kind: value, ssm: /x/rate/value}", {"value": "\ufdd0imports.it\ufdd1"}),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "attributes"), IMPORTS)
def test_an_import_has_what_can_be_told_of_it(entry: str, attributes: dict[str, str]) -> None:
    [stack, _] = model(f"{SYSTEM}imports: {{it: {entry}}}\n").stacks
    assert stack.imports["it"].thing.attributes == attributes


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{kind: queue}", 'an import says where it is found: add "arn" or "ssm"'),
        ("{kind: queue, arn: 'arn:aws:sqs:eu-west-1:1:a', ssm: /a}", '"it" cannot have "arn" and "ssm" together; keep one'),
        ("{kind: queue, arn: 'arn:aws:sns:eu-west-1:1:a'}", "this is an ARN of sns, and the import is a queue; one of sqs is expected"),
        ("{kind: topic, ssm: /a/arn}\noutputs: {a: {value: '${imports.it.name}'}}", 'an import has no "name" (there is arn)'),
    ],
)  # fmt: skip
def test_an_import_that_cannot_be_found_is_refused(entry: str, message: str) -> None:
    entry, _, rest = entry.partition("\n")
    assert [found for _, found in problems(f"imports: {{it: {entry}}}\n{rest}\n")] == [message]


@pytest.mark.parametrize(
    ("schema", "path", "message"),
    [
        ("{type: objct}", ("type",), '"type" must be one of array, boolean, integer, null, number, object, string, not "objct"; did you mean "object"?'),
        ("{properties: {a: {type: string, minLength: x}}}", ("properties", "a", "minLength"), '"minLength" must be a whole number of at least 0, not "x"'),
        ("{properties: {a: 3}}", ("properties", "a"), '"a" must be a mapping or true or false, not 3'),
        ("{required: a}", ("required",), '"required" must be a list, not "a"'),
        ('{properties: {a: {pattern: "("}}}', ("properties", "a", "pattern"), '"(" is no regular expression: missing ), unterminated subpattern'),
        ('{properties: {a: {$ref: "#/$defs/Adress"}}, $defs: {Address: {}}}', ("properties", "a", "$ref"), '"#/$defs/Adress" is not defined in this schema; did you mean "Address"?'),
    ],
)  # fmt: skip
def test_a_schema_that_is_none_is_refused_at_its_place(schema: str, path: tuple[str, ...], message: str) -> None:
    entry = SYSTEM.replace("Order: {kind: task, schema: {}}", f"Order: {{kind: task, schema: {schema}}}")
    [problem] = errors(entry)
    assert (problem.path, problem.message) == (("schemas", "Order", "schema", *path), message)


@pytest.mark.parametrize("schema", ["{}", "{$defs: {a: true}, $ref: '#/$defs/a'}", "{enum: [a, 1, null]}", "{type: [string, 'null'], const: 1}", "{unevaluatedProperties: false, x-mine: 1}"])  # fmt: skip
def test_a_schema_may_use_all_of_json_schema(schema: str) -> None:
    entry = SYSTEM.replace("Order: {kind: task, schema: {}}", f"Order: {{kind: task, schema: {schema}}}")
    assert errors(entry) == []
