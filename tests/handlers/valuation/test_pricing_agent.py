from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ConnectTimeoutError

from handlers.pricing_agent import logic
from handlers.pricing_agent.cache import Cache
from handlers.pricing_agent.sources.source import Card, Down, Quote
from handlers.shared.failures import NoPricesFound, PriceSourcesUnavailable
from handlers.shared.records import cached_price_key, slug
from handlers.shared.table import Table
from tests.handlers.cloud import failing
from tests.handlers.valuation.conftest import Run
from tests.handlers.valuation.envelopes import envelope
from tests.handlers.valuation.functions import KEYS, started, valid
from tests.handlers.valuation.web import Said, Web, addresses, price_sources

NOW = datetime(2026, 3, 12, 19, tzinfo=UTC)


class Answering:
    """A source that answers with what it was made with, and counts."""

    def __init__(self, name: str, answer: Quote | Exception | Callable[[], Quote]) -> None:
        self.name, self.answer, self.asked = name, answer, 0

    def quote(self, card: Card) -> Quote:  # noqa: ARG002 - it knows only one
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer if isinstance(self.answer, Quote) else self.answer()


def quoting(name: str, *amounts: int) -> Answering:
    return Answering(name, Quote(tuple(map(Decimal, amounts))))


@pytest.fixture
def card() -> Card:
    return Card(f"Card {uuid4().hex}", "Base Set", "4/102")


@pytest.fixture
def cache(table: Table) -> Cache:
    return Cache(table, lambda: NOW, 300)


@pytest.fixture
def app(web: Web) -> Iterator[Any]:
    """The function with all three sources on this machine, and none of them asked yet."""
    price_sources(web)
    with started("pricing_agent", addresses(web)) as app:
        yield app


@pytest.fixture
def event(valuation: dict[str, Any]) -> dict[str, Any]:
    """An input with a card that no other test asks for."""
    return valuation | {"features": envelope(f"Charizard {uuid4().hex}")}


def test_each_source_is_one_voice_and_outliers_are_silent(run: Run, app: Any, event: dict[str, Any]) -> None:
    finding = run("pricing_agent", event, app).answer
    assert valid("PriceFinding", finding)
    assert (305, 290, 320, "USD", 2) == tuple(
        finding[name] for name in ("valueMedian", "valueLow", "valueHigh", "currency", "outliers")
    )
    assert {"tcgplayer": 300.5, "pricecharting": 310, "ebay": 305} == {
        source["name"]: source["median"] for source in finding["sources"]
    }
    assert ("Base Set", "004/102", "Holo Rare") == tuple(finding["card"][name] for name in ("set", "number", "rarity"))
    assert [] == finding["sourcesDown"]


@pytest.mark.parametrize("path", ["/tcgplayer", "/pricecharting", "/ebay"])
def test_one_source_that_is_down_is_named_in_the_result(
    run: Run, app: Any, web: Web, event: dict[str, Any], path: str
) -> None:
    web.answers[path] = Said(status=403)
    finding = run("pricing_agent", event, app).answer
    assert valid("PriceFinding", finding)
    assert [("status 403", 2)] == [(down["reason"], len(finding["sources"])) for down in finding["sourcesDown"]]


def test_without_any_source_the_workflow_tries_again(run: Run, app: Any, web: Web, event: dict[str, Any]) -> None:
    web.answers = {"/": Said(b"<html>down for maintenance</html>", status=404)}
    done = run("pricing_agent", event, app)
    assert "PriceSourcesUnavailable" == done.failed_with
    assert "tcgplayer: status 404; pricecharting: status 404; ebay: status 404" == str(done.error)


def test_without_any_secret_the_workflow_tries_again(run: Run, app: Any, event: dict[str, Any]) -> None:
    with failing(app.SOURCES[1].key.secrets.client, "GetSecretValue", "ResourceNotFoundException"):
        done = run("pricing_agent", event, app)
    assert "PriceSourcesUnavailable" == done.failed_with
    assert 3 == str(done.error).count("its key cannot be read")


