"""Cards valued while the functions' processes are killed at random: `python -m tests.local.kills 1000` prints what became of them."""

import json
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.local.cards import IMAGE, User, signed_up
from tests.local.running import System, running
from tests.tools import ROOT

AT_ONCE = 6
KILLS_A_MINUTE = 60
_READ_EVERY = 40  # cards: the journal forgets what is long ago
TABLE, QUEUE = "prod-CollectIQ", "collectiq-prod-valuation_failures"


@dataclass(frozen=True)
class Outcome:
    """What became of the cards: by status after the kills, and after the redrive; prices stored for one card at most."""

    kills: int
    before: Counter[str]
    kept: int
    after: Counter[str]
    most_prices: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.kills} processes killed; cards: {dict(self.before)}; kept for a redrive: {self.kept}; "
            f"after it: {dict(self.after)}; prices of one card: {self.most_prices} at most; {self.seconds:.0f} s"
        )


def create(user: User, image: str) -> str:
    """Create a card as a client does that tries again, with the same key, until it is told what became of it."""
    key = uuid4().hex
    for _ in range(50):
        reply = user.create(image, key)
        if reply.status == 201:
            return str(reply.body["cardId"])
        time.sleep(min(float(reply.headers.get("retry-after", 0.2)), 2))
    raise AssertionError(reply)


def items(system: System, user: User, kind: str) -> list[dict[str, Any]]:
    pages = system.client("dynamodb").get_paginator("query").paginate(
        TableName=TABLE,
        KeyConditionExpression="PK = :owner AND begins_with(SK, :kind)",
        ExpressionAttributeValues={":owner": {"S": f"USER#{user.sub}"}, ":kind": {"S": f"{kind}#"}},
    )  # fmt: skip
    return [item for page in pages for item in page["Items"]]


def statuses(system: System, user: User) -> Counter[str]:
    return Counter(item["status"]["S"] for item in items(system, user, "CARD"))


def machine(system: System) -> str:
    return str(system.client("stepfunctions").list_state_machines()["stateMachines"][0]["stateMachineArn"])


def is_quiet(system: System) -> bool:
    """Tell whether no execution runs."""
    states = system.client("stepfunctions")
    return not states.list_executions(stateMachineArn=machine(system), statusFilter="RUNNING", maxResults=1)[
        "executions"
    ]


def outcome(cards: int, kills_a_minute: int = KILLS_A_MINUTE) -> Outcome:
    """Value so many cards under fire, redrive what was kept, and say what became of them."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output.txt"
        with running(ROOT / "collectiq.yaml", "prod", output, "--chaos", str(kills_a_minute)) as system:
            user, killed = signed_up(system), set[int]()
            image = upload(system, user)
            with ThreadPoolExecutor(AT_ONCE) as clients:
                for begin in range(0, cards, _READ_EVERY):
                    list(clients.map(lambda _: create(user, image), range(begin, min(begin + _READ_EVERY, cards))))
                    killed.update(entry["number"] for entry in system.journal("killed"))
            system.eventually(lambda: is_quiet(system), 600)
            before, kept = statuses(system, user), system.messages(QUEUE)
            redrive(system, kept)
            killed.update(entry["number"] for entry in system.journal("killed"))
            prices = Counter(item["SK"]["S"].split("#")[1] for item in items(system, user, "PRICE"))
            return Outcome(
                len(killed), before, len(kept), statuses(system, user), max(prices.values()), time.monotonic() - began
            )


def upload(system: System, user: User) -> str:
    """Put an image where an upload of the user's goes."""
    key = f"uploads/{user.sub}/{uuid4().hex}"
    bucket = next(one["Name"] for one in system.client("s3").list_buckets()["Buckets"] if "uploads" in one["Name"])
    system.client("s3").put_object(Bucket=bucket, Key=key, Body=IMAGE)
    return key


def redrive(system: System, kept: list[Any]) -> None:
    """Start what was kept again, as the runbook says, until nothing is left."""
    while kept:
        for failure in kept:
            system.client("stepfunctions").start_execution(
                stateMachineArn=machine(system), input=json.dumps(failure["input"])
            )
        system.eventually(lambda: is_quiet(system), 600)
        kept = system.messages(QUEUE)


if __name__ == "__main__":
    sys.stdout.write(f"{outcome(int(sys.argv[1]))}\n")
