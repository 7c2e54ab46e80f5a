"""Reference samples: pictures of genuine cards, under `samples/<name>/<number>/` in the bucket."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image

from handlers.authenticity_agent import phash, picture
from handlers.shared.failures import ImageUnreadable
from handlers.shared.findings import Reference
from handlers.shared.log import LOGGER
from handlers.shared.records import slug

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FOLDER = "samples/"
_MOST = 10


@dataclass(frozen=True, slots=True)
class Samples:
    """The samples of all cards. The hash of each is kept, by its key and content, for the next picture."""

    s3: "S3Client"
    bucket: str
    _kept: dict[tuple[str, str], int | None] = field(default_factory=dict)

    def nearest(self, image: Image.Image, name: str, number: str | None) -> Reference | None:
        """Return the sample of a card that a picture is most like; None where there is none."""
        hashes = phash.turned(image)
        folder = f"{FOLDER}{slug(name, number)}/"
        listed = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=folder, MaxKeys=_MOST).get("Contents", [])
        known = {found["Key"]: self._hash(found["Key"], found.get("ETag", "")) for found in listed}
        references: list[Reference] = [
            {"sample": key, "distance": phash.distance(hashes, one)} for key, one in known.items() if one is not None
        ]
        return min(references, key=lambda reference: reference["distance"], default=None)

    def _hash(self, key: str, etag: str) -> int | None:
        if (key, etag) not in self._kept:
            self._kept[key, etag] = self._hashed(key)
        return self._kept[key, etag]

    def _hashed(self, key: str) -> int | None:
        try:
            return phash.phash(picture.fetch(self.s3, self.bucket, key))
        except ImageUnreadable as error:
            LOGGER.warning("a reference sample is left out", extra={"sample": key, "reason": str(error)})
            return None
