"""How git treats the output: nobody merges it by hand, since `generate` resolves its conflicts, and reviews fold it away."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.model import Model
from generator.targets.file import File


def files(_: Model) -> Iterator[File]:
    """Yield `.gitattributes` of the output's root."""
    yield File(PurePosixPath(".gitattributes"), "gitattributes.j2", {})
