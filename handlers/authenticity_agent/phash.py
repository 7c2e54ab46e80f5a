"""Perceptual hashes: 64 bits that stay nearly the same when a picture is rescaled, recompressed or turned.

The hash is the sign of the lowest frequencies of the picture, 32 by 32 grey pixels under a discrete cosine transform
(Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010). It knows a picture again that is
tilted by a few degrees, but not one that lies on its side, so that pictures are hashed in all four positions.
"""

from collections.abc import Iterable, Sequence
from math import cos, pi
from statistics import median

from PIL import Image

_SIZE = 32  # pixels
_KEPT = 8  # frequencies in each direction
_QUARTERS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
_WORKING_SIZE = 256  # pixels; more does not change the hash

_COSINES = tuple(
    tuple(cos(pi * frequency * (2 * pixel + 1) / (2 * _SIZE)) for pixel in range(_SIZE)) for frequency in range(_KEPT)
)


def phash(image: Image.Image) -> int:
    """Return the hash of a picture as it lies."""
    grey = image.convert("L").resize((_SIZE, _SIZE), Image.Resampling.LANCZOS).tobytes()
    rows = [_frequencies(grey[start : start + _SIZE]) for start in range(0, _SIZE * _SIZE, _SIZE)]
    columns = [_frequencies(column) for column in zip(*rows, strict=True)]
    values = [value for column in columns for value in column]
    middle = median(values)
    return sum(1 << place for place, value in enumerate(values) if value > middle)


def turned(image: Image.Image) -> tuple[int, ...]:
    """Return the hashes of a picture as it lies and turned by each quarter."""
    small = image.convert("L")
    small.thumbnail((_WORKING_SIZE, _WORKING_SIZE))
    return tuple(phash(each) for each in (small, *(small.transpose(quarter) for quarter in _QUARTERS)))


def distance(hashes: Iterable[int], other: int) -> int:
    """Return in how many bits of 64 the nearest of some hashes differs from another."""
    return min((one ^ other).bit_count() for one in hashes)


def _frequencies(values: Sequence[float]) -> list[float]:
    return [sum(value * wave for value, wave in zip(values, waves, strict=True)) for waves in _COSINES]
