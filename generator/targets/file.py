"""What a target returns: an output file that is not rendered yet."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from generator.facts import Fact


class File(Fact):
    """One output file.

    path: relative to the output root.
    template: relative to `templates/`.
    view: plain data; the template prints it through a filter and knows nothing else.
    verbatim: the text is a person's own source, whose layout is kept.
    """

    path: PurePosixPath
    template: str
    view: Mapping[str, object]
    verbatim: bool = False
