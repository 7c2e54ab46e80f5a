"""Builds the site with MkDocs, in a folder that is thrown away."""

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.documents import site
from generator.model import Model

# Stands in a built site, so that only a site of ours is ever replaced.
MARK = ".collectiq-site"


class BuildError(Exception):
    """MkDocs could not build the site; the message is for a person."""


@dataclass(frozen=True, slots=True)
class Built:
    """A built site. warnings: what MkDocs said of it."""

    site: Path
    pages: int
    warnings: tuple[str, ...]


def is_ours(folder: Path) -> bool:
    """Tell whether a folder may be replaced: it is not there, it is empty, or a site of ours is in it."""
    if not folder.is_dir():
        return not folder.exists()
    return (folder / MARK).exists() or not any(folder.iterdir())


def build_site(model: Model, rendered: Mapping[PurePosixPath, str], work: Path) -> Built:
    """Write the source of the site below a folder, and build it there.

    rendered: what `generate` writes, by path.
    """
    source, out = work / "docs", work / "site"
    files = site.source(model, rendered)
    for path, text in files.items():
        file = source / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    settings = work / "mkdocs.yml"
    settings.write_text(site.settings(model, files, str(source), str(out)), encoding="utf-8")
    return Built(out, sum(path.endswith(".md") for path in files), _mkdocs(settings))


class _Warnings(logging.Handler):
    """Keeps what is warned of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def _mkdocs(settings: Path) -> tuple[str, ...]:
    """Run MkDocs, and return what it warns of."""
    # Material prints about its successor otherwise, whatever is built.
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    heard, log = _Warnings(), logging.getLogger("mkdocs")
    log.addHandler(heard)
    log.propagate = False
    try:
        build(load_config(str(settings)))
    except MkDocsException as error:
        raise BuildError(f"MkDocs could not build the site: {error}") from error
    finally:
        log.removeHandler(heard)
        log.propagate = True
    return tuple(heard.messages)
