"""What a function says of a batch: which of its records failed, and so come back.

From "Reporting batch item failures" of the AWS Lambda developer guide, for SQS and for DynamoDB alike (November 2026).
"""

import json
from collections.abc import Set as AbstractSet


def failed(payload: bytes, everything: AbstractSet[str]) -> AbstractSet[str]:
    """Return the ids of the failed records; an id that is none of the batch's, or an answer of another shape, fails all of it."""
    match json.loads(payload or b"null"):
        case None | {"batchItemFailures": None}:
            return frozenset()
        case {"batchItemFailures": [*failures]}:
            ids = {str(failure.get("itemIdentifier")) if isinstance(failure, dict) else "" for failure in failures}
            return everything if ids - everything else ids
        case dict() as answer if "batchItemFailures" not in answer:
            return frozenset()
        case _:
            return everything
