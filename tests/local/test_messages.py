"""A system of messages: queues, streams, topics, events, schedules and workflows in JSONata, with faults on request."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.local.running import System, running

pytestmark = [pytest.mark.slow, pytest.mark.system]

SPEC = """
version: 1
system: {name: post}
environments: {dev: {regions: [eu-west-1]}}
api:
  auth: iam
  cors: {origins: ["https://app.example.com"], methods: [GET], headers: [content-type], max_age: 1h}
routes:
  GET /open: {function: echo, auth: none, reason: a test}
  GET /slow: {function: echo, auth: none, reason: a test, throttle: {rate: 1, burst: 2}}
  GET /signed: {function: echo}
  POST /orders: {workflow: workflows.order, auth: none, reason: a test, wait: true}
functions:
  echo: {handler: handlers.post:echo}
  picky:
    handler: handlers.post:picky
    timeout: 1s
    triggers: [{queue: queues.jobs, batch: 5}]
  follower:
    handler: handlers.post:keep
    environment: {SEEN_URL: "${queues.seen.url}"}
    grants: [{allow: [sqs:SendMessage], resource: queues.seen}]
    triggers: [{stream: tables.things, from: oldest, filter: {eventName: [INSERT]}}]
  listener:
    handler: handlers.post:keep
    environment: {SEEN_URL: "${queues.seen.url}"}
    grants: [{allow: [sqs:SendMessage], resource: queues.seen}]
    triggers: [{topic: topics.news}]
  confused:
    handler: handlers.post:confuse
    timeout: 1s
    triggers: [{queue: queues.puzzles}]
  halting:
    handler: handlers.post:halt
    triggers: [{stream: tables.things, from: oldest, retries: 1, on_failure: queues.halted}]
  failing:
    handler: handlers.post:fail
    on_failure: {queue: queues.failures, retries: 1}
  nosy: {handler: handlers.post:look}
  single: {handler: handlers.post:nap, timeout: 10s, reserved_concurrency: 1}
tables: {things: {key: {partition: id}}}
buckets: {files: {events: true}}
topics: {news: {subscriptions: [{queue: queues.papers}]}}
queues:
  jobs: {visibility: 6s, dead_letter: {queue: queues.jobs_dead, after: 1}}
  jobs_dead: {}
  puzzles: {visibility: 6s, dead_letter: {queue: queues.puzzles_dead, after: 1}}
  puzzles_dead: {}
  halted: {}
  seen: {}
  papers: {}
  failures: {}
  lost: {}
buses:
  default:
    existing: true
    rules:
      uploaded: {from: buckets.files, events: [Object Created], path: in/, targets: [queues.seen]}
  post:
    rules:
      told: {events: [Told], targets: [functions.failing], dead_letter: queues.lost}
      heard: {pattern: {detail: {size: [{numeric: [">", 5]}]}}, targets: [queues.seen]}
schemas: {Told: {kind: event, bus: buses.post, schema: {type: object}}}
schedules: {often: {every: 1h, target: queues.seen, input: {from: the schedule}}}
workflows:
  order:
    type: express
    states:
      Double: {Type: Pass, QueryLanguage: JSONata, Output: {doubled: "{% $states.input.count * 2 %}"}, End: true}
"""
HANDLERS = """
import json, os, time, boto3

def echo(event, context):
    return {"statusCode": 200, "body": json.dumps({"path": event["rawPath"], "left": context.get_remaining_time_in_millis() > 0})}

def picky(event, context):
    bad = [r["messageId"] for r in event["Records"] if "bad" in r["body"]]
    return {"batchItemFailures": [{"itemIdentifier": one} for one in bad]}

def confuse(event, context):
    return {"batchItemFailures": [{"itemIdentifier": "of no message"}]}

def halt(event, context):
    numbers = [r["dynamodb"]["SequenceNumber"] for r in event["Records"] if r["dynamodb"]["Keys"]["id"]["S"] == "halt"]
    return {"batchItemFailures": [{"itemIdentifier": one} for one in numbers]}

