"""The findings as problems of the spec: each once, however many environments have it, with the lines of code."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.audit.machine import Sources
from generator.audit.state import Doubt, Place
from generator.audit.verdicts import Missing, Unused, Verdict
from generator.diagnostics import CodePlace, Diagnostic, Position, Related, Severity, SpecPath, did_you_mean
from generator.effective import origin, value_at
from generator.model import Model, Stack

_MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of one function in one stack."""

    stack: Stack
    function: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Report:
    """Makes problems. folder: where the spec lies, as it was named. absent: the handlers that are not there, as problems."""

    model: Model
    sources: Sources
    folder: Path
    judged: Sequence[Judged]
    absent: Sequence[Diagnostic]

    def problems(self) -> list[Diagnostic]:
        """Return all findings, and what cannot be told."""
        unused = self._unused()
        return [
            *self.absent,
            *self._missing(unused),
            *self._lost(),
            *self._idle(unused),
            *self._undeclared(),
            *self._doubts(),
        ]

    def conclusion(self) -> str:
        """Return how it went where there is no finding: what is known of all functions, or of the others."""
        every = {one.function for one in self.judged}
        unread = {one.function for one in self.judged if not one.verdict.is_read}
        doubtful = {one.function for one in self.judged if one.verdict.doubts} - unread
        known = "every call that was found is granted, and every grant is used."
        limits = [f"{_count(unread)} could not be read"] if unread else []
        does = "does" if len(doubtful) == 1 else "do"
        limits += [f"what {_count(doubtful)} {does} is not wholly known"] if doubtful else []
        if not limits:
            return known.capitalize()
        said = f"{', and '.join(limits)}, see the notes"
        others = "; of the others, " + known if every - unread - doubtful else "."
        return said[0].upper() + said[1:] + others

    def _unused(self) -> dict[tuple[str, Unused], None]:
        """Return the actions that are idle in every environment that has them."""
        granted: dict[tuple[str, SpecPath], set[int]] = {}
        idle: dict[tuple[str, SpecPath], set[int]] = {}
        found: dict[tuple[str, Unused], None] = {}
        for number, one in enumerate(self.judged):
            for action in one.verdict.granted:
                granted.setdefault((one.function, action.path), set()).add(number)
            for action in one.verdict.unused:
                idle.setdefault((one.function, action.path), set()).add(number)
                found[one.function, action] = None
        return {
            (name, action): None
            for name, action in sorted(found)
            if idle[name, action.path] == granted[name, action.path]
        }

    def _missing(self, unused: dict[tuple[str, Unused], None]) -> Iterator[Diagnostic]:
        """Yield the calls that no grant allows; where a grant of the action is idle, it is the one that names another resource."""
        places: dict[Missing, set[Place]] = {}
        environments: dict[Missing, list[str]] = {}
        for one in self.judged:
            for missing, where in one.verdict.missing.items():
                places.setdefault(missing, set()).update(where)
                environments.setdefault(missing, []).append(one.stack.names.environment)
        for missing in sorted(places):
            only = self._only(missing.function, environments[missing])
            related = self._related(places[missing], "called here")
            wrong = next((key for key in unused if _is_meant(missing, key)), None)
            if wrong is None:
                yield Diagnostic(
                    self._place(missing.function),
                    _missing_words(missing, only),
                    "missing-grant",
                    related=related,
                    at_key=True,
                )
                continue
            unused.pop(wrong)
            path = (*wrong[1].path[:-2], "resource")
            yield Diagnostic(path, _wrong_words(missing, wrong[1], only), "grant-on-wrong-resource", related=related)

    def _lost(self) -> Iterator[Diagnostic]:
        """Yield the indexes that are not there, at the variables that name them, or else at the function."""
        places: dict[tuple[str, SpecPath, bool], set[Place]] = {}
        for one in self.judged:
            entry: SpecPath = ("functions", one.function)
            for index, where in one.verdict.lost.items():
                named: list[SpecPath] = [(*entry, "environment", name) for name in index.variables]
                for path in named or [entry]:
                    place = origin(self.model.spec, one.stack.names.environment, path)
                    places.setdefault((index.message, place, path == entry), set()).update(where)
        for (message, path, at_key), where in sorted(places.items(), key=lambda item: item[0][0]):
            related = self._related(where, "called here")
            yield Diagnostic(path, message, "unknown-index", related=related, at_key=at_key)

    def _undeclared(self) -> Iterator[Diagnostic]:
        """Yield the environment variables that the code cannot do without and the spec does not declare."""
        places: dict[tuple[str, str], set[Place]] = {}
        environments: dict[tuple[str, str], list[str]] = {}
        ways_out: dict[tuple[str, str], str] = {}
        for one in self.judged:
            declared = one.stack.functions[one.function].environment
            for read in one.verdict.undeclared:
                key = (one.function, read.name)
                places.setdefault(key, set()).add(read.place)
                environments.setdefault(key, []).append(one.stack.names.environment)
                ways_out[key] = did_you_mean(read.name, declared) or "; add it to the function's environment"
        for key in sorted(places):
            function, name = key
            only = self._only(function, environments[key])
            yield Diagnostic(
                self._place(function, "environment"),
                f'the spec declares no variable "{name}" for function "{function}"{only}, which cannot do without it{ways_out[key]}',
                "undeclared-variable",
                Severity.WARNING,
                self._related(places[key], "read here"),
                at_key=True,
            )

    def _idle(self, unused: Iterable[tuple[str, Unused]]) -> Iterator[Diagnostic]:
        for function, one in unused:
            remedy = "remove the grant" if one.is_only else "remove it"
            message = f'"{one.action}" on {one.resource} is granted, and nothing that function "{function}" runs calls it; {remedy}'
            yield Diagnostic(one.path, message, "unused-grant")

    def _doubts(self) -> Iterator[Diagnostic]:
        found: dict[tuple[str, Doubt], None] = {}
        for one in self.judged:
            found |= {(one.function, doubt): None for doubt in one.verdict.doubts}
        several: dict[tuple[str, str], set[Place]] = {}
        for function, doubt in found:
            several.setdefault((function, doubt.message), set()).add(doubt.place)
        for (function, message), places in sorted(several.items()):
            related = self._related(places, "here")
            yield Diagnostic(
                self._place(function),
                f'function "{function}": {message}',
                "cannot-tell",
                Severity.NOTE,
                related,
                at_key=True,
            )

    def _place(self, function: str, setting: str = "grants") -> SpecPath:
        """Return a setting of a function, or the function where it has none."""
        for one in self.judged:
            if one.function == function:
                path = ("functions", function, setting)
                place = origin(self.model.spec, one.stack.names.environment, path)
                return place if value_at(self.model.spec, place) is not None else path[:2]
        return ("functions", function)

    def _only(self, function: str, environments: list[str]) -> str:
        """Return in which environments it is so, where it is not all that have the function."""
        every = list(dict.fromkeys(one.stack.names.environment for one in self.judged if one.function == function))
        here = [name for name in every if name in environments]
        return "" if here == every else f" in {' and '.join(here)}"

    def _related(self, places: Iterable[Place], message: str) -> tuple[Related, ...]:
        return tuple(Related((), message, self._code(place)) for place in sorted(places)[:_MOST_PLACES] if place.file)

    def _code(self, place: Place) -> CodePlace:
        file = (self.folder / place.file).as_posix()
        return CodePlace(file, Position(place.line, place.column), self.sources.line(place))


