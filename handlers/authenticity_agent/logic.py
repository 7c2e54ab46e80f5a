"""How sure it is that a card is genuine: the model's judgement, weighed against the likeness to reference samples."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from handlers.authenticity_agent import picture
from handlers.authenticity_agent.judge import REASONS, Judge
from handlers.authenticity_agent.samples import Samples
from handlers.shared import features
from handlers.shared.features import FeatureEnvelope
from handlers.shared.findings import AuthenticityFinding, Reference

if TYPE_CHECKING:
    from aws_lambda_powertools import Metrics

# Bits of 64 in which hashes differ, as measured on copies and on other pictures: copies that are tilted by up to four
# degrees differ in 12 at most, unlike pictures in 24 typically.
SAME, UNLIKE = 12, 24
_MODEL_COUNTS = 0.7  # of the score, where there is a reference

_LIKE = "It looks like the reference sample."
_NOT_LIKE = "It does not look like the reference sample."
_NO_REFERENCE = "There is no reference sample to compare it with."


@dataclass(frozen=True, slots=True)
class Settings:
    """Where images and samples are, and which model judges."""

    uploads_bucket: str
    model_id: str


def examine(
    image: Image.Image, envelope: FeatureEnvelope, samples: Samples, judge: Judge, metrics: "Metrics"
) -> AuthenticityFinding:
    """Return how sure it is that the card on a picture is genuine."""
    candidates = envelope["candidates"]
    name, number = features.likeliest(candidates["names"]), features.likeliest(candidates["numbers"])
    reference = samples.nearest(image, name or "", number)
    judged = judge.judge(picture.jpeg(image), [block["text"] for block in envelope["text"]], metrics)
    score = weighed(judged.score, reference)
    metrics.add_metric("AuthenticityScore", "None", score)
    return {
        "version": 1,
        "score": score,
        "reasons": [*(REASONS[code] for code in judged.reasons), _likeness_in_words(reference)],
        "modelScore": judged.score,
        "reference": reference,
    }


def weighed(model_score: float, reference: Reference | None) -> float:
    """Return the score, 0-1: a model that was talked into something moves it by its own share only."""
    share = 1.0 if reference is None else _MODEL_COUNTS
    alike = likeness(reference) if reference else 0.0
    return round(min(1.0, max(0.0, share * model_score + (1 - share) * alike)), 4)


def likeness(reference: Reference) -> float:
    """Return how much a picture is like a sample, 0-1."""
    return min(1.0, max(0.0, (UNLIKE - reference["distance"]) / (UNLIKE - SAME)))


def _likeness_in_words(reference: Reference | None) -> str:
    if reference is None:
        return _NO_REFERENCE
    return _LIKE if reference["distance"] <= SAME else _NOT_LIKE
