from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import urllib3
from pybreaker import CircuitBreaker

from handlers.pricing_agent.outliers import limits
from handlers.pricing_agent.sources.ebay import Ebay, ebay
from handlers.pricing_agent.sources.keys import Key
from handlers.pricing_agent.sources.pricecharting import PriceCharting
from handlers.pricing_agent.sources.source import Card, Down, Quote, Source
from handlers.pricing_agent.sources.tcgplayer import TcgPlayer, tcgplayer
from handlers.pricing_agent.sources.web import BREAKS_AFTER
from handlers.pricing_agent.sources.web import Web as Client
from handlers.shared.secrets import Secrets
from tests.handlers.cloud import Cloud
from tests.handlers.valuation.web import Asked, Said, Web, listing, price_sources, product

CARD = Card("Charizard", "Base Set", "4/102")
START = datetime(2026, 3, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def secrets(world: Cloud, clock: Clock) -> Secrets:
    return Secrets(world.clients["secretsmanager"], clock)


def client(url: str, *, retries: int = 0) -> Client:
    """Return a client that waits a tenth of a second, and retries at once."""
    again = urllib3.Retry(retries, redirect=0, status_forcelist=[503], raise_on_status=False, raise_on_redirect=False)
    pool = urllib3.PoolManager(timeout=0.1, retries=again)
    return Client(pool, CircuitBreaker(BREAKS_AFTER, 60, throw_new_error_on_trip=False), url)


@pytest.fixture
def on_ebay(web: Web, secrets: Secrets, clock: Clock) -> Ebay:
    price_sources(web)
    return ebay(client(f"{web.url}/ebay"), Key(secrets, "test/ebay"), clock)


@pytest.fixture
def on_tcgplayer(web: Web, secrets: Secrets, clock: Clock) -> TcgPlayer:
    price_sources(web)
    return tcgplayer(client(f"{web.url}/tcgplayer"), Key(secrets, "test/tcgplayer"), clock)


@pytest.fixture
def on_pricecharting(web: Web, secrets: Secrets) -> PriceCharting:
    price_sources(web)
    return PriceCharting(client(f"{web.url}/pricecharting"), Key(secrets, "test/pricecharting"))


def why_down(source: Source) -> str:
    with pytest.raises(Down) as down:
        source.quote(CARD)
    return str(down.value)


def test_ebay_is_asked_for_listings_in_dollars_with_a_token(web: Web, on_ebay: Ebay) -> None:
    quote = on_ebay.quote(CARD)
    assert ["290.00", "305.00", "320.00", "1.00", "9999.00"] == [str(price) for price in quote.prices]
    token, search = web.asked
    assert ("POST", "Basic ZWJheS1pZDplYmF5LXByaXZhdGU=") == (token.method, token.headers["authorization"])
    assert ("Bearer ebay-token", "EBAY_US") == (
        search.headers["authorization"],
        search.headers["x-ebay-c-marketplace-id"],
    )
    assert "Charizard Base Set 4/102" == search.fields["q"]


def test_listings_that_have_no_price_in_dollars_are_left_out(web: Web, on_ebay: Ebay) -> None:
    prices: tuple[object, ...] = ("12.345", "-1", "0", "NaN", "1e99", "a lot", None, True, [1], {})
    listings: list[object] = [listing(price) for price in prices]
    listings += [listing("5.00", "EUR"), {"price": "5.00"}, {}, "nothing", None]
    web.answers["/ebay/buy/browse"] = Said({"itemSummaries": listings})
    assert (Decimal("12.34"),) == on_ebay.quote(CARD).prices


def test_a_search_that_finds_nothing_is_an_answer(web: Web, on_ebay: Ebay) -> None:
    web.answers["/ebay/buy/browse"] = Said({"total": 0})
    assert Quote() == on_ebay.quote(CARD)


def test_tcgplayer_tells_the_market_price_of_the_product_with_the_same_number(on_tcgplayer: TcgPlayer) -> None:
    assert Quote((Decimal("300.50"),), "Base Set", "004/102", "Holo Rare") == on_tcgplayer.quote(CARD)


def test_without_a_number_the_set_says_which_product_it_is(web: Web, on_tcgplayer: TcgPlayer) -> None:
    products = [product(1, "Evolutions", "011/108", "Rare"), product(2, "BASE SET", "004/102", "Holo Rare")]
    web.answers["/tcgplayer/catalog/products"] = Said({"results": products})
    assert "Holo Rare" == on_tcgplayer.quote(Card("Charizard", "Base Set", None)).rarity


def test_a_card_that_tcgplayer_does_not_have_costs_no_second_question(web: Web, on_tcgplayer: TcgPlayer) -> None:
    web.answers["/tcgplayer/catalog/products"] = Said({"results": []})
    assert Quote() == on_tcgplayer.quote(CARD)
    assert ["/tcgplayer/token", "/tcgplayer/catalog/products"] == web.paths()


def test_pricecharting_tells_cents(web: Web, on_pricecharting: PriceCharting) -> None:
    assert Quote((Decimal(310),), "Base Set") == on_pricecharting.quote(CARD)
    assert "charting-private" == web.asked[0].fields["t"]


def test_a_card_that_pricecharting_does_not_have_is_an_answer(web: Web, on_pricecharting: PriceCharting) -> None:
    web.answers["/pricecharting"] = Said({"status": "error", "error-message": "No such product"})
    assert Quote() == on_pricecharting.quote(CARD)


def test_a_token_is_asked_for_again_when_it_is_five_minutes_old(web: Web, on_ebay: Ebay, clock: Clock) -> None:
    for minutes in (0, 4, 5):
        clock.time = START + timedelta(minutes=minutes)
        on_ebay.quote(CARD)
    assert 2 == web.paths().count("/ebay/identity/v1/oauth2/token")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Said(status=500), "status 500"),
        (Said(status=403), "status 403"),
        (Said(status=429), "status 429"),
        (Said(status=302), "status 302"),
        (Said(delay=0.3), "no answer in time"),
        (Said(b"<html>"), "an answer that is not JSON"),
        (Said(b"\xff\xfe"), "an answer that is not JSON"),
        (Said(b'{"loose-price": NaN}'), "an answer that is not JSON"),
        (Said(b"[" * 100_000), "an answer that is not JSON"),
        (Said([]), "an answer of another shape"),
        (Said({"status": "error", "error-message": "Invalid token"}), "an error in its answer"),
    ],
)
def test_a_source_with_a_fault_is_down_and_says_why(
    web: Web, on_pricecharting: PriceCharting, said: Said, reason: str
) -> None:
    web.answers["/pricecharting"] = said
    assert reason == why_down(on_pricecharting)


