"""Reading an image: both questions to Rekognition at once, and the feature envelope out of its answers."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from handlers.rekognition_extract import candidates
from handlers.shared import features
from handlers.shared.failures import CardNotRecognized, ImageUnreadable
from handlers.shared.features import FeatureEnvelope, Label, Quality, TextBlock

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient
    from mypy_boto3_rekognition.type_defs import (
        DetectLabelsResponseTypeDef,
        DetectTextResponseTypeDef,
        ImageTypeDef,
        LabelTypeDef,
        TextDetectionTypeDef,
    )

_MOST_LABELS = 20
_MOST_LINES = 60
_LEAST_CONFIDENCE = 60.0  # percent
_UNREADABLE = frozenset({"ImageTooLargeException", "InvalidImageFormatException", "InvalidS3ObjectException"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Where images are."""

    uploads_bucket: str


def extract(client: "RekognitionClient", bucket: str, image_key: str) -> FeatureEnvelope:
    """Return what can be read off an image of the bucket; an image without any text is refused."""
    image: ImageTypeDef = {"S3Object": {"Bucket": bucket, "Name": image_key}}
    try:
        with ThreadPoolExecutor(2) as both:
            text = both.submit(_text, client, image)
            labels = both.submit(_labels, client, image)
            return envelope(text.result(), labels.result())
    except ClientError as error:
        if error.response["Error"]["Code"] in _UNREADABLE:
            raise ImageUnreadable(error.response["Error"]["Message"]) from error
        raise


def envelope(text: "DetectTextResponseTypeDef", labels: "DetectLabelsResponseTypeDef") -> FeatureEnvelope:
    """Return the envelope of two answers of Rekognition's."""
    blocks = [_block(found) for found in text["TextDetections"] if _is_readable(found)][:_MOST_LINES]
    found = candidates.of(blocks)
    if not found["names"]:
        raise CardNotRecognized(f"none of {len(blocks)} lines of text can be a card's name")
    return {
        "version": features.VERSION,
        "text": blocks,
        "labels": [_label(label) for label in labels["Labels"]],
        "candidates": found,
        "quality": _quality(labels),
    }


def _text(client: "RekognitionClient", image: "ImageTypeDef") -> "DetectTextResponseTypeDef":
    return client.detect_text(Image=image)


def _labels(client: "RekognitionClient", image: "ImageTypeDef") -> "DetectLabelsResponseTypeDef":
    return client.detect_labels(
        Image=image,
        MaxLabels=_MOST_LABELS,
        MinConfidence=_LEAST_CONFIDENCE,
        Features=["GENERAL_LABELS", "IMAGE_PROPERTIES"],
    )


def _is_readable(found: "TextDetectionTypeDef") -> bool:
    return found.get("Type") == "LINE" and found.get("Confidence", 0) >= _LEAST_CONFIDENCE


def _block(found: "TextDetectionTypeDef") -> TextBlock:
    box = found["Geometry"]["BoundingBox"]
    return {
        "text": found["DetectedText"],
        "confidence": _share(found["Confidence"]),
        "box": {
            "left": round(box["Left"], 4),
            "top": round(box["Top"], 4),
            "width": round(box["Width"], 4),
            "height": round(box["Height"], 4),
        },
    }


def _label(label: "LabelTypeDef") -> Label:
    return {"name": label["Name"], "confidence": _share(label["Confidence"])}


def _quality(labels: "DetectLabelsResponseTypeDef") -> Quality:
    measured = labels.get("ImageProperties", {}).get("Quality", {})
    return {
        "brightness": _share(measured["Brightness"]) if "Brightness" in measured else None,
        "sharpness": _share(measured["Sharpness"]) if "Sharpness" in measured else None,
        "contrast": _share(measured["Contrast"]) if "Contrast" in measured else None,
    }


def _share(percent: float) -> float:
    return round(percent / 100, 4)
