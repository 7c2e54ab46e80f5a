"""The console as a person sees it, in Chromium: on a screen and on a phone, by mouse and by keyboard."""

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import absent
from tests.local.cards import User, executions, signed_up
from tests.local.running import System
from tests.tools import node_tool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.system]

PHONE, SCREEN = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
VIEWS = ("system", "requests", "executions", "events", "queues", "logs", "metrics", "alarms", "decisions")
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


@pytest.fixture(scope="module")
def user(dev: System) -> User:
    return signed_up(dev)


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core."""
    folder = node_tool("axe-core") or absent(
        "axe-core", "not installed here: `make tools` does it, where there is Node"
    )
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def page(browser: "Browser", dev: System) -> "Iterator[Page]":
    """The console; an error in it, something that its policy blocks, or a request to elsewhere fails the test."""
    opened = browser.new_page(viewport=SCREEN)  # type: ignore[arg-type]
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda one: None if one.url.startswith(dev.url) else wrong.append(one.url))
    opened.goto(f"{dev.url}/_console")
    opened.wait_for_selector("#live[data-state=live]")
    yield opened
    opened.close()
    assert [] == wrong


def look(page: "Page", view: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=view, exact=True).click()


def valued(user: User) -> str:
    """Create a card and wait until it is valued; return its id."""
    card_id = str(user.create(user.upload()).body["cardId"])
    user.settled(card_id)
    return card_id


def test_the_life_of_a_card_is_seen_as_it_happens(page: "Page", dev: System, user: User) -> None:
    look(page, "Requests")
    user.upload()
    page.get_by_role("link", name="POST /upload/presign").first.wait_for()
    look(page, "Executions")
    card_id = valued(user)
    name = executions(dev, card_id)[0]["name"]
    row = page.locator("tr", has_text=name)
    row.get_by_text("SUCCEEDED").wait_for()
    row.get_by_role("link").click()
    page.locator(".picture a[data-status=succeeded]", has_text="Aggregator").click()
    visit = page.locator("details.visit[open]")
    assert visit.locator("summary").inner_text().startswith("Aggregator")
    assert card_id in visit.get_by_role("region", name="Input").inner_text()
    assert '"stored": true' in visit.get_by_role("region", name="Output").inner_text()
    look(page, "Events")
    page.get_by_role("link", name="CardValuationUpdated").first.click()
    assert "valueMedian" in page.get_by_role("region", name="Event").inner_text()


def test_a_request_shows_what_it_did_and_what_was_logged(page: "Page", user: User) -> None:
    valued(user)
    look(page, "Requests")
    page.get_by_role("link", name="POST /cards", exact=True).first.click()
    trail = page.locator(".trail")
    trail.get_by_text("cards_create → dynamodb:PutItem").first.wait_for()
    trail.get_by_text("execution of collectiq-dev-valuation").wait_for()
    page.locator(".lines").get_by_text("REPORT RequestId").first.wait_for()
    trail.locator("summary", has_text="cards_create").click()
    assert "routeKey" in trail.get_by_role("region", name="Input").inner_text()


def test_a_failed_execution_shows_which_state_failed_and_why(page: "Page", dev: System, user: User) -> None:
    card_id = user.create(f"uploads/{user.sub}/" + "0" * 32).body["cardId"]
    assert "failed" == user.settled(card_id)["status"]
    look(page, "Executions")
    name = executions(dev, card_id)[0]["name"]
    row = page.locator("tr", has_text=name)
    row.get_by_text("FAILED").wait_for()
    row.get_by_role("link").click()
    page.locator(".picture a[data-status=failed]", has_text="AuthenticityAgent").wait_for()
    page.locator(".picture a[href='#state/Agents'][data-status=caught]").wait_for()
    assert "ImageUnreadable" in page.locator("[data-state=AuthenticityAgent] summary").inner_text()
    look(page, "Queues")
    queue = page.locator("[data-queue=valuation_failures]")
    queue.get_by_text("Messages").click()
    assert card_id in " ".join(queue.locator("pre").all_inner_texts())


def test_a_denied_call_is_explained_with_the_grant_that_would_allow_it(page: "Page", dev: System, user: User) -> None:
    dev.own("POST", "withheld", {"function": "cards_list", "grant": 0, "action": "dynamodb:Query"})
    try:
        assert 200 != user.send("GET", "/cards").status
    finally:
        dev.own("DELETE", "withheld")
    look(page, "Decisions")
    page.locator("tr", has_text="denied").get_by_role("link", name="dynamodb:Query").first.click()
    grant = page.get_by_role("region", name="The grant that would allow it").first.inner_text()
    assert (
        "functions:\n  cards_list:\n    grants:\n      - {allow: [dynamodb:Query], resource: tables.cards.indexes.GSI1}"
        == grant
    )
    page.get_by_text("because no identity-based policy allows the dynamodb:Query action").first.wait_for()


def test_the_architecture_counts_what_each_thing_took_part_in(page: "Page", dev: System, user: User) -> None:
    box = page.locator("a[href='#thing/functions.cards_get']")
    assert 400 == user.send("GET", "/cards/none").status
    calls = sum(one["function"] == "cards_get" for one in dev.journal("function"))
    box.locator(".count", has_text=re.compile(f"^{calls}$")).wait_for()
    assert page.locator(".picture path.used").count()
    box.press("Enter")
    page.get_by_role("heading", name="functions.cards_get").wait_for()
    page.get_by_text("GET /cards/{id}").first.wait_for()


def test_what_a_request_says_stays_text(page: "Page", dev: System, user: User) -> None:
    user.send("POST", "/cards", {"imageKey": HOSTILE}, idempotency_key="x")
    look(page, "Requests")
    page.locator(f"tr[data-key='{dev.journal('request')[-1]['number']}'] a").click()
    assert HOSTILE in json.loads(page.get_by_role("region", name="Sent").inner_text())["imageKey"]
    assert 0 == page.locator("main img, main script").count()
    assert page.title().startswith("Requests")


def test_logs_are_found_by_the_id_of_a_request(page: "Page", dev: System, user: User) -> None:
    user.send("GET", "/cards")
    request_id = dev.journal("request")[-1]["request_id"]
    look(page, "Logs")
    page.get_by_label("Lines with").fill(request_id)
    lines = page.locator(".lines .by")
    dev.eventually(lambda: {"cards_list"} == {line.split()[1] for line in lines.all_inner_texts()})
    page.locator(".lines summary", has_text="cards_list").first.click()
    assert request_id in page.get_by_role("region", name="The whole line").inner_text()


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_keeps_anybody_out(page: "Page", axe: str, view: str, size: dict[str, int]) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.evaluate("view => { location.hash = view }", view)
    page.locator("nav [aria-current]").and_(page.locator(f"[href='#{view}']")).wait_for()
    page.wait_for_timeout(300)
    if page.locator("tbody a").count():
        page.locator("tbody a").first.click()
        page.locator(".detail h3").first.wait_for()
    assert size["width"] == page.evaluate("document.documentElement.scrollWidth")
    assert [] == violations(page, axe)


def violations(page: "Page", axe: str) -> list[str]:
    """Return what axe-core finds that is worse than moderate."""
    page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


def test_a_keyboard_reaches_every_view(page: "Page") -> None:
    page.keyboard.press("Tab")
    assert "Skip to the content" == page.evaluate("document.activeElement.textContent")
    for name in ("System", "Requests"):
        page.keyboard.press("Tab")
        assert name == page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Requests").wait_for()


def test_the_console_only_looks_and_has_no_other_files(dev: System) -> None:
    assert [405, 404, 404] == [
        dev.send("POST", "/_console/api/queues").status,
        dev.send("GET", "/_console/..%2fanswers.py").status,
        dev.send("GET", "/_console/api/entry/0").status,
    ]
    policy = dev.send("GET", "/_console").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self' 'sha256-")
    assert "unsafe" not in policy
