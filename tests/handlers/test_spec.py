"""What the spec says of the HTTP functions, and what they do, agree."""

import subprocess
import sys
from dataclasses import fields
from uuid import uuid4

import pytest

from handlers.shared.items import lock_key
from handlers.shared.table import Table
from handlers.shared.valuations import START_SECONDS
from tests.handlers.cloud import CURSOR_SECRET, HTTP_FUNCTIONS, SPEC, Cloud, cold_start
from tests.handlers.conftest import Send
from tests.tools import ROOT


@pytest.mark.parametrize("function", HTTP_FUNCTIONS)
def test_a_function_reads_the_variables_that_the_spec_gives_it_and_no_others(cloud: Cloud, function: str) -> None:
    settings = getattr(cloud.apps[function], "SETTINGS", None)
    read = {field.name.upper() for field in fields(settings)} if settings else set()
    assert set(SPEC["functions"][function].get("environment", {})) == read


def test_the_life_of_a_card_needs_all_grants_of_the_spec_and_no_others(
    cloud: Cloud, send: Send, table: Table, monkeypatch: pytest.MonkeyPatch, alice: str
) -> None:
    cloud.calls.clear()
    presigned = send("POST", "/upload/presign", user=alice, body={"contentType": "image/png", "contentLength": 5})
    image = presigned.body["imageKey"]
    for _ in range(2):
        headers = {"idempotency-key": uuid4().hex}
        card = send("POST", "/cards", user=alice, body={"imageKey": image}, headers=headers).body
        image = f"uploads/{alice}/{uuid4().hex}"
    cold_start(cloud, monkeypatch)
    listing = send("GET", "/cards", user=alice, query={"limit": "1"}).body
    assert [card["cardId"]] == [shown["cardId"] for shown in listing["cards"]]
    assert 1 == len(send("GET", "/cards", user=alice, query={"cursor": listing["next"]}).body["cards"])
    path = f"/cards/{card['cardId']}"
    table.delete(lock_key(alice, card["cardId"]))
    statuses = [send(method, path + more, user=alice).status for method, more in (("GET", ""), ("POST", "/revalue"))]
    assert [200, 202, 200] == [*statuses, send("DELETE", path, user=alice).status]

    granted = {
        (function, action)
        for function in HTTP_FUNCTIONS
        for grant in SPEC["functions"][function].get("grants", [])
        for action in grant["allow"]
    }
    used_by_the_signed_url = {("upload_presign", "s3:PutObject")}
    assert granted == cloud.calls | used_by_the_signed_url


def test_the_health_check_loads_no_client_of_aws() -> None:
    check = "import handlers.healthz.app, sys; print({'boto3', 'botocore.client'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "set()" == done.stdout.strip()


@pytest.mark.parametrize("function", ["cards_create", "cards_revalue"])
def test_a_lock_of_a_start_outlives_the_function_that_took_it(function: str) -> None:
    timeout = (SPEC["defaults"]["functions"] | SPEC["functions"][function])["timeout"]
    assert int(timeout.removesuffix("s")) < START_SECONDS


def test_the_smoke_tests_of_the_spec_pass(send: Send, alice: str) -> None:
    for name in ("health", "presign", "empty_vault"):
        test = SPEC["smoke_tests"][name]
        method, _, path = test["request"].partition(" ")
        reply = send(method, path, user=alice if "as" in test else None, body=test.get("body"))
        expect = test["expect"]
        assert expect["status"] == reply.status
        assert expect.get("body", reply.body) == reply.body
        assert set(expect.get("has", [])) <= set(reply.body)


def test_the_secret_of_the_cursors_is_asked_for_by_name(cloud: Cloud) -> None:
    assert CURSOR_SECRET == cloud.apps["cards_list"].SETTINGS.cursor_secret
