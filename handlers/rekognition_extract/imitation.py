"""A stand-in for Rekognition that sees the same card on every image."""

from typing import Any

from handlers.shared import mocks


class _Rekognition:
    def detect_text(self, **_: object) -> Any:
        return mocks.answer(__file__, "detect_text")

    def detect_labels(self, **_: object) -> Any:
        return mocks.answer(__file__, "detect_labels")


def client() -> Any:
    """Return the stand-in; the caller names its type."""
    return _Rekognition()