@pytest.mark.parametrize("results", [{"results": "none"}, {"results": {"0": {}}}])
def test_a_catalogue_of_another_shape_is_a_fault(web: Web, on_tcgplayer: TcgPlayer, results: object) -> None:
    web.answers["/tcgplayer/catalog/products"] = Said(results)
    assert "an answer of another shape" == why_down(on_tcgplayer)


@pytest.mark.parametrize("answer", [{}, {"access_token": 7, "expires_in": 1}, {"access_token": "t"}])
def test_a_token_that_is_none_is_a_fault(web: Web, on_ebay: Ebay, answer: object) -> None:
    web.answers["/ebay/identity"] = Said(answer)
    assert "an answer without a token" == why_down(on_ebay)


def test_a_source_that_nobody_listens_for_is_down(secrets: Secrets) -> None:
    source = PriceCharting(client("http://127.0.0.1:9"), Key(secrets, "test/pricecharting"))
    assert "no connection" == why_down(source)


def test_a_source_whose_secret_is_missing_is_down_and_is_not_asked(web: Web, secrets: Secrets) -> None:
    source = PriceCharting(client(web.url), Key(secrets, "test/not-there"))
    assert "its key cannot be read" == why_down(source)
    assert [] == web.asked


def test_a_secret_of_another_form_is_a_fault(web: Web, secrets: Secrets, clock: Clock) -> None:
    source = ebay(client(web.url), Key(secrets, "test/pricecharting"), clock)
    assert "its key is not a client_id and a client_secret" == why_down(source)


def test_a_busy_source_is_asked_again(web: Web, secrets: Secrets) -> None:
    def busy_once(_: Asked) -> Said:
        return Said(status=503) if len(web.asked) == 1 else Said({"status": "success", "loose-price": 100})

    web.answers["/pricecharting"] = busy_once
    source = PriceCharting(client(f"{web.url}/pricecharting", retries=1), Key(secrets, "test/pricecharting"))
    assert (Decimal(1),) == source.quote(CARD).prices


def test_a_source_that_failed_three_times_in_a_row_is_left_alone(web: Web, on_pricecharting: PriceCharting) -> None:
    web.answers["/pricecharting"] = Said(status=500)
    reasons = [why_down(on_pricecharting) for _ in range(BREAKS_AFTER + 1)]
    assert [*["status 500"] * BREAKS_AFTER, "out of service a moment ago"] == reasons
    assert BREAKS_AFTER == len(web.asked)


def test_a_redirect_takes_no_key_elsewhere(web: Web, on_pricecharting: PriceCharting) -> None:
    web.answers["/pricecharting"] = Said(status=302)
    why_down(on_pricecharting)
    assert ["/pricecharting/api/product"] == web.paths()


def prices(*amounts: float) -> list[Decimal]:
    return [Decimal(str(amount)) for amount in amounts]


def kept(*amounts: float) -> list[Any]:
    low, high = limits(prices(*amounts)) or (Decimal(0), Decimal("Infinity"))
    return [float(price) for price in prices(*amounts) if low <= price <= high]


def test_a_price_far_from_all_others_is_an_outlier() -> None:
    assert [290, 300, 305, 310, 320] == kept(290, 300, 305, 310, 320, 1, 9999)


def test_nearly_half_of_the_prices_may_be_wrong() -> None:
    assert [98, 99, 100, 101, 102] == kept(98, 99, 100, 101, 102, 5000, 6000, 7000, 8000)


def test_where_most_prices_are_the_same_a_far_one_is_an_outlier_still() -> None:
    assert [10.0] * 6 == kept(10, 10, 10, 10, 10, 10, 500)


@pytest.mark.parametrize("amounts", [(), (5,), (1, 1000), (7, 7, 7)])
def test_few_prices_or_equal_ones_have_no_outliers(amounts: tuple[float, ...]) -> None:
    assert [float(amount) for amount in amounts] == kept(*amounts)
