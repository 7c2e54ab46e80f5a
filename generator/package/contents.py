"""What goes into a package, and what is wrong with it, said at the place of the spec that names its handler."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from generator.diagnostics import Diagnostic, Severity
from generator.package import handlers, lock
from generator.package.dependencies import Distributions, Unlocked
from generator.package.entry import Entry, stored
from generator.package.lock import LOCK, Unreadable
from generator.package.reach import Code, Found, Reached
from generator.package.wanted import Handler, Wanted
from generator.package.wheel import Wheel

_NOT_CONTENT = (LOCK, "requirements.in")


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of one package."""

    wanted: Wanted
    entries: tuple[Entry, ...]
    wheels: Mapping[str, Wheel]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the files of one target's packages come from. locks: the folder of a lock -> what it locks."""

    code: Code
    distributions: Callable[[str], Distributions | Unreadable]


def contents(wanted: Wanted, sources: Sources) -> tuple[Contents, list[Diagnostic]]:
    """Return what goes into a package, and every problem of it; raises OSError, and WheelError where wheels cannot be had."""
    if not wanted.target.is_python:
        return _as_it_stands(wanted, sources.code)
    problems = list(_handler_problems(wanted, sources.code))
    if problems:
        return Contents(wanted, (), {}), problems
    reached = sources.code.reached(_roots(wanted, sources.code))
    wheels, problems = _wheels(wanted, sources, reached)
    paths = _paths(wanted, sources.code, reached)
    own = [_stored(sources.code, path, path) for path in paths]
    problems += [*_code_problems(wanted, reached), *_computed(wanted, sources.code, reached)]
    problems += _refused(wanted, sources.code)
    entries, clashes = _merged(wanted, own, wheels)
    return Contents(wanted, entries, wheels), [*problems, *clashes]


def _as_it_stands(wanted: Wanted, code: Code) -> tuple[Contents, list[Diagnostic]]:
    """Return the files of a folder that is not Python, the folder being the root of the zip."""
    if message := handlers.no_code(wanted.folder, code.tree):
        return Contents(wanted, (), {}), [_problem(wanted, message, "missing-handler")]
    paths = code.tree.below(wanted.folder)
    entries = tuple(_stored(code, path, path.removeprefix(f"{wanted.folder}/")) for path in paths)
    return Contents(wanted, entries, {}), list(_refused(wanted, code))


def _stored(code: Code, path: str, packed: str) -> Entry:
    part = "/".join(path.split("/")[:-1][:2])
    return stored(packed, part, code.tree.root / path, is_executable=code.tree.files[path])


def _handler_problems(wanted: Wanted, code: Code) -> Iterator[Diagnostic]:
    for handler in wanted.handlers:
        message = _missing(handler, wanted, code)
        if message:
            yield Diagnostic(handler.path, message, "missing-handler")


def _missing(handler: Handler, wanted: Wanted, code: Code) -> str | None:
    """Return what is wrong with where a handler lies or with its name."""
    problem = handlers.absent(handler.module, handler.name, code)
    if problem or handler.module in _roots(wanted, code):
        return problem
    folder = handler.module.split(".")[1:2] or [handler.module]
    path = code.tree.modules[handler.module]
    return f'{path} does not lie in "{wanted.folder}", the folder of its package; say "code: {folder[0]}"'


def _roots(wanted: Wanted, code: Code) -> set[str]:
    """Return all modules of the package's own folder, or the one that stands for a folder."""
    paths = {*code.tree.below(wanted.folder), f"{wanted.folder}.py"}
    return {module for module, path in code.tree.modules.items() if path in paths}


def _wheels(wanted: Wanted, sources: Sources, reached: Reached) -> tuple[Mapping[str, Wheel], list[Diagnostic]]:
    """Return the wheels that a package needs, and what keeps it from having them."""
    place = f"{wanted.handlers[0].top}/{LOCK}"
    named = _named(wanted, sources.code)
    if isinstance(named, Unreadable):
        return {}, [_problem(wanted, f"{wanted.folder}/{LOCK}:{named.line}: {named.message}", "invalid-lock")]
    if not named and not reached.outside:
        return {}, []
    distributions = sources.distributions(place)
    if isinstance(distributions, Unreadable):
        return {}, [_problem(wanted, f"{place}:{distributions.line}: {distributions.message}", "invalid-lock")]
    providers, unknown = _providers(distributions, reached)
    missing: list[Unlocked] = []
    wheels = distributions.closure([*named, *(Requirement(name) for name in sorted(providers))], missing)
    cure = _cure(sources.code, place)
    problems = [_problem(wanted, f"{one.text}, {cure}", "unknown-import") for one in unknown]
    problems += [_problem(wanted, _unlocked(one, wanted, place), "invalid-lock") for one in missing]
    return wheels, problems


