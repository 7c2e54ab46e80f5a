"""Smoke tests: what has to work after a deployment, tried against the running system."""

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from generator.cloud import CloudError, told
from generator.kinds.auth import UserPool
from generator.kinds.smoke_test import SmokeTest
from generator.operate import web
from generator.operate.place import Place, api_url, client, user_pool_id
from generator.operate.visitor import access_token
from generator.scope import Thing

# What was deployed a moment ago may take some seconds until it answers everywhere.
_TRIES = 5
_PAUSE_S = 5.0
_SHOWN = 200

Pause = Callable[[float], None]


class Outcome(StrEnum):
    """How a test went."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Result:
    """One test's outcome. stack: the environment and region that it ran in. words: what is wrong, or why it was skipped."""

    stack: str
    test: SmokeTest
    outcome: Outcome
    words: str
    seconds: float


def run(place: Place, *, pause: Pause, seen: Callable[[Result], None]) -> list[Result]:
    """Run the tests of a stack and return how each went; `seen` is told as they end. Raises CloudError.

    Requests are sent as users of their own, who are gone when this returns. What belongs to the home region is tried there only.
    """
    results = []
    with ExitStack() as users:
        tokens = _Tokens(place, users, {})
        for test in place.stack.smoke_tests.values():
            if test.method or place.stack.home:
                results.append(_tried(place, test, tokens, pause))
                seen(results[-1])
    return results


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Access tokens by client, each of a user who lives as long as `users` is open."""

    place: Place
    users: ExitStack
    held: dict[str, str]

    def of(self, owner: Thing) -> str:
        if owner.key not in self.held:
            self.held[owner.key] = self.users.enter_context(access_token(self.place, owner.key))
        return self.held[owner.key]


def _tried(place: Place, test: SmokeTest, tokens: _Tokens, pause: Pause) -> Result:
    start = monotonic()
    outcome, words = _outcome(place, test, tokens, pause)
    return Result(place.stack.names.stack, test, outcome, words, monotonic() - start)


def _outcome(place: Place, test: SmokeTest, tokens: _Tokens, pause: Pause) -> tuple[Outcome, str]:
    if place.is_local and test.frontend:
        return Outcome.SKIPPED, "there is no Amplify on this machine"
    if place.is_local and test.hosted_sign_in:
        return Outcome.SKIPPED, "there are no hosted sign-in pages on this machine"
    try:
        wrong = _wrong(place, test, tokens, pause)
    except (CloudError, web.WebError) as error:
        wrong = str(error)
    return (Outcome.FAILED, wrong) if wrong else (Outcome.PASSED, "")


def _wrong(place: Place, test: SmokeTest, tokens: _Tokens, pause: Pause) -> str:
    """Return what is wrong, an empty text where nothing is."""
    if test.frontend:
        return _last_build(place, test.frontend)
    if test.hosted_sign_in:
        return _sign_in_page(place, test.hosted_sign_in)
    headers = {**test.headers, **({"authorization": f"Bearer {tokens.of(test.client)}"} if test.client else {})}
    url = api_url(place).rstrip("/") + test.path
    wrong = _asked(test, url, headers)
    for _ in range(0 if place.is_local else _TRIES - 1):
        if not wrong:
            break
        pause(_PAUSE_S)
        wrong = _asked(test, url, headers)
    return wrong


def _asked(test: SmokeTest, url: str, headers: Mapping[str, str]) -> str:
    body = None
    if test.body is not None:
        body, headers = json.dumps(test.body).encode(), {"content-type": "application/json", **headers}
    try:
        answer = web.ask(test.method, url, headers, body)
    except web.WebError as error:
        return str(error)
    if answer.status != test.status:
        return f"answered {answer.status} instead of {test.status}: {_shown(answer.body)}"
    return _wrong_answer(test, answer.body)


def _wrong_answer(test: SmokeTest, body: bytes) -> str:
    if not test.has and test.answer is None:
        return ""
    try:
        found = json.loads(body)
    except ValueError:
        return f"the answer is not JSON: {_shown(body)}"
    if test.answer is not None and found != test.answer:
        return f"the answer is {_shown(body)} instead of {json.dumps(test.answer)}"
    missing = [key for key in test.has if not (isinstance(found, dict) and key in found)]
    return f"the answer has no {' and no '.join(json.dumps(key) for key in missing)}" if missing else ""


def _shown(body: bytes) -> str:
    """Return the beginning of an answer on one line."""
    text = " ".join(body.decode("utf-8", "replace").split())
    return f"{text[:_SHOWN]}..." if len(text) > _SHOWN else text or "nothing"


def _last_build(place: Place, frontend: Thing) -> str:
    """Return what is wrong with the last build that has ended."""
    branch = place.stack.frontends[frontend.key].branch
    with told(f'branch "{branch}" of the Amplify application "{frontend.name}"'):
        found = place.cloud.all("amplify", "list_apps", "apps")
        app = next((one["appId"] for one in found if one["name"] == frontend.name), None)
        if app is None:
            return f'there is no Amplify application "{frontend.name}"; deploy {place.stack.names.stack} first'
        jobs: list[dict[str, Any]] = place.cloud.all(
            "amplify", "list_jobs", "jobSummaries", appId=app, branchName=branch, PaginationConfig={"MaxItems": 20}
        )
    ended = next((one for one in jobs if one["status"] in ("SUCCEED", "FAILED", "CANCELLED")), None)
    if ended is None:
        return f'the branch "{branch}" has no finished build'
    return "" if ended["status"] == "SUCCEED" else f"build {ended['jobId']} of {branch} ended as {ended['status']}"


def _sign_in_page(place: Place, owner: Thing) -> str:
    assert place.stack.auth is not None, "a client is of a pool"
    found = client(place, user_pool_id(place), owner.key)
    asked = {
        "client_id": found["ClientId"],
        "response_type": "code" if "code" in found.get("AllowedOAuthFlows", ()) else "token",
        "scope": " ".join(found.get("AllowedOAuthScopes", ())),
        "redirect_uri": next(iter(found.get("CallbackURLs", ())), ""),
    }
    answer = web.ask("GET", f"{_hosted(place, place.stack.auth)}/login?{urlencode(asked)}")
    return "" if answer.status == 200 else f"the page answered {answer.status} instead of 200"  # noqa: PLR2004 - OK


def _hosted(place: Place, pool: UserPool) -> str:
    if pool.certificate:
        return f"https://{pool.domain}"
    return f"https://{pool.domain}.auth.{place.cloud.region}.amazoncognito.com"
