"""One setting that changes many entries is one change, with one name to accept it by."""

from pathlib import Path

import pytest

from tests.test_changes import BOTH, HEAD, found

FUNCTIONS = (
    "functions: {a: {handler: 'h.a:h'}, b: {handler: 'h.b:h'}, c: {handler: 'h.c:h', deployment: {percent: 20}}}\n"
)
CANARY = "defaults: {functions: {deployment: {strategy: canary}}}\n"
ROUTES = "api: {auth: iam, throttle: {rate: RATE, burst: 5}}\nroutes: {GET /a: {function: a}, GET /b: {function: b}}\n"


def names(folder: Path, old: str, new: str) -> list[str]:
    return [change["name"] for change in found(folder, old, new)]


def test_a_default_that_goes_is_one_change_with_all_that_it_was_for(tmp_path: Path) -> None:
    functions = FUNCTIONS.replace(", deployment: {percent: 20}", "")
    [change] = found(tmp_path, BOTH + functions + CANARY, BOTH + functions)
    assert "deployment-shift-removed defaults.functions.deployment" == change["name"]
    assert change["message"].endswith("nothing rolls it back; the same goes for b, c")
    assert ["dev", "prod"] == change["environments"]


def test_an_entry_that_says_so_itself_is_told_by_itself(tmp_path: Path) -> None:
    expected = ["deployment-shift-removed defaults.functions.deployment", "deployment-shift-removed functions.c"]
    assert expected == names(tmp_path, BOTH + FUNCTIONS + CANARY, BOTH + FUNCTIONS)


def test_an_entry_that_leaves_a_default_is_told_by_itself(tmp_path: Path) -> None:
    new = FUNCTIONS.replace("b: {", "b: {deployment: {strategy: all_at_once}, ") + CANARY
    assert ["deployment-shift-removed functions.b"] == names(tmp_path, BOTH + FUNCTIONS + CANARY, BOTH + new)


def test_a_throttle_of_the_api_is_one_change(tmp_path: Path) -> None:
    old, new = (BOTH + FUNCTIONS + ROUTES.replace("RATE", rate) for rate in ("5", "1"))
    [change] = found(tmp_path, old, new)
    assert "route-throttle-lowered api.throttle" == change["name"]
    assert (
        '"GET /a" takes 1 request per second, and took 5; more get 429; the same goes for GET /b' == change["message"]
    )


def test_another_way_to_sign_in_for_the_whole_api_is_one_change(tmp_path: Path) -> None:
    pool = "auth: {clients: {web: {callback_urls: ['https://a.example.com']}}}\n"
    old = BOTH + FUNCTIONS + pool + ROUTES.replace("RATE", "5")
    assert ["route-auth-changed api.auth"] == names(tmp_path, old, old.replace("auth: iam", "auth: jwt"))


@pytest.mark.parametrize(
    ("section", "change"),
    [
        ("tables: {a: {key: {partition: id}}, b: {key: {partition: id}}}", "table"),
        ("buckets: {a: {}, b: {}}", "bucket"),
    ],
)
def test_data_that_an_environment_protects_no_more_is_one_change(tmp_path: Path, section: str, change: str) -> None:
    old = HEAD + "environments: {dev: {regions: [eu-west-1], protect_data: true}}\n" + section
    expected = [f"{change}-protection-removed environments.dev.protect_data"]
    assert expected == names(tmp_path, old, old.replace("true", "false"))
