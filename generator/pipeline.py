"""The stages in order: text, Source, Model, files, changes. Only the first and the last touch the disk."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator import attachments, model, rules, schema, silence, sound, source
from generator.attachments import Content
from generator.diagnostics import Diagnostic, has_errors
from generator.facts import Fact
from generator.model import Model
from generator.source import Source

if TYPE_CHECKING:
    from generator.incremental import Incremental


class Compiled(Fact):
    """A spec that was read and checked.

    model: None where an error stands in `diagnostics`. attachments: texts of the files that the spec names, by the name
    that it uses; None for what cannot be read.
    """

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    model: Model | None
    attachments: Mapping[str, str | None]

    def rendered(self, kept: "Incremental | None" = None) -> Mapping[PurePosixPath, str]:
        """Return the text of every output file by path, sorted; nothing where there is no model.

        kept: what an earlier version of the spec was rendered with.
        """
        from generator import targets
        from generator.render import render
        from generator.targets import expressions, skips

        if self.model is None:
            return {}
        spec = Path(self.source.name).name
        to_text = kept or render
        texts = to_text(targets.files(self.model), expressions.expression, expressions.templatefile_name, spec=spec)
        return skips.marked(texts, self.model)

    def idle(self, rendered: Mapping[PurePosixPath, str]) -> list[Diagnostic]:
        """Return the exceptions for findings of scanners that nothing in the output needs."""
        from generator.targets import skips

        return skips.idle(rendered, self.model) if self.model else []


def compile_spec(spec: Path, today: date | None = None) -> Compiled:
    """Read and check a spec; every problem of every stage is in the result.

    today: when exceptions that have expired are told; None where output is made, which no day may change.
    """
    text, problems = source.read(spec)
    return compile_source(text, problems, spec.parent, today)


def compile_source(text: Source, problems: list[Diagnostic], folder: Path, today: date | None = None) -> Compiled:
    """Check a spec that was read already; `folder` is where the files that it names lie."""
    asked: dict[str, str | None] = {}

    def content_of(name: str) -> str | None:
        return asked.setdefault(name, attachments.on_disk(folder, name))

    built, found = understood(text, problems, content_of, today)
    return Compiled(text, tuple(found), None if has_errors(found) else built, asked)


def understood(
    text: Source, problems: list[Diagnostic], content_of: Content, today: date | None = None
) -> tuple[Model | None, list[Diagnostic]]:
    """Return what a spec means as far as it can be understood, and every problem of it."""
    if text.data is None:
        return None, problems
    problems = [*problems, *schema.check(text.data)]
    found = sound.part(text.data, problems, schema.required() if problems else {})
    if found is None:
        return None, problems
    contents, missing = attachments.read(found.spec, content_of)
    built, dangling = model.build(found.spec, text.name, contents, found.broken, found.cut)
    # What an entry lacks because its setting was cut is an echo of the problem there.
    problems += [one for one in dangling if one.rule != "missing-key" or one.path[:2] not in found.doubtful]
    problems += missing
    problems += [problem for problem in rules.check(built) if problem.path[:2] not in found.doubtful]
    return built, silence.applied(problems, built, today)
