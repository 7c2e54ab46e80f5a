"""A presigned upload: a URL that takes one image, of the type and length that were signed and no other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handlers.shared import inputs, items
from handlers.shared.http import Request

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be uploaded, and where to."""

    uploads_bucket: str
    allowed_types: tuple[str, ...]
    max_upload_bytes: int
    expires_seconds: int


@dataclass(frozen=True, slots=True)
class Upload:
    """What the caller wants to upload."""

    content_type: str
    content_length: int


def read_upload(request: Request, settings: Settings) -> Upload:
    """Return what the request asks for."""
    body = inputs.body(
        request,
        {
            "contentType": inputs.Field(inputs.one_of(settings.allowed_types)),
            "contentLength": inputs.Field(inputs.whole_number(1, settings.max_upload_bytes)),
        },
    )
    return Upload(body["contentType"], body["contentLength"])


def presign(s3: "S3Client", settings: Settings, upload: Upload, *, user_id: str, image_id: str) -> dict[str, Any]:
    """Return the signed URL, and what the upload must be sent with; no call to AWS is made."""
    key = items.image_key(user_id, image_id)
    url = s3.generate_presigned_url(
        "put_object",
        Params={
            "Bucket": settings.uploads_bucket,
            "Key": key,
            "ContentType": upload.content_type,
            "ContentLength": upload.content_length,
        },
        ExpiresIn=settings.expires_seconds,
    )
    headers = {"content-type": upload.content_type, "content-length": str(upload.content_length)}
    return {
        "url": url,
        "method": "PUT",
        "headers": headers,
        "imageKey": key,
        "expiresInSeconds": settings.expires_seconds,
    }
