"""The to-do list's functions: event in, answer out."""

import json
import os
import uuid
from functools import cache
from typing import Any

Event = dict[str, Any]


@cache
def table() -> Any:
    """Return the table, connected once per process."""
    import boto3

    return boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


def list_todos(event: Event, _context: object) -> Event:
    """Return the caller's list."""
    from boto3.dynamodb.conditions import Key

    found = table().query(KeyConditionExpression=Key("owner").eq(caller(event)))
    return answer(200, {"todos": [{"id": item["id"], "text": item["text"]} for item in found["Items"]]})


def create_todo(event: Event, _context: object) -> Event:
    """Add one thing to the caller's list."""
    try:
        text = json.loads(event.get("body") or "{}")["text"]
    except (ValueError, KeyError, TypeError):
        return answer(400, {"title": 'the body must be JSON with a "text"'})
    item = {"owner": caller(event), "id": str(uuid.uuid4()), "text": str(text)}
    table().put_item(Item=item)
    return answer(201, {"id": item["id"], "text": item["text"]})


def healthz(_event: Event, _context: object) -> Event:
    """Say that the API is up."""
    return answer(200, {"status": "ok"})


def caller(event: Event) -> str:
    """Return who asks: the token's subject."""
    return str(event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"])


def answer(status: int, body: Event) -> Event:
    """Return an answer in API Gateway's payload format 2.0."""
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}
