"""Renders a system again and again in one process: a file whose view is the same keeps its text."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from generator.render import render
from generator.targets.file import File
from generator.tokens import TokenText


class Incremental:
    """Stands in for `render`, and remembers what the last call rendered.

    What tells files apart is their representation, not whether they are equal: 1 equals true, and mappings are equal in
    any order, but they are not printed alike.
    """

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def __call__(
        self, files: Iterable[File], token_expression: TokenText, token_name: TokenText, *, spec: str
    ) -> dict[PurePosixPath, str]:
        """Return the text of each file, sorted by path, as `render` does."""
        shown = [(file, repr((spec, file))) for file in files]
        new = render([file for file, key in shown if key not in self._kept], token_expression, token_name, spec=spec)
        texts = {file.path: new.get(file.path) or self._kept[key] for file, key in shown}
        self._kept = {key: texts[file.path] for file, key in shown}
        return dict(sorted(texts.items()))
