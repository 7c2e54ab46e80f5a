"""The stages in order: text, Source, Model, files, changes. Only the first and the last touch the disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from generator import attachments, model, rules, schema, source
from generator.diagnostics import Diagnostic, SpecPath, has_errors
from generator.effective import SINGLE_SECTIONS
from generator.model import Model
from generator.source import Source

# Nothing can be built where these are misshapen; a problem anywhere else only leaves out the entry that has it.
_FOUNDATIONS = frozenset({"version", "system", "environments", "defaults", "phases"})


@dataclass(frozen=True, slots=True)
class Compiled:
    """A spec that was read and checked. model: None where an error stands in `diagnostics`."""

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    model: Model | None

    def rendered(self) -> Mapping[PurePosixPath, str]:
        """Return the text of every output file by path, sorted; nothing where there is no model."""
        from generator import targets
        from generator.render import render
        from generator.targets import expressions, skips

        if self.model is None:
            return {}
        texts = render(targets.files(self.model), expressions.expression, expressions.templatefile_name)
        return skips.marked(texts, self.model)


def compile_spec(spec: Path) -> Compiled:
    """Read and check a spec; every problem of every stage is in the result."""
    text, problems = source.read(spec)
    return compile_source(text, problems, spec.parent)


def compile_source(text: Source, problems: list[Diagnostic], folder: Path) -> Compiled:
    """Check a spec that was read already; `folder` is where the files that it names lie."""
    if text.data is None:
        return Compiled(text, tuple(problems), None)
    problems = [*problems, *schema.check(text.data)]
    sound = sound_part(text.data, problems)
    if sound is None:
        return Compiled(text, tuple(problems), None)
    spec, broken = sound
    contents, missing = attachments.read(spec, folder)
    built, found = model.build(spec, text.name, contents, broken)
    problems += [*missing, *found, *rules.check(built)]
    return Compiled(text, tuple(problems), None if has_errors(problems) else built)


def sound_part(spec: dict[str, Any], problems: list[Diagnostic]) -> tuple[dict[str, Any], frozenset[SpecPath]] | None:
    """Return the spec without its misshapen entries, and those entries' paths: their names still count as declared.

    None where too much is wrong for the rest to mean anything.
    """
    broken = frozenset(problem.path[:2] for problem in problems if has_errors([problem]))
    if any(len(path) < 2 or path[0] in _FOUNDATIONS for path in broken):  # noqa: PLR2004 - section and entry
        return None
    sections = {path[0] for path in broken}
    kept = {
        section: {key: {} if (section, key) in broken else entry for key, entry in entries.items()}
        for section, entries in spec.items()
        if section in sections - SINGLE_SECTIONS
    }
    return spec | kept, broken
