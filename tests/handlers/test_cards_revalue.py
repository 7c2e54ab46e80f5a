from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from handlers.cards_revalue import logic
from handlers.shared.items import lock_key
from handlers.shared.problem import Problem
from handlers.shared.table import Table
from handlers.shared.valuations import Valuations
from tests.handlers.cloud import WORKFLOW, Cloud, failing
from tests.handlers.conftest import Register, RunsOf, Send

NOW = datetime(2026, 3, 12, 19, 3, 58, tzinfo=UTC)


def test_a_card_that_is_not_being_valued_is_valued_again(
    send: Send, register: Register, table: Table, runs_of: RunsOf, alice: str
) -> None:
    card_id = register(alice)["cardId"]
    table.delete(lock_key(alice, card_id))
    reply = send("POST", f"/cards/{card_id}/revalue", user=alice)
    assert (202, card_id) == (reply.status, reply.body["cardId"])
    assert 2 == len(runs_of(card_id))
    assert reply.body["requestId"] in {run["requestId"] for run in runs_of(card_id)}


def test_no_second_run_starts_while_one_is_running(send: Send, register: Register, runs_of: RunsOf, alice: str) -> None:
    card_id = register(alice)["cardId"]
    reply = send("POST", f"/cards/{card_id}/revalue", user=alice)
    assert (409, "A valuation of this card is running.") == (reply.status, reply.body["detail"])
    assert 880 <= int(reply.headers["retry-after"]) <= 900
    assert 1 == len(runs_of(card_id))


def test_a_lock_holds_until_it_expires_and_not_a_second_longer(
    cloud: Cloud, register: Register, table: Table, runs_of: RunsOf, alice: str
) -> None:
    card_id = register(alice)["cardId"]
    table.delete(lock_key(alice, card_id))
    valuations = Valuations(table, cloud.clients["stepfunctions"], WORKFLOW, lock_seconds=60)
    logic.revalue(table, valuations, logic.Wish(alice, card_id, "one"), NOW)
    for seconds in (0, 59):
        with pytest.raises(Problem, match="is running"):
            logic.revalue(table, valuations, logic.Wish(alice, card_id, "two"), NOW + timedelta(seconds=seconds))
    logic.revalue(table, valuations, logic.Wish(alice, card_id, "three"), NOW + timedelta(seconds=60))
    assert {"one", "three"} == {"one", "two", "three"} & {run["requestId"] for run in runs_of(card_id)}


def test_a_refused_start_leaves_the_card_free(
    send: Send, cloud: Cloud, register: Register, table: Table, alice: str
) -> None:
    card_id = register(alice)["cardId"]
    table.delete(lock_key(alice, card_id))
    with failing(cloud.apps["cards_revalue"].VALUATIONS.client, "StartExecution", "ExecutionLimitExceeded"):
        assert 503 == send("POST", f"/cards/{card_id}/revalue", user=alice).status
    assert 202 == send("POST", f"/cards/{card_id}/revalue", user=alice).status


def test_a_card_that_is_not_there_cannot_be_valued(send: Send, alice: str) -> None:
    assert 404 == send("POST", f"/cards/{uuid4()}/revalue", user=alice).status
