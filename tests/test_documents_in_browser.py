"""The documents site as a person sees it, in Chromium: on a screen, on a phone, and from a disk."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import urlopen

import pytest

from tests.systems import SYSTEMS
from tests.tools import PATIENCE_S, ROOT, run, succeeded

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

COLLECTIQ = Path(sys.executable).with_name("collectiq")
MAIN = (
    *("index", "environments", "api", "schemas", "functions/index", "functions/pricing_agent", "workflows/valuation"),
    *("events", "alarms", "dashboards", "owners", "runbooks", "runbooks/dead_letters", "risks"),
    *("language/index", "language/functions", "rules/index", "rules/open-route"),
)
ABORTED = "net::ERR_ABORTED"  # a person went on before it was there
PHONE, SCREEN = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the reference system, built without a warning."""
    out = tmp_path_factory.mktemp("docs") / "site"
    succeeded(run([COLLECTIQ, "docs", "build", "--strict", "--out", out], cwd=ROOT))
    return out


class Quiet(SimpleHTTPRequestHandler):
    """A server that says nothing."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A page whose errors and requests to elsewhere fail the test."""
    opened = browser.new_page(viewport=SCREEN)  # type: ignore[arg-type]
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("requestfailed", lambda request: None if request.failure == ABORTED else wrong.append(request.url))
    opened.set_default_timeout(PATIENCE_S * 1000)
    opened.on("request", lambda request: wrong.append(request.url) if away(request.url) else None)
    yield opened
    opened.close()
    assert [] == wrong


def away(url: str) -> bool:
    return urlsplit(url).hostname not in (None, "127.0.0.1")


class Links(HTMLParser):
    """What a page has of ids and of links and pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids |= {values["id"]} if "id" in values else set()
        self.targets += [values[name] for name in ("href", "src") if name in values and tag != "base"]


def broken(site: Path) -> list[str]:
    """Return the links of a site that lead to no file of it, or to no place in it."""
    pages = {}
    for file in site.rglob("*.html"):
        pages[file] = Links()
        pages[file].feed(file.read_text(encoding="utf-8"))
    found = []
    for file, links in pages.items():
        if file.name == "404.html":
            continue  # it is served at any path, so that its links start at the root
        for target in links.targets:
            parts = urlsplit(urljoin(file.as_uri(), target))
            there = Path(unquote(parts.path))
            there = there / "index.html" if there.is_dir() else there
            lost = there in pages and parts.fragment and unquote(parts.fragment) not in pages[there].ids
            if parts.scheme == "file" and (not there.is_file() or lost):
                found.append(f"{file.relative_to(site)}: {target}")
    return found


def test_no_link_of_the_site_is_broken(site: Path) -> None:
    assert [] == broken(site)


@pytest.mark.parametrize("name", [name for name in SYSTEMS if name != "reference"])
def test_the_site_of_each_system_is_built_without_a_warning(name: str, tmp_path: Path) -> None:
    succeeded(run([COLLECTIQ, "docs", "build", "--strict", "--spec", SYSTEMS[name], "--out", tmp_path / "site"]))
    assert [] == broken(tmp_path / "site")


def test_a_person_finds_the_way_by_the_navigation(page: "Page", address: str) -> None:
    page.goto(address)
    for step in ("Functions", "pricing_agent"):
        page.locator(".md-nav--primary").get_by_role("link", name=step, exact=True).first.click()
    assert "pricing_agent" == page.locator("h1").inner_text().strip("¶")
    page.get_by_role("link", name="Function near its timeout").first.click()
    assert "Function near its timeout" == page.locator("h1").inner_text().strip("¶")


def test_an_alarm_leads_to_its_runbook_its_dashboard_and_its_owner_and_back(page: "Page", address: str) -> None:
    article = page.locator("article")
    for leading, leading_back in (
        ("API 5xx rate high", None),
        ("API performance", "api_5xx_rate"),
        ("DevOps", "api_5xx_rate"),
    ):
        page.goto(f"{address}alarms.html#api_5xx_rate")
        article.get_by_role("link", name=leading).first.click()
        if leading_back:
            article.get_by_role("link", name=leading_back, exact=True).first.click()
            page.wait_for_url("**/alarms.html#api_5xx_rate")
        else:
            article.get_by_role("link", name="collectiq-prod-api_5xx_rate").first.wait_for()


def found_by_search(page: "Page", words: str) -> list[str]:
    # What is typed before the index is there finds nothing, and a person types again.
    for _ in range(PATIENCE_S // 3):
        page.fill("input[name=query]", "")
        page.click("input[name=query]")
        page.keyboard.type(words, delay=30)
        page.wait_for_timeout(3000)
        if page.locator(".md-search-result__item").count():
            break
    return page.locator(".md-search-result__item h1, .md-search-result__item h2").all_inner_texts()


def test_a_search_finds_a_runbook(page: "Page", address: str) -> None:
    page.goto(address)
    assert "Rotate an API key" in found_by_search(page, "rotate key")


def test_a_search_works_from_a_disk(browser: "Browser", site: Path) -> None:
    opened = browser.new_page()
    opened.set_default_timeout(PATIENCE_S * 1000)
    opened.goto((site / "index.html").as_uri())
    assert "Rotate an API key" in found_by_search(opened, "rotate key")
    opened.close()


@pytest.mark.parametrize("name", ["index", "workflows/valuation"])
def test_the_pictures_are_drawn(page: "Page", address: str, name: str) -> None:
    page.goto(f"{address}{name}.html")
    sizes = page.eval_on_selector_all(".picture img", "images => images.map(one => [one.naturalWidth, one.width])")
    assert sizes
    assert all(natural > 300 and shown == natural for natural, shown in sizes)
    page.locator(".picture").first.click()
    page.locator("rect").nth(5).wait_for()


def test_a_box_of_a_picture_leads_to_its_page(page: "Page", address: str) -> None:
    page.goto(f"{address}architecture-prod.svg")
    page.locator("a", has_text="aggregator").click()
    page.wait_for_url("**/functions/aggregator.html")


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
@pytest.mark.parametrize("name", MAIN)
def test_a_page_is_readable_at_each_width(page: "Page", address: str, name: str, size: dict[str, int]) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{address}{name}.html")
    assert size["width"] == page.evaluate("document.documentElement.scrollWidth")
    smallest = page.eval_on_selector_all(
        "article :is(p, li, td, th, code)",
        "all => Math.min(...all.map(one => parseFloat(getComputedStyle(one).fontSize)))",
    )
    assert smallest >= 10


def test_the_server_shows_the_site_until_it_is_stopped() -> None:
    command = [str(COLLECTIQ), "docs", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        with urlopen(url) as answer:
            assert b"CollectIQ" in answer.read()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert 0 == process.returncode
