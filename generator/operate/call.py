"""One call of a function, as its callers call it: by its alias."""

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.cloud import told
from generator.kinds.function import Function
from generator.operate.place import Place

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


@dataclass(frozen=True, slots=True)
class Called:
    """What a function answered. payload: JSON. error: how it failed, `Unhandled` for an exception, empty where it did not.

    log: the end of its log, at most 4 KB (AWS Lambda).
    """

    payload: bytes
    error: str
    log: str


def call(place: Place, function: Function, event: bytes) -> Called:
    """Call a function and wait for its answer. event: JSON. Raises CloudError."""
    client: LambdaClient = place.cloud.client("lambda")
    absent = f"deploy {place.stack.names.stack} first"
    with told(f'function "{function.name}"', absent=absent):
        answer: dict[str, Any] = dict(
            client.invoke(FunctionName=function.name, Qualifier=place.stack.names.alias, Payload=event, LogType="Tail")
        )
        payload: bytes = answer["Payload"].read()
    log = base64.b64decode(answer.get("LogResult", "")).decode("utf-8", "replace")
    return Called(payload, answer.get("FunctionError", ""), log)
