"""AWS clients that give up well before the function does."""

from typing import Any

import boto3
from botocore.config import Config


def client(service: str, *, read_seconds: int = 3) -> Any:
    """Return a client of an AWS service; the caller names its type.

    read_seconds: how long one attempt waits for an answer. With three attempts of 1 s to connect and 3 s to read,
    a call ends within the 15 s of an HTTP function.
    """
    config = Config(
        connect_timeout=1,
        read_timeout=read_seconds,
        retries={"mode": "standard", "total_max_attempts": 3},
        signature_version="s3v4" if service == "s3" else None,
        # Else uploads outside us-east-1 are redirected for as long as the bucket is new.
        s3={"addressing_style": "virtual"},
        # Else a presigned upload is bound to the checksum of an empty body.
        request_checksum_calculation="when_required",
    )
    return boto3.client(service, config=config)
