"""Messages that wait for a person: in which queues, how they are read without being lost, and how they are removed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.cloud import told
from generator.kinds.queue import Queue
from generator.model import Stack
from generator.operate.place import Place

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

# Long enough for a person to answer a question; then the message is there again for the next run.
_HIDDEN_S = 600
_AT_ONCE = 10  # SQS's limit
# A wait asks all of SQS's servers, so that no answer means no message.
_WAIT_S = 1


@dataclass(frozen=True, slots=True)
class Letter:
    """One message. attributes: as text, by name. from_queue: ARN of the queue that it was in before, empty for none."""

    queue: Queue
    id: str
    receipt: str
    body: str
    attributes: Mapping[str, str]
    from_queue: str


def dead_letter_queues(stack: Stack) -> list[Queue]:
    """Return the queues that nothing here takes from: what lies there waits for a person."""
    taken = {
        one.source.key for function in stack.functions.values() for one in function.triggers if one.kind == "queue"
    }
    return [queue for queue in stack.queues.values() if queue.key not in taken]


def queue_url(place: Place, name: str) -> str:
    """Return where a queue answers; raises CloudError."""
    client: SQSClient = place.cloud.client("sqs")
    with told(f'queue "{name}"', absent=f"deploy {place.stack.names.stack} first"):
        return client.get_queue_url(QueueName=name)["QueueUrl"]


def read(place: Place, queue: Queue, limit: int) -> list[Letter]:
    """Return at most `limit` messages of a queue, hidden from others for ten minutes; raises CloudError."""
    client: SQSClient = place.cloud.client("sqs")
    url, found = queue_url(place, queue.name), dict[str, Letter]()
    with told(f'queue "{queue.name}"'):
        while len(found) < limit:
            messages = client.receive_message(
                QueueUrl=url,
                MaxNumberOfMessages=min(_AT_ONCE, limit - len(found)),
                VisibilityTimeout=_HIDDEN_S,
                WaitTimeSeconds=_WAIT_S,
                MessageSystemAttributeNames=["DeadLetterQueueSourceArn"],
                MessageAttributeNames=["All"],
            ).get("Messages", [])
            if not messages:
                break
            for one in messages:
                texts = {name: value.get("StringValue", "") for name, value in one.get("MessageAttributes", {}).items()}
                source = one.get("Attributes", {}).get("DeadLetterQueueSourceArn", "")
                letter = Letter(queue, one["MessageId"], one["ReceiptHandle"], one["Body"], texts, source)
                found[letter.id] = letter
    return list(found.values())


def release(place: Place, letter: Letter) -> None:
    """Show a message again that stays where it is; raises CloudError."""
    client: SQSClient = place.cloud.client("sqs")
    url = queue_url(place, letter.queue.name)
    with told(f'queue "{letter.queue.name}"'):
        client.change_message_visibility(QueueUrl=url, ReceiptHandle=letter.receipt, VisibilityTimeout=0)


def remove(place: Place, letter: Letter) -> None:
    """Remove a message that was redriven; raises CloudError."""
    client: SQSClient = place.cloud.client("sqs")
    url = queue_url(place, letter.queue.name)
    with told(f'queue "{letter.queue.name}"'):
        client.delete_message(QueueUrl=url, ReceiptHandle=letter.receipt)
