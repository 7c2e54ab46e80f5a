"""Pictures of strangers, opened with care."""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from PIL import Image, ImageOps

from handlers.shared.failures import ImageUnreadable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_FORMATS = ("JPEG", "PNG")  # what Rekognition reads too
_MOST_BYTES = 16_000_000
_MOST_PIXELS = 60_000_000  # a picture of a few bytes may claim to have any number
_LARGEST_SIDE = 1024  # pixels; enough to judge print and borders, and few tokens
_MISSING = frozenset({"NoSuchKey", "AccessDenied", "404", "403"})


def fetch(s3: "S3Client", bucket: str, key: str) -> Image.Image:
    """Return a picture of the bucket, upright and no larger than needed."""
    try:
        found = s3.get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in _MISSING:
            raise ImageUnreadable("the image is not there") from error
        raise
    return opened(_bytes(found))


def opened(content: bytes) -> Image.Image:
    """Return the picture that a file's bytes are."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise ImageUnreadable(f"the image has more than {_MOST_PIXELS} pixels")
            image.draft("RGB", (_LARGEST_SIDE, _LARGEST_SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ImageUnreadable(f"the image is not a whole {' or '.join(_FORMATS)} file") from error
    upright.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
    return upright


def jpeg(image: Image.Image) -> bytes:
    """Return a picture as a file without metadata."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=85)
    return file.getvalue()


def _bytes(found: Mapping[str, Any]) -> bytes:
    if found["ContentLength"] > _MOST_BYTES:
        raise ImageUnreadable(f"the image has more than {_MOST_BYTES} bytes")
    content: bytes = found["Body"].read()
    return content
