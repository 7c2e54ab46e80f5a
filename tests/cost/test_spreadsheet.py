"""The three phases once more, as a spreadsheet would have them: every number written here, nothing of the program's used.

The design document's ranges are 20 to 50, 400 to 700 and 1500 to 2000 dollars a month. Prices: AWS's pages for us-east-1,
November 2026. What is smaller than a dollar in all phases is left out, so the program may be a little above.
"""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from generator.cli import app
from tests.tools import ROOT


@dataclass(frozen=True)
class Sheet:
    """What differs between the phases. cards, revaluations: of one user in a month."""

    users: int
    requests: int
    cards: int
    revaluations: int
    imitated: bool
    memory_gb: float
    savings: float
    deep_archive: bool
    production: bool

    @property
    def calls(self) -> int:
        return self.users * self.requests

    @property
    def valuations(self) -> int:
        return self.users * (self.cards + self.revaluations)

    @property
    def tried(self) -> float:
        """Tasks, of which 2 % are tried again."""
        return self.valuations * 1.02


PHASES = {
    "hackathon": Sheet(
        100, 1000, 20, 10, imitated=True, memory_gb=0.5, savings=0, deep_archive=False, production=False
    ),
    "production": Sheet(
        10_000, 100, 5, 3, imitated=False, memory_gb=1, savings=0.17, deep_archive=False, production=True
    ),
    "growth": Sheet(50_000, 200, 4, 2, imitated=False, memory_gb=1, savings=0.30, deep_archive=True, production=True),
}
RANGES = {"hackathon": (20, 50), "production": (400, 700), "growth": (1500, 2000)}


def rekognition(sheet: Sheet) -> float:
    # Text and labels: two looks at each image, the first million at a tenth of a cent.
    return 0 if sheet.imitated else 2 * sheet.tried * 0.001


def bedrock(sheet: Sheet) -> float:
    # 1 and 5 dollars a million tokens, 10 % more through a profile of the United States.
    return 0 if sheet.imitated else sheet.tried * (1500 * 1.1 + 100 * 5.5) / 1e6


def cognito(sheet: Sheet) -> float:
    return max(sheet.users - 10_000, 0) * 0.0055


def api_gateway(sheet: Sheet) -> float:
    return sheet.calls / 1e6


def lambda_(sheet: Sheet) -> float:
    # Functions that answer the API take 0.1 s, and 2 % of all calls start cold, 0.4 s more.
    cold = 0.02 * 0.4
    starts = sheet.users * (sheet.cards + sheet.revaluations)
    presigned = sheet.users * sheet.cards
    # What is left goes in equal parts to list, read and delete, the first two with half a gigabyte.
    read = (sheet.calls - starts - presigned) / 3
    gb_seconds = (0.1 + cold) * ((presigned + 2 * read) * 0.5 + (starts + read) * sheet.memory_gb)
    tasks = [(1.5, 1), (1.5, 1), (4, 1), (0.15, 1)]
    agents_gb = 0.5 if sheet.imitated else 1
    gb_seconds += sheet.tried * sum((seconds + cold) * times for seconds, times in tasks[:3]) * agents_gb
    gb_seconds += sheet.tried * (tasks[3][0] + cold) * sheet.memory_gb
    # A recorder and a review worker for each event, and one failure in a hundred.
    gb_seconds += (2 * sheet.tried + 0.01 * sheet.valuations) * (0.1 + cold) * sheet.memory_gb
    calls = sheet.calls + 6 * sheet.tried
    paid = max(gb_seconds - 400_000, 0) * 0.0000133334 * (1 - sheet.savings)
    return paid + max(calls - 1_000_000, 0) * 0.0000002


def s3(sheet: Sheet) -> float:
    uploads = sheet.users * sheet.cards
    month_gb = uploads * 1.5e6 / 1e9
    # Twelve months: the first in Standard, then Intelligent-Tiering: a month frequent, two infrequent, the rest instant.
    ages = ["standard", "frequent", "infrequent", "infrequent"] + ["instant"] * 8
    if sheet.deep_archive:
        ages[6:] = ["deep"] * 6
    price = {"standard": 0.023, "frequent": 0.023, "deep": 0.00099}
    price |= {"infrequent": 0.3 * 0.023 + 0.7 * 0.0125, "instant": 0.3 * 0.023 + 0.7 * 0.004}
    stored = month_gb * sum(price[age] for age in ages)
    tiered = sum(age in ("frequent", "infrequent", "instant") for age in ages)
    watched = uploads * tiered * 2.5e-6
    requests = uploads * 5e-6 + uploads * 1e-5 + (uploads * 5e-5 if sheet.deep_archive else 0)
    # The judge looks for samples and reads two objects for each image.
    return stored + watched + requests + sheet.tried * (5e-6 + 2 * 4e-7)