def keep(event, context):
    boto3.client("sqs").send_message(QueueUrl=os.environ["SEEN_URL"], MessageBody=json.dumps(event))

def fail(event, context):
    raise ValueError("not today")

def look(event, context):
    boto3.client("dynamodb").scan(TableName="post-dev-things")

def nap(event, context):
    time.sleep(2)
"""


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("post")
    (folder / "collectiq.yaml").write_text(SPEC)
    (folder / "handlers").mkdir()
    (folder / "handlers" / "post.py").write_text(HANDLERS)
    with running(folder / "collectiq.yaml", "dev", folder / "output.txt") as system:
        yield system


def seen(system: System, word: str) -> Any:
    """Wait for a message about something, and return it."""
    found: list[Any] = []

    def look() -> Any:
        found.extend(system.messages("post-dev-seen"))
        return next((one for one in found if word in json.dumps(one)), None)

    return system.eventually(look)


def test_failed_messages_of_a_batch_come_back_and_end_in_the_dead_letter_queue(post: System) -> None:
    url = post.queue_url("post-dev-jobs")
    for body in ("good", "bad", "good too"):
        post.client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps(body))
    assert ["bad"] == post.eventually(lambda: post.messages("post-dev-jobs_dead"))


def test_a_batch_whose_failures_name_no_message_of_it_comes_back_whole(post: System) -> None:
    post.client("sqs").send_message(QueueUrl=post.queue_url("post-dev-puzzles"), MessageBody='"riddle"')
    assert ["riddle"] == post.eventually(lambda: post.messages("post-dev-puzzles_dead"))


def test_a_follower_gets_the_records_that_it_asks_for(post: System) -> None:
    things = post.client("dynamodb")
    things.put_item(TableName="post-dev-things", Item={"id": {"S": "new-thing"}})
    record = seen(post, "new-thing")["Records"][0]
    assert ("INSERT", "aws:dynamodb", {"S": "new-thing"}) == (
        record["eventName"],
        record["eventSource"],
        record["dynamodb"]["Keys"]["id"],
    )


def test_records_that_a_follower_reports_as_failed_come_back_until_they_are_given_up(post: System) -> None:
    things = post.client("dynamodb")
    for name in ("before", "halt"):
        things.put_item(TableName="post-dev-things", Item={"id": {"S": name}})
    [given_up] = post.eventually(lambda: post.messages("post-dev-halted"))
    assert 1 == given_up["DDBStreamBatchInfo"]["batchSize"]


def test_a_topic_reaches_functions_and_queues(post: System) -> None:
    arn = post.client("sns").list_topics()["Topics"][0]["TopicArn"]
    post.client("sns").publish(TopicArn=arn, Message="extra, extra")
    assert "extra, extra" == seen(post, "extra")["Records"][0]["Sns"]["Message"]
    assert "extra, extra" == post.eventually(lambda: post.messages("post-dev-papers"))[0]["Message"]


def test_an_object_that_was_created_is_an_event(post: System) -> None:
    bucket = post.client("s3").list_buckets()["Buckets"][0]["Name"]
    post.client("s3").put_object(Bucket=bucket, Key="elsewhere/b", Body=b"12")
    post.client("s3").put_object(Bucket=bucket, Key="in/a", Body=b"123")
    event = seen(post, "Object Created")
    assert ("in/a", 3, bucket) == (
        event["detail"]["object"]["key"],
        event["detail"]["object"]["size"],
        event["detail"]["bucket"]["name"],
    )


def put(system: System, kind: str, detail: object) -> dict[str, Any]:
    entry = {"EventBusName": "post-dev-post", "Source": "post", "DetailType": kind, "Detail": json.dumps(detail)}
    answer: dict[str, Any] = system.client("events").put_events(Entries=[entry])
    return answer


def test_a_function_that_fails_is_tried_again_and_its_event_kept(post: System) -> None:
    put(post, "Told", {"what": "a secret"})
    [kept] = post.eventually(lambda: post.messages("post-dev-failures"))
    assert ("RetriesExhausted", 2) == (
        kept["requestContext"]["condition"],
        kept["requestContext"]["approximateInvokeCount"],
    )
    assert ("ValueError", {"what": "a secret"}) == (
        kept["responsePayload"]["errorType"],
        kept["requestPayload"]["detail"],
    )


def test_an_event_that_no_target_takes_ends_in_the_rules_own_queue(post: System) -> None:
    post.fault("rules.told", "Unavailable", times=3)
    put(post, "Told", {"what": "nothing"})
    [lost] = post.eventually(lambda: post.messages("post-dev-lost"))
    assert {"what": "nothing"} == lost["detail"]


def test_a_pattern_is_matched_and_a_broken_entry_refused(post: System) -> None:
    put(post, "Other", {"size": 3, "name": "small"})
    put(post, "Other", {"size": 9, "name": "large"})
    assert "large" == seen(post, "size")["detail"]["name"]
    assert ("MalformedDetail", 1) == (
        put(post, "Other", "text")["Entries"][0]["ErrorCode"],
        put(post, "Other", [])["FailedEntryCount"],
    )


def test_a_schedule_can_be_started_by_hand(post: System) -> None:
    post.own("POST", "schedules/often")
    assert {"from": "the schedule"} == seen(post, "the schedule")


def test_a_route_starts_a_workflow_and_waits_for_it(post: System) -> None:
    reply = post.send("POST", "/orders", body={"count": 21})
    assert (200, "SUCCEEDED", {"doubled": 42}) == (reply.status, reply.body["status"], json.loads(reply.body["output"]))


def test_more_requests_than_the_route_takes_are_turned_away(post: System) -> None:
    statuses = [post.send("GET", "/slow").status for _ in range(6)]
    assert 200 == statuses[0]
    assert 429 in statuses


def test_a_route_for_signed_requests_refuses_others(post: System) -> None:
    assert (403, {"message": "Forbidden"}) == ((reply := post.send("GET", "/signed")).status, reply.body)


def test_pages_of_the_named_origins_may_call(post: System) -> None:
    origin = {"origin": "https://app.example.com", "access-control-request-method": "GET"}
    preflight = post.send("OPTIONS", "/open", headers=origin)
    assert (204, "https://app.example.com", "GET", "3600") == (
        preflight.status,
        *(preflight.headers[f"access-control-{name}"] for name in ("allow-origin", "allow-methods", "max-age")),
    )
    assert "https://app.example.com" == post.send("GET", "/open", headers=origin).headers["access-control-allow-origin"]
    assert (
        "access-control-allow-origin"
        not in post.send("GET", "/open", headers={"origin": "https://evil.example.com"}).headers
    )


def test_what_is_not_granted_is_refused_as_aws_words_it(post: System) -> None:
    answer = post.client("lambda").invoke(FunctionName="post-dev-nosy")
    error = json.loads(answer["Payload"].read())
    assert "ClientError" == error["errorType"]
    expected = (
        "An error occurred (AccessDeniedException) when calling the Scan operation: "
        "User: arn:aws:sts::123456789012:assumed-role/post-dev-fn-nosy/post-dev-nosy is not authorized to perform: dynamodb:Scan "
        "on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/post-dev-things "
        "because no identity-based policy allows the dynamodb:Scan action"
    )
    assert expected == error["errorMessage"]
    assert ["{allow: [dynamodb:Scan], resource: tables.things}"] == [one["grant"] for one in post.journal("denied")]


def test_calls_over_the_reserved_concurrency_are_throttled(post: System) -> None:
    client = post.client("lambda")

    def call() -> str:
        try:
            client.invoke(FunctionName="post-dev-single")
        except client.exceptions.TooManyRequestsException:
            return "throttled"
        return "answered"

    with ThreadPoolExecutor(3) as calls:
        outcomes = list(calls.map(lambda _: call(), range(3)))
    assert ["answered", "throttled", "throttled"] == sorted(outcomes)


def test_what_this_machine_does_not_have_is_said(post: System) -> None:
    client = post.client("stepfunctions")
    with pytest.raises(
        client.exceptions.ClientError, match="states:ValidateStateMachineDefinition is not to be had on this machine"
    ):
        client.validate_state_machine_definition(definition="{}")