def _count(functions: set[str]) -> str:
    return "1 function" if len(functions) == 1 else f"{len(functions)} functions"


def _is_meant(missing: Missing, key: tuple[str, Unused]) -> bool:
    function, one = key
    return function == missing.function and bool(missing.resource) and one.action.lower() == missing.action.lower()


def _line(missing: Missing) -> str:
    path = f', path: "{missing.path}"' if missing.path else ""
    resource = f'"{missing.resource}"' if missing.resource.startswith(("*", "arn:", "$")) else missing.resource
    return f"{{allow: [{missing.action}], resource: {resource or '...'}{path}}}"


def _missing_words(missing: Missing, only: str) -> str:
    on = f" on {missing.resource}" if missing.resource not in ("", "*") else ""
    return (
        f'function "{missing.function}" needs {missing.action}{on}{only}, which no grant allows; add {_line(missing)}'
    )


def _wrong_words(missing: Missing, granted: Unused, only: str) -> str:
    path = f', path: "{missing.path}"' if missing.path else ""
    if granted.resource == missing.resource:
        return f'function "{missing.function}" needs {missing.action} on another part of {granted.resource}{only}; write {path[2:]}'
    return (
        f'function "{missing.function}" needs {missing.action} on {missing.resource}{only}, and this grants it on '
        f'{granted.resource}; write "resource: {missing.resource}"{path}'
    )
