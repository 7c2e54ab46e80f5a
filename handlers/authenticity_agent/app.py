"""Agent of the valuation: a feature envelope in, how sure it is that the card is genuine out."""

import os
from collections.abc import Mapping
from typing import Any

from handlers.authenticity_agent import imitation, logic, picture
from handlers.authenticity_agent.judge import Judge
from handlers.authenticity_agent.samples import Samples
from handlers.shared import clients, features, metrics, mocks, settings
from handlers.shared.task import Input, task
from handlers.shared.valuations import Run

SETTINGS = settings.read(logic.Settings, os.environ)
IMITATED = "bedrock" in mocks.imitated(os.environ)
BEDROCK = imitation.client() if IMITATED else clients.client("bedrock-runtime", read_seconds=15)
SAMPLES = Samples(clients.client("s3"), SETTINGS.uploads_bucket)
JUDGE = Judge(BEDROCK, SETTINGS.model_id)


@task("authenticity_agent")
def handler(run: Run, event: Input) -> Mapping[str, Any]:
    """Answer with the finding."""
    envelope = features.read(event)
    image = picture.fetch(SAMPLES.s3, SETTINGS.uploads_bucket, run.image_key)
    with metrics.counted() as counts:
        return logic.examine(image, envelope, SAMPLES, JUDGE, counts)
