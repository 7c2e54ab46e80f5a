"""`POST /upload/presign`: the upload wanted in, a signed URL out."""

import os
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

from handlers.shared import clients, http, settings
from handlers.upload_presign import logic

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SETTINGS = settings.read(logic.Settings, os.environ)
S3: "S3Client" = clients.client("s3")


@http.endpoint("upload_presign")
def handler(request: http.Request) -> http.Answer:
    """Answer with a presigned upload."""
    upload = logic.read_upload(request, SETTINGS)
    signed = logic.presign(S3, SETTINGS, upload, user_id=request.user_id, image_id=uuid4().hex)
    return http.Answer(HTTPStatus.OK, signed)
