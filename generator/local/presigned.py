"""Checks the signature of a presigned URL, as S3 does: what was signed must be sent, and in time."""

import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from generator.local.aws_call import Call

Problem = tuple[str, str]

_MISMATCH: Problem = (
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
)
_EXPIRED: Problem = ("AccessDenied", "Request has expired")
_FORM = "%Y%m%dT%H%M%SZ"


def problem(
    call: Call, secret_key: str, region: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Problem | None:
    """Return S3's error code and message for a presigned request; None where it is as it was signed."""
    query, request = call.query, call.request
    try:
        signed_at = _signed_at(call)
        expires = timedelta(seconds=int(query["X-Amz-Expires"]))
        signed = {name: request.headers[name] for name in query["X-Amz-SignedHeaders"].split(";")}
        given = query["X-Amz-Signature"]
    except (KeyError, ValueError):
        return _MISMATCH
    if now() > signed_at + expires:
        return _EXPIRED
    pieces = [piece for piece in request.query.split("&") if not piece.startswith("X-Amz-Signature=")]
    url = f"http://{request.headers.get('host', '')}{request.path}?{'&'.join(pieces)}"
    made = AWSRequest(request.method, url, headers=signed)
    made.context["timestamp"] = query["X-Amz-Date"]
    auth = S3SigV4QueryAuth(Credentials(call.access_key, secret_key), "s3", region)
    signature = auth.signature(auth.string_to_sign(made, auth.canonical_request(made)), made)
    return None if hmac.compare_digest(signature, given) else _MISMATCH


def age_ms(call: Call) -> int:
    """Return how old the signature of a presigned request is, whose signature was checked."""
    return int((datetime.now(UTC) - _signed_at(call)).total_seconds() * 1000)


def _signed_at(call: Call) -> datetime:
    return datetime.strptime(call.query["X-Amz-Date"], _FORM).replace(tzinfo=UTC)