def test_no_key_stands_in_any_answer_error_or_log_line(
    run: Run, app: Any, web: Web, event: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    web.answers = {"/": Said(status=503)}
    done = run("pricing_agent", event, app)
    told = f"{done.error!r} {done.lines} {caplog.text}"
    assert "PriceSourcesUnavailable" == done.failed_with
    assert [] == [secret for secret in (*KEYS.values(), "charting-private", "ebay-private", "tcg-") if secret in told]


def test_prices_are_asked_for_again_after_five_minutes(card: Card, table: Table) -> None:
    source, now = quoting("one", 5), [NOW]
    cache = Cache(table, lambda: now[0], 300)
    asked = []
    for seconds in (0, 299, 300):
        now[0] = NOW + timedelta(seconds=seconds)
        logic.price([source], cache, card)
        asked.append(source.asked)
    assert [1, 1, 2] == asked


def test_another_execution_environment_finds_them_in_the_table(card: Card, table: Table, cache: Cache) -> None:
    source = Answering("one", Quote((Decimal("5.25"),), "Base Set", "4/102", "Rare"))
    first = logic.price([source], cache, card)
    assert first == logic.price([source], Cache(table, lambda: NOW, 300), card)
    assert 1 == source.asked
    item = table.get(cached_price_key(slug(card.name, card.set_name, card.number), "one"))
    assert item is not None
    assert int(NOW.timestamp()) + 300 == item["expiresAt"]


def test_an_item_that_ttl_has_not_deleted_yet_does_not_count(card: Card, table: Table, cache: Cache) -> None:
    source = quoting("one", 5)
    logic.price([source], cache, card)
    logic.price([source], Cache(table, lambda: NOW + timedelta(seconds=300), 300), card)
    assert 2 == source.asked


def test_a_card_that_a_source_does_not_have_is_remembered_too(card: Card, cache: Cache) -> None:
    sources = [quoting("none"), quoting("one", 5)]
    for _ in range(2):
        logic.price(sources, cache, card)
    assert [1, 1] == [source.asked for source in sources]


def test_a_source_that_is_down_is_not_remembered(card: Card, cache: Cache) -> None:
    sources = [Answering("down", Down("away")), quoting("one", 5)]
    for _ in range(2):
        logic.price(sources, cache, card)
    assert [2, 1] == [source.asked for source in sources]


@pytest.mark.parametrize("fault", ["ThrottlingException", ConnectTimeoutError(endpoint_url="https://dynamodb")])
def test_a_cache_that_does_not_answer_is_no_reason_not_to_price_a_card(
    run: Run, app: Any, event: dict[str, Any], fault: str | Exception
) -> None:
    client = app.CACHE.table.client
    with failing(client, "GetItem", fault), failing(client, "PutItem", fault):
        done = run("pricing_agent", event, app)
    assert 305 == done.answer["valueMedian"]
    assert 6 == len([log for log in done.lines if log["level"] == "WARNING"])


def test_a_source_that_takes_too_long_is_down(card: Card, cache: Cache) -> None:
    end = Event()

    def late() -> Quote:
        end.wait(5)
        return Quote()

    slow = Answering("slow", late)
    finding = logic.price([slow, quoting("one", 5)], cache, card, deadline=0.1)
    end.set()
    assert [{"name": "slow", "reason": "no answer in time"}] == finding["sourcesDown"]


def test_a_card_that_no_source_has_is_not_tried_again(card: Card, cache: Cache) -> None:
    with pytest.raises(NoPricesFound):
        logic.price([quoting("none"), quoting("neither")], cache, card)


def test_while_a_source_is_down_nobody_can_say_that_there_is_no_price(card: Card, cache: Cache) -> None:
    with pytest.raises(PriceSourcesUnavailable):
        logic.price([quoting("none"), Answering("down", Down("away"))], cache, card)


def test_a_mistake_of_our_own_is_not_taken_for_a_source_that_is_down(card: Card, cache: Cache) -> None:
    with pytest.raises(ZeroDivisionError):
        logic.price([Answering("wrong", ZeroDivisionError()), quoting("one", 5)], cache, card)


@pytest.mark.parametrize("features", [None, {}, {"version": 2}, {"version": 1, "candidates": {"names": []}}])
def test_an_envelope_of_another_version_is_refused(run: Run, valuation: dict[str, Any], features: Any) -> None:
    assert "InvalidRequest" == run("pricing_agent", valuation | {"features": features}).failed_with