def amplify(sheet: Sheet) -> float:
    pages = sheet.calls * 0.1
    return 20 * 5 * 0.01 + pages * 250e3 / 1e9 * 0.15 + pages * 3e-7 + pages * 0.1 / 3600 * 0.2


def cloudwatch(sheet: Sheet) -> float:
    functions, routes = 15, 7
    metrics = 0.8 * (functions + 3 + 1 + 6 * routes + 8)
    # One metric each: latency, durations, throttles; two: rates; three: failures, and dead letters of three queues; six
    # of the table and its indexes; in production three of quotas, and two pairs for each function that shifts.
    alarms = 2 + 2 * functions + 3 + 3 + 1 + functions + functions + 6
    alarms += 3 + 4 * functions if sheet.production else 0
    # Objectives: two windows each; three speeds of two and of four metrics, one of one and of four.
    alarms += 2 * (3 * 2 + 1 * 1 + 3 * 4 + 1 * 4)
    composite = 3 + 1 + 3 + 1
    # Five dashboards; one shows more than fifty metrics, and three of the others are free.
    logs_gb = (sheet.calls + 6 * sheet.tried) * 1200 / 1e9 + sheet.calls * 400 / 1e9
    months = (90 if sheet.production else 30) / 30.4
    paid_logs = max(logs_gb - 5, 0) * 0.5 + logs_gb * 0.15 * months * 0.03
    return max(metrics - 10, 0) * 0.3 + max(alarms - 10, 0) * 0.1 + composite * 0.5 + 2 * 3 + paid_logs


def x_ray(sheet: Sheet) -> float:
    # One a second is always traced, 5 % of the others; users' uploads start a trace too.
    started = sheet.calls + sheet.users * sheet.cards
    always = min(started, 730 * 3600)
    traces = always + 0.05 * (started - always)
    return max(traces - 100_000, 0) * 5e-6 + traces * 1e-6


def dynamodb(sheet: Sheet) -> float:
    # An item of a kilobyte and two indexes: three units a write.
    creates, revalues = sheet.users * sheet.cards, sheet.users * sheet.revaluations
    read = (sheet.calls - creates - creates - revalues) / 3
    puts = creates + revalues + sheet.tried + sheet.tried + sheet.tried
    updates = sheet.tried + sheet.tried + 0.01 * sheet.valuations
    writes = 3 * (puts + updates + read) * 0.625e-6
    # Lists and the reading of one card ask for twenty items, five units' worth, half of that if it may be a little old.
    reads = (
        read * 2.5 + read * 0.5 + read * 2.5 + read * 0.5 + read * 2.5 + revalues * 0.5 + sheet.tried * 0.5
    ) * 0.125e-6
    stored_gb = puts * 12 * 1100 * 3 / 1e9
    # Every night all of one index is read.
    reads += 730 / 24 * stored_gb / 3 * 1e9 / 4096 / 2 * 0.125e-6
    return writes + reads + max(stored_gb - 25, 0) * 0.25 + stored_gb * 0.20


def fixed(sheet: Sheet) -> float:
    # Four secrets; keys for logs, notifications and, in production, the audit trail.
    return 4 * 0.4 + (3 if sheet.production else 2)


SERVICES = {
    "Rekognition": rekognition,
    "Bedrock": bedrock,
    "Cognito": cognito,
    "API Gateway": api_gateway,
    "Lambda": lambda_,
    "S3": s3,
    "Amplify": amplify,
    "CloudWatch": cloudwatch,
    "X-Ray": x_ray,
    "DynamoDB": dynamodb,
}


@pytest.fixture(scope="module")
def estimates() -> dict[str, Any]:
    answer = CliRunner().invoke(app, ["cost", "--spec", str(ROOT / "collectiq.yaml"), "--format", "json"])
    return {one["phase"]: one for one in json.loads(answer.stdout)["estimates"]}


@pytest.mark.parametrize("phase", PHASES)
def test_the_spreadsheet_is_within_the_design_document_s_range(phase: str) -> None:
    low, high = RANGES[phase]
    assert low <= sum(cost(PHASES[phase]) for cost in SERVICES.values()) + fixed(PHASES[phase]) <= high


@pytest.mark.parametrize("phase", PHASES)
def test_the_program_and_the_spreadsheet_agree_to_two_percent(phase: str, estimates: dict[str, Any]) -> None:
    total = sum(cost(PHASES[phase]) for cost in SERVICES.values()) + fixed(PHASES[phase])
    assert total == pytest.approx(estimates[phase]["total"]["expected"], rel=0.02)


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("service", SERVICES)
def test_they_agree_on_each_service(service: str, phase: str, estimates: dict[str, Any]) -> None:
    found = estimates[phase]["services"][service]["expected"] if service in estimates[phase]["services"] else 0
    assert SERVICES[service](PHASES[phase]) == pytest.approx(found, rel=0.05, abs=0.3)
