"""The reference system's dev environment, applied to an engine that stands in for AWS, does what it is for."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.e2e.absent import NEVER_CLEAN
from tests.e2e.deployment import Deployment, left
from tests.e2e.jobs import as_job
from tests.e2e.steps import Steps
from tests.e2e.vault import BUCKET, SAMPLE, Vault, eventually
from tests.handlers.valuation.pictures import card, saved

REPOSITORY = "repo:collectiq/collectiq:environment"
ONE_PICTURE, ANOTHER = 1, 2


@pytest.fixture(scope="module")
def valued(vault: Vault, steps: Steps) -> Any:
    """A card as its owner sees it after its first valuation."""
    with steps.step("collectiq: a card uploaded, created and valued"):
        return vault.valued(vault.created(vault.uploaded(ONE_PICTURE)))


def test_a_second_plan_changes_nothing(reference: Deployment, steps: Steps) -> None:
    with steps.step("collectiq: planned again"):
        planned = reference.planner.planned()
    assert NEVER_CLEAN == planned


@pytest.mark.parametrize(
    "subject", ["repo:somebody/else:environment:dev", f"{REPOSITORY}:prod", f"{REPOSITORY}:dev-plan"]
)
def test_a_job_of_somebody_elses_gets_no_role(reference: Deployment, subject: str) -> None:
    role = f"arn:aws:iam::{reference.engine.account}:role/pipelines/collectiq-dev-apply"
    with pytest.raises(ClientError, match="AccessDenied"):
        as_job(reference.engine, role, subject)


def test_only_the_health_check_answers_without_a_token(reference: Deployment) -> None:
    replies = [reference.call("GET", path) for path in ("/healthz", "/cards")]
    assert [(200, {"status": "ok"}), (401, {"message": "Unauthorized"})] == [(one.status, one.body) for one in replies]


def test_a_card_is_uploaded_created_and_valued(vault: Vault, valued: Any) -> None:
    assert ("valued", 305, 0.92) == (valued["status"], valued["valueMedian"], valued["authenticityScore"])
    assert ["SUCCEEDED"] == vault.executions(valued["cardId"])
    [price] = vault.items(vault.mine, f"PRICE#{valued['cardId']}#")
    assert (305, "base-set#holo-rare") == (price["valueMedian"], valued["setRarity"])
    assert [valued["cardId"]] == [one["cardId"] for one in vault.call("GET", "/cards")["cards"]]


def test_a_new_value_is_told_and_its_record_kept(vault: Vault, valued: Any) -> None:
    found = eventually(lambda: (one := vault.call("GET", f"/cards/{valued['cardId']}")).get("valueHighest") and one)
    assert (305, 305) == (found["valueHighest"], found["valueLowest"])


def test_a_revalued_card_that_looks_counterfeit_is_flagged_and_reviewed(
    vault: Vault, valued: Any, steps: Steps
) -> None:
    vault.s3.put_object(Bucket=BUCKET, Key=SAMPLE, Body=saved(card(ANOTHER)))
    with steps.step("collectiq: the card revalued, flagged and its review opened"):
        vault.call("POST", f"/cards/{valued['cardId']}/revalue")
        found = vault.valued(valued["cardId"])
        [review] = eventually(lambda: [r for r in vault.items("REVIEWS") if r["cardId"] == valued["cardId"]])
    assert (True, "open") == (found["authenticityScore"] < 0.8, review["status"])
    assert 2 == len(vault.items(vault.mine, f"PRICE#{valued['cardId']}#"))
    assert ["SUCCEEDED"] * 2 == vault.executions(valued["cardId"])


def test_a_valuation_without_an_image_ends_in_the_dead_letters(vault: Vault, steps: Steps) -> None:
    missing = f"uploads/{vault.user.sub}/{'0' * 32}"
    with steps.step("collectiq: a valuation that fails, in the dead letters"):
        card_id = vault.created(missing)
        found = vault.valued(card_id)
        [failure] = eventually(vault.failures)
    assert ("failed", "The image is missing or cannot be read; upload another one.") == (
        found["status"],
        found["failure"],
    )
    assert ("ImageUnreadable", missing) == (failure["error"], failure["input"]["imageKey"])
    assert ["FAILED"] == vault.executions(card_id)


def test_a_deleted_card_is_gone_with_its_prices(vault: Vault) -> None:
    card_id = vault.created(vault.uploaded(ANOTHER))
    vault.valued(card_id)
    vault.call("DELETE", f"/cards/{card_id}")
    assert [] == [one for one in vault.items(vault.mine) if card_id in one["SK"] and not one["SK"].startswith("RUN#")]


def test_our_own_command_calls_a_function(reference: Deployment) -> None:
    answer = json.loads(reference.collectiq("invoke", "value_analytics", "--env", "dev"))
    assert {"sums", "cards"} == set(answer)


@pytest.mark.last
def test_nothing_is_left_after_a_destroy(reference: Deployment, steps: Steps) -> None:
    with steps.step("collectiq: destroyed"):
        reference.root.destroy()
    assert ([], []) == (reference.root.state(), left(reference.engine))
