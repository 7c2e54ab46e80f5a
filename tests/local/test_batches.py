"""Which records of a batch failed, by what the function says."""

import json

import pytest

from generator.local import batches

BATCH = frozenset({"a", "b"})


def items(*ids: object) -> dict[str, object]:
    return {"batchItemFailures": [{"itemIdentifier": one} for one in ids]}


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (None, set()), ({}, set()), ({"batchItemFailures": None}, set()), (items(), set()), (items("a"), {"a"}),
        (items("a", "b"), BATCH), (items("c"), BATCH), (items("a", "c"), BATCH), (items(""), BATCH), (items(None), BATCH),
        ({"batchItemFailures": [{"id": "a"}]}, BATCH), ({"batchItemFailures": "a"}, BATCH), ("done", BATCH), ([], BATCH),
    ],
)  # fmt: skip
def test_what_failed_is_what_lambda_takes_an_answer_for(answer: object, failed: set[str]) -> None:
    assert failed == batches.failed(json.dumps(answer).encode(), BATCH)
