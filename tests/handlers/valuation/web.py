"""The web as price sources and models see it: a server on this machine that answers as it is told to."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request: parameters of query and form, and headers with names in lower case."""

    method: str
    path: str
    fields: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Said:
    """One answer; a body that is bytes is sent as it is, any other as JSON."""

    body: object = field(default_factory=dict)
    status: int = 200
    delay: float = 0


@dataclass
class Web:
    """Answers by what the path starts with, the last one given first; a path that has none is a 404."""

    url: str = ""
    answers: dict[str, Said | Callable[[Asked], Said]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> Said:
        self.asked.append(asked)
        fitting = [said for start, said in self.answers.items() if asked.path.startswith(start)]
        found = fitting[-1] if fitting else Said(status=404)
        return found if isinstance(found, Said) else found(asked)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


@contextmanager
def serve() -> Iterator[Web]:
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave together

        def do_GET(self) -> None:
            self.reply()

        def do_POST(self) -> None:
            self.reply()

        def reply(self) -> None:
            form = self.rfile.read(int(self.headers.get("content-length", 0))).decode(errors="replace")
            url = urlsplit(self.path)
            fields = {name: values[0] for name, values in parse_qs(f"{url.query}&{form}").items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = web.answer(Asked(self.command, url.path, fields, headers))
            time.sleep(said.delay)
            body = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            self.send_response(said.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client that gave up is what some tests want
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    web.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()


def addresses(web: Web) -> dict[str, str]:
    """Return the environment variables that lead to the price sources here."""
    return {f"{name}_URL": f"{web.url}/{name.lower()}" for name in ("EBAY", "TCGPLAYER", "PRICECHARTING")}


def price_sources(web: Web) -> None:
    """Let all three price sources answer for one card."""
    web.answers = {
        "/tcgplayer/token": Said({"access_token": "tcg-token", "expires_in": 1_209_599}),
        "/tcgplayer/catalog/products": Said(
            {
                "results": [
                    product(1, "Evolutions", "011/108", "Rare"),
                    product(2, "Base Set", "004/102", "Holo Rare"),
                    {"productId": "not a number"},
                ]
            }
        ),
        "/tcgplayer/pricing/product/2": Said({"results": [{"marketPrice": 300.5}, {"marketPrice": None}]}),
        "/pricecharting/api/product": Said(
            {"status": "success", "loose-price": 31000, "console-name": "Pokemon Base Set", "product-name": "Charizard"}
        ),
        "/ebay/identity/v1/oauth2/token": Said({"access_token": "ebay-token", "expires_in": 7200}),
        "/ebay/buy/browse": Said(
            {"itemSummaries": [listing(p) for p in ("290.00", "305.00", "320.00", "1.00", "9999")]}
        ),
    }


def product(identity: int, set_name: str, number: str, rarity: str) -> dict[str, Any]:
    facts = [{"name": "Number", "value": number}, {"name": "Rarity", "value": rarity}]
    return {"productId": identity, "name": "Charizard", "groupName": set_name, "extendedData": facts}


def listing(price: object, currency: str = "USD") -> dict[str, Any]:
    return {"itemId": "v1|1|0", "price": {"value": price, "currency": currency}}