def _named(wanted: Wanted, code: Code) -> list[Requirement] | Unreadable:
    path = f"{wanted.folder}/{LOCK}"
    if path not in code.tree.files:
        return []
    return lock.extra_names((code.tree.root / path).read_text(encoding="utf-8"))


def _providers(distributions: Distributions, reached: Reached) -> tuple[set[str], list[Found]]:
    """Return the names of the distributions that are imported, and the first import of each module that none provides."""
    names: set[str] = set()
    unknown: dict[str, Found] = {}
    for path, one in reached.outside:
        providers = distributions.providing(one)
        names |= providers or set()
        if providers is None and not one.is_optional:
            top = one.module.partition(".")[0]
            unknown.setdefault(top, Found(path, one.line, f'this imports "{top}"'))
    return names, list(unknown.values())


def _cure(code: Code, place: str) -> str:
    if place in code.tree.files:
        return f"which no distribution in {place} provides; add the one that does and lock again"
    return f'and there is no {place} to say where it comes from; "uv pip compile --generate-hashes" makes one'


def _unlocked(one: Unlocked, wanted: Wanted, place: str) -> str:
    by = one.by or f"{wanted.folder}/{LOCK}"
    return f'{place} does not lock "{canonicalize_name(one.name)}", which {by} asks for; make the lock again'


def _paths(wanted: Wanted, code: Code, reached: Reached) -> list[str]:
    """Return the user's files that go in: the package's folder, the modules it reaches, and their data files."""
    left_out = {f"{wanted.folder}/{name}" for name in _NOT_CONTENT}
    modules = {code.tree.modules[module] for module in reached.modules}
    folders = {path.rpartition("/")[0] for path in modules} - code.tree.tops
    homes = {path.rpartition("/")[0] for path in code.tree.modules.values()}
    data = {path for path in code.tree.files if not path.endswith(".py") and _home(path, homes) in folders}
    return sorted((modules | data | set(code.tree.below(wanted.folder))) - left_out)


def _home(path: str, homes: set[str]) -> str:
    """Return the nearest folder around a file that holds modules."""
    folder = path.rpartition("/")[0]
    while folder and folder not in homes:
        folder = folder.rpartition("/")[0]
    return folder


def _code_problems(wanted: Wanted, reached: Reached) -> Iterator[Diagnostic]:
    for one in reached.unreadable:
        yield _problem(wanted, one.text, "invalid-python")
    for one in reached.unresolved:
        yield _problem(wanted, one.text, "unknown-import")


def _computed(wanted: Wanted, code: Code, reached: Reached) -> Iterator[Diagnostic]:
    """Yield the imports whose names are not in the text, unless the package says what it needs beside."""
    if f"{wanted.folder}/{LOCK}" in code.tree.files:
        return
    for one in reached.computed:
        message = (
            f"{one.text}; list the distributions that it may need, or none, in a {LOCK} in the folder of the handler"
        )
        yield _problem(wanted, message, "computed-import", Severity.WARNING)


def _refused(wanted: Wanted, code: Code) -> Iterator[Diagnostic]:
    for path, why in code.tree.refused.items():
        if path.startswith(f"{wanted.folder}/"):
            yield _problem(wanted, f"{path} {why}", "refused-file")


def _merged(
    wanted: Wanted, own: Iterable[Entry], wheels: Mapping[str, Wheel]
) -> tuple[tuple[Entry, ...], list[Diagnostic]]:
    """Return all files, one for each path: of two distributions the first has it, and none may have one of the user's."""
    entries = {entry.path: entry for entry in own}
    own_paths = frozenset(entries)
    problems: list[Diagnostic] = []
    for entry in chain.from_iterable(wheels[name].entries() for name in sorted(wheels)):
        if entry.path in own_paths:
            message = f'the distribution "{entry.part}" has a file {entry.path} too; rename yours'
            problems.append(_problem(wanted, message, "shadowed-file"))
        entries.setdefault(entry.path, entry)
    return tuple(entries[path] for path in sorted(entries)), problems


def _problem(wanted: Wanted, message: str, rule: str, severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic(wanted.handlers[0].path, message, rule, severity)
