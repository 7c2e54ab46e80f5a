from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from handlers.rekognition_extract import logic
from handlers.shared.failures import CardNotRecognized
from tests.handlers.cloud import failing
from tests.handlers.valuation.conftest import Run
from tests.handlers.valuation.envelopes import LABELS, line, read
from tests.handlers.valuation.functions import answering, started, valid

CARD = (
    line("Stage 2", top=0.05, height=0.014),
    line("Charizard", top=0.055, height=0.034),
    line("120 HP", top=0.057, height=0.026),
    line("Evolves from Charmeleon", top=0.085, height=0.03),
    line("Fire Spin", top=0.70, height=0.04),
    line("Illus. Mitsuhiro Arita", top=0.93),
    line("4/102", top=0.93),
)


def test_the_envelope_names_the_likeliest_card(run: Run, valuation: dict[str, Any]) -> None:
    with started("rekognition_extract") as app, answering(app.REKOGNITION, DetectText=read(*CARD), DetectLabels=LABELS):
        done = run("rekognition_extract", valuation, app)
    assert valid("FeatureEnvelope", done.answer)
    assert ["Charizard"] == [name["value"] for name in done.answer["candidates"]["names"]]
    assert ["4/102"] == [number["value"] for number in done.answer["candidates"]["numbers"]]
    assert ["Base Set"] == [found["value"] for found in done.answer["candidates"]["sets"]]
    assert {"brightness": 0.7, "sharpness": 0.8, "contrast": 0.75} == done.answer["quality"]
    assert [("rekognition_extract", "success")] == [(log["operation"], log["status"]) for log in done.lines]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((line("Pikachu 60 HP", top=0.1, height=0.04),), "Pikachu"),
        ((line("BASIC Pikachu", top=0.1, height=0.04),), "Pikachu"),
        ((line("Lightning", top=0.12, height=0.02), line("Mew ex", top=0.1, height=0.04)), "Mew ex"),
        ((line("Dark Raichu", top=0.1), line("Mitsuhiro", top=0.9, height=0.2)), "Dark Raichu"),
    ],
)
def test_a_name_stands_at_the_top_in_the_largest_letters(lines: tuple[Any, ...], expected: str) -> None:
    envelope: Any = logic.envelope(read(*lines), LABELS)  # type: ignore[arg-type]
    assert expected == envelope["candidates"]["names"][0]["value"]


@pytest.mark.parametrize(
    ("text", "numbers", "sets"),
    [
        ("058 / 198", ["058/198"], []),
        ("TG12/TG30", ["TG12/TG30"], []),
        ("SWSH 123", ["SWSH123"], []),
        ("OBF EN 125/197", ["125/197"], ["Obsidian Flames"]),
        ("12/132", ["12/132"], ["Gym Heroes", "Gym Challenge"]),
        ("1999/2000", [], []),
        ("Weight: 200 lbs.", [], []),
    ],
)
def test_numbers_and_sets_are_read_off_the_print(text: str, numbers: list[str], sets: list[str]) -> None:
    envelope: Any = logic.envelope(read(line("Charizard", top=0.1), line(text, top=0.9)), LABELS)  # type: ignore[arg-type]
    assert numbers == [found["value"] for found in envelope["candidates"]["numbers"]]
    assert sets == [found["value"] for found in envelope["candidates"]["sets"]]


def test_the_surest_reading_of_the_same_number_counts() -> None:
    lines = (line("Mew", top=0.1), line("8/64", top=0.9, confidence=70), line("8/64", top=0.95, confidence=90))
    envelope: Any = logic.envelope(read(*lines), LABELS)  # type: ignore[arg-type]
    assert [{"value": "8/64", "confidence": 0.9}] == envelope["candidates"]["numbers"]


@pytest.mark.parametrize("lines", [(), (line("4/102", top=0.9),), (line("Charizard", top=0.1, confidence=40),)])
def test_an_image_without_a_name_is_no_card(lines: tuple[Any, ...]) -> None:
    with pytest.raises(CardNotRecognized):
        logic.envelope(read(*lines), LABELS)  # type: ignore[arg-type]


def test_quality_that_nobody_measured_is_null() -> None:
    envelope = logic.envelope(read(line("Mew", top=0.1)), {"Labels": []})  # type: ignore[arg-type, typeddict-item]
    assert valid("FeatureEnvelope", envelope)
    assert envelope["quality"]["sharpness"] is None


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("ThrottlingException", "ServiceBusy"),
        ("ProvisionedThroughputExceededException", "ServiceBusy"),
        (ReadTimeoutError(endpoint_url="https://rekognition"), "ServiceBusy"),
        ("InvalidImageFormatException", "ImageUnreadable"),
        ("ImageTooLargeException", "ImageUnreadable"),
        ("InvalidS3ObjectException", "ImageUnreadable"),
        ("AccessDeniedException", "AccessDeniedException"),
    ],
)
def test_a_fault_of_rekognition_has_the_name_that_the_workflow_knows(
    run: Run, valuation: dict[str, Any], fault: str | Exception, expected: str
) -> None:
    with (
        started("rekognition_extract") as app,
        answering(app.REKOGNITION, DetectText=read(*CARD)),
        failing(app.REKOGNITION, "DetectLabels", fault),
    ):
        done = run("rekognition_extract", valuation, app)
    assert expected == done.failed_with
    assert ["error"] == [log["status"] for log in done.lines]


@pytest.mark.parametrize(
    "wrong",
    [
        {"cardId": None},
        {"cardId": 7},
        {"requestId": ""},
        {"imageKey": "uploads/somebody-else/0123456789abcdef0123456789abcdef"},
        {"imageKey": "samples/charizard/4-102/front.jpg"},
    ],
)
def test_an_input_that_is_no_request_is_refused_by_name(
    run: Run, valuation: dict[str, Any], wrong: dict[str, Any]
) -> None:
    assert "InvalidRequest" == run("rekognition_extract", valuation | wrong).failed_with


def test_where_rekognition_is_imitated_it_is_not_called(run: Run, valuation: dict[str, Any]) -> None:
    done = run("rekognition_extract", valuation, MOCKS="bedrock,rekognition")
    assert valid("FeatureEnvelope", done.answer)
    assert "Charizard" == done.answer["candidates"]["names"][0]["value"]
