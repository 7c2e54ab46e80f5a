from itertools import permutations
from statistics import median

import pytest
from PIL import Image

from handlers.authenticity_agent.logic import SAME, UNLIKE
from handlers.authenticity_agent.phash import distance, phash, turned
from tests.handlers.valuation.pictures import COPIES, brightened, card, recompressed, rescaled

CARDS = [card(seed) for seed in range(12)]
HASHES = [phash(image) for image in CARDS]

# The farthest that a copy of one of the 12 cards was from it, in bits of 64, as measured.
FARTHEST = {
    "rescaled to a half": 0,
    "rescaled by 1.5": 0,
    "recompressed at 30": 2,
    "recompressed at 10": 4,
    "rotated by 1 degree": 4,
    "rotated by 2 degrees": 8,
    "rotated by 3 degrees": 12,
    "rotated by 90 degrees": 0,
    "rotated by 180 degrees": 0,
    "rotated by 270 degrees": 0,
    "brightened by a fifth": 4,
    "blurred": 0,
    "cropped by 2 %": 10,
}


@pytest.mark.parametrize("change", COPIES)
def test_a_copy_is_near(change: str) -> None:
    distances = [distance(turned(COPIES[change](image)), hashed) for image, hashed in zip(CARDS, HASHES, strict=True)]
    assert max(distances) <= FARTHEST[change] <= SAME


def test_another_picture_is_far_in_every_position() -> None:
    positions = [turned(image) for image in CARDS]
    distances = [distance(positions[one], HASHES[other]) for one, other in permutations(range(len(CARDS)), 2)]
    assert (16, 28) == (min(distances), median(distances))
    assert SAME < min(distances) <= UNLIKE <= median(distances)


def test_a_hash_is_64_bits_and_the_same_each_time() -> None:
    assert all(0 <= hashed < 2**64 for hashed in HASHES)
    assert HASHES == [phash(image) for image in CARDS]
    assert len(CARDS) == len(set(HASHES))


def test_changes_add_up_and_the_copy_is_near_still() -> None:
    for image, hashed in zip(CARDS, HASHES, strict=True):
        copy = recompressed(25)(brightened(rescaled(0.4)(image.rotate(90, expand=True))))
        assert distance(turned(copy), hashed) <= SAME


def test_a_picture_without_anything_on_it_has_a_hash() -> None:
    assert 0 <= phash(Image.new("RGB", (1, 1))) < 2**64
