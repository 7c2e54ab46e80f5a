"""First task of the valuation: a request in, the feature envelope of its image out."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from handlers.rekognition_extract import imitation, logic
from handlers.shared import clients, mocks, settings
from handlers.shared.task import Input, task
from handlers.shared.valuations import Run

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

SETTINGS = settings.read(logic.Settings, os.environ)
IMITATED = "rekognition" in mocks.imitated(os.environ)
REKOGNITION: "RekognitionClient" = imitation.client() if IMITATED else clients.client("rekognition", read_seconds=5)


@task("rekognition_extract")
def handler(run: Run, _event: Input) -> Mapping[str, Any]:
    """Answer with the envelope."""
    return logic.extract(REKOGNITION, SETTINGS.uploads_bucket, run.image_key)
