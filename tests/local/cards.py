"""What a user does with cards, over HTTP."""

import base64
import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.handlers.valuation.pictures import card, saved
from tests.local.running import Reply, System, put

IMAGE = saved(card(1))


@dataclass(frozen=True)
class User:
    """A user who is signed in."""

    system: System
    token: str

    @property
    def sub(self) -> str:
        claims = self.token.split(".")[1]
        return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"])

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Reply:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.system.send(method, path, self.token, body, sent)

    def presign(self, length: int = len(IMAGE)) -> Reply:
        return self.send("POST", "/upload/presign", {"contentType": "image/jpeg", "contentLength": length})

    def upload(self, image: bytes = IMAGE) -> str:
        """Upload an image; return its key."""
        signed = self.presign(len(image)).body
        assert 200 == put(signed["url"], image, signed["headers"])
        return str(signed["imageKey"])

    def create(self, image_key: str, key: str = "") -> Reply:
        return self.send("POST", "/cards", {"imageKey": image_key}, idempotency_key=key or uuid4().hex)

    def card(self, card_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.send("GET", f"/cards/{card_id}").body
        return found

    def settled(self, card_id: str) -> dict[str, Any]:
        """Wait until a card is no longer being valued, and return it."""

        def settled() -> dict[str, Any] | None:
            found = self.card(card_id)
            return None if found["beingValued"] or found["status"] == "pending" else found

        found: dict[str, Any] = self.system.eventually(settled, 60)
        return found


def signed_up(system: System) -> User:
    return User(system, system.sign_up())


def executions(system: System, card_id: str) -> list[dict[str, Any]]:
    """Return the executions about a card, the newest first."""
    states = system.client("stepfunctions")
    machine = states.list_state_machines()["stateMachines"][0]["stateMachineArn"]
    found = states.list_executions(stateMachineArn=machine)["executions"]
    return [one for one in found if one["name"].startswith(card_id)]


def told(system: System, event: str, card_id: str) -> list[dict[str, Any]]:
    """Return the details of the events of one type about a card."""
    events = [entry["event"] for entry in system.journal("event")]
    return [one["detail"] for one in events if one["detail-type"] == event and one["detail"]["cardId"] == card_id]
