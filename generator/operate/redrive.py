"""Redrives: the work that a dead letter stands for is done again, by where the letter comes from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.arns import thing_arn
from generator.cloud import CloudError, told
from generator.kinds.queue import Queue
from generator.operate import dead_letters, executions
from generator.operate.dead_letters import Letter
from generator.operate.journal import BEGUN, DONE, Journal
from generator.operate.origins import Call, Event, Execution, Moved, Origin, Unknown, origin
from generator.operate.place import Place

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient

POLL_S = 3.0


@dataclass(frozen=True, slots=True)
class Step:
    """What is done with one message. words: what that is. twice: why it may have been done already, empty where it was not."""

    letter: Letter
    origin: Origin
    words: str
    twice: str
    is_done: bool


def plan(place: Place, queue: Queue, limit: int, journal: Journal) -> list[Step]:
    """Return what is done with each message of a queue, which is hidden meanwhile; raises CloudError and OSError."""
    states = journal.states()
    steps = []
    for letter in dead_letters.read(place, queue, limit):
        found = origin(place.stack, letter)
        state = states.get(letter.id)
        twice = "an earlier redrive was interrupted while it did this" if state == BEGUN else ""
        if isinstance(found, Execution) and not twice:
            twice = executions.redriven(place, found.workflow, found.arn)
        steps.append(Step(letter, found, _words(place, found), twice, is_done=state == DONE))
    return steps


def act(place: Place, step: Step, journal: Journal) -> str:
    """Do a message's work again, then remove it; return what was done. Raises CloudError and OSError."""
    words = "removed: its work was done by an earlier redrive"
    if not step.is_done:
        journal.write(step.letter.id, BEGUN)
        words = _again(place, step)
        journal.write(step.letter.id, DONE)
    dead_letters.remove(place, step.letter)
    return words


def _words(place: Place, found: Origin) -> str:
    match found:
        case Execution(workflow, arn):
            return executions.words(place, workflow, arn)
        case Event(bus, entry):
            return f'put the event "{entry["DetailType"]}" on {bus.name} again, for all of its consumers'
        case Call(function):
            return f"call {function.name} again"
        case Moved(source):
            return f"SQS moves it back to {source.rpartition(':')[2]}"
        case Unknown(words):
            return f"left where it is: {words}"


def _again(place: Place, step: Step) -> str:
    match step.origin:
        case Execution(workflow, arn, given):
            return executions.again(place, workflow, arn, given, f"redrive-{step.letter.id}")
        case Event():
            return _put(place, step.origin)
        case Call():
            return _call(place, step.origin)
        case Moved() | Unknown():
            raise AssertionError("neither is done message by message")


def _put(place: Place, event: Event) -> str:
    client: EventBridgeClient = place.cloud.client("events")
    with told(f'bus "{event.bus.name}"'):
        answer = client.put_events(Entries=[event.entry])  # type: ignore[list-item] # built in `origins`
    if answer["FailedEntryCount"]:
        [entry] = answer["Entries"]
        raise CloudError(f"EventBridge does not take the event: {entry.get('ErrorCode')}: {entry.get('ErrorMessage')}")
    return "event put again"


def _call(place: Place, call: Call) -> str:
    client: LambdaClient = place.cloud.client("lambda")
    with told(f'function "{call.function.name}"'):
        client.invoke(
            FunctionName=call.function.name,
            Qualifier=place.stack.names.alias,
            InvocationType="Event",
            Payload=call.payload.encode(),
        )
    return "called again"


def start_move(place: Place, queue: Queue) -> None:
    """Let SQS move a queue's messages back to where they were, unless it does so already; raises CloudError."""
    client: SQSClient = place.cloud.client("sqs")
    arn = _arn(place, queue)
    with told(f'messages of "{queue.name}"'):
        running = client.list_message_move_tasks(SourceArn=arn).get("Results", [])
        if not any(task["Status"] == "RUNNING" for task in running):
            client.start_message_move_task(SourceArn=arn)


@dataclass(frozen=True, slots=True)
class Move:
    """How far SQS is with moving messages. status: SQS's own. words: why it failed."""

    status: str
    moved: int
    words: str

    @property
    def has_ended(self) -> bool:
        return self.status not in ("RUNNING", "CANCELLING")


def move(place: Place, queue: Queue) -> Move:
    """Return how far the newest move of a queue's messages is; raises CloudError."""
    client: SQSClient = place.cloud.client("sqs")
    with told(f'messages of "{queue.name}"'):
        [newest] = client.list_message_move_tasks(SourceArn=_arn(place, queue), MaxResults=1)["Results"]
    return Move(newest["Status"], newest.get("ApproximateNumberOfMessagesMoved", 0), newest.get("FailureReason", ""))


def _arn(place: Place, queue: Queue) -> str:
    return thing_arn(place.names, "queues", queue.name)
