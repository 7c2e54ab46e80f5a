"""The feature envelope: what can be read off an image. The spec's schema FeatureEnvelope is its other half."""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict, cast

from handlers.shared.failures import InvalidRequest

VERSION: Literal[1] = 1


class Box(TypedDict):
    """Where something is, in shares of the image's width and height."""

    left: float
    top: float
    width: float
    height: float


class TextBlock(TypedDict):
    """One line of text. confidence: 0-1."""

    text: str
    confidence: float
    box: Box


class Label(TypedDict):
    """One thing that the image shows. confidence: 0-1."""

    name: str
    confidence: float


class Candidate(TypedDict):
    """What something may be. confidence: 0-1."""

    value: str
    confidence: float


class Candidates(TypedDict):
    """Which card it may be, the likeliest first; `names` has one at least."""

    names: list[Candidate]
    sets: list[Candidate]
    numbers: list[Candidate]


class Quality(TypedDict):
    """How good the image is, each 0-1; null where nobody measured it."""

    brightness: float | None
    sharpness: float | None
    contrast: float | None


class FeatureEnvelope(TypedDict):
    """All of it."""

    version: Literal[1]
    text: list[TextBlock]
    labels: list[Label]
    candidates: Candidates
    quality: Quality


def read(event: Mapping[str, Any]) -> FeatureEnvelope:
    """Return the envelope in a task's input."""
    features = event.get("features")
    if not isinstance(features, dict) or features.get("version") != VERSION:
        raise InvalidRequest(f"features must be a feature envelope of version {VERSION}")
    if not features.get("candidates", {}).get("names"):
        raise InvalidRequest("features must name a card")
    return cast("FeatureEnvelope", features)


def likeliest(candidates: list[Candidate]) -> str | None:
    """Return the first of some candidates."""
    return candidates[0]["value"] if candidates else None
