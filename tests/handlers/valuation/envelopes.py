"""What Rekognition says, and the envelopes that come of it."""

from typing import Any


def line(text: str, *, top: float, height: float = 0.02, confidence: float = 99.0) -> dict[str, Any]:
    """Return one line of text as Rekognition has it."""
    box = {"Left": 0.1, "Top": top, "Width": 0.5, "Height": height}
    return {"Type": "LINE", "Id": 0, "DetectedText": text, "Confidence": confidence, "Geometry": {"BoundingBox": box}}


def read(*lines: dict[str, Any]) -> dict[str, Any]:
    return {"TextDetections": list(lines)}


LABELS: dict[str, Any] = {
    "Labels": [{"Name": "Poster", "Confidence": 88.0}],
    "ImageProperties": {"Quality": {"Brightness": 70.0, "Sharpness": 80.0, "Contrast": 75.0}},
}


def envelope(name: str = "Charizard", number: str = "4/102", text: tuple[str, ...] = ("Charizard",)) -> dict[str, Any]:
    """Return a feature envelope of one card."""
    box = {"left": 0.1, "top": 0.1, "width": 0.5, "height": 0.02}
    return {
        "version": 1,
        "text": [{"text": each, "confidence": 0.99, "box": box} for each in text],
        "labels": [],
        "candidates": {
            "names": [{"value": name, "confidence": 0.99}],
            "sets": [{"value": "Base Set", "confidence": 0.5}],
            "numbers": [{"value": number, "confidence": 0.98}],
        },
        "quality": {"brightness": 0.7, "sharpness": 0.8, "contrast": 0.7},
    }
