"""From imports to distributions: which wheels provide a module, and what those require."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from generator.package.imports import Import
from generator.package.lock import Lock, environment
from generator.package.target import Target
from generator.package.wheel import Wheel

# Part of Lambda's Python runtimes, and made for one another: the distributions' names are their modules'.
IN_THE_RUNTIME = frozenset({"boto3", "botocore", "s3transfer"})

Fetch = Callable[[Lock, Iterable[str]], Mapping[str, Wheel]]


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A distribution that the lock lacks, and who requires it: another one, or nobody but the package itself."""

    name: str
    by: str


@dataclass(frozen=True, slots=True)
class Distributions:
    """The locked distributions of one target; nothing is fetched before somebody imports something."""

    lock: Lock
    target: Target
    fetch: Fetch

    def providing(self, one: Import) -> frozenset[str] | None:
        """Return the names of the distributions that provide an imported module; None where none does."""
        top = one.module.partition(".")[0]
        if top in IN_THE_RUNTIME:
            return frozenset()
        wheels = self.fetch(self.lock, self.lock.pins.keys() - IN_THE_RUNTIME)
        found = [self._nearest(path, wheels) for path in _paths(one)]
        return frozenset().union(*found) or None

    def closure(self, wanted: Iterable[Requirement], missing: list[Unlocked]) -> Mapping[str, Wheel]:
        """Return the wheels of these distributions and of all that they require; what is not locked goes into `missing`."""
        named = [(one, "") for one in wanted]
        asked = IN_THE_RUNTIME & {canonicalize_name(one.name) for one, _ in named}
        left_out = frozenset() if asked else IN_THE_RUNTIME
        pending, seen = named, set[tuple[str, str]]()
        found: dict[str, Wheel] = {}
        while pending:
            one, by = pending.pop()
            name = canonicalize_name(one.name)
            if name in left_out:
                continue
            if name not in self.lock.pins:
                missing.append(Unlocked(name, by))
                continue
            found |= self.fetch(self.lock, [name])
            for extra in ("", *one.extras, *self.lock.pins[name].extras):
                if (name, extra) not in seen:
                    seen.add((name, extra))
                    pending += [(required, name) for required in self._requires(found[name], extra)]
        return found

    def _nearest(self, path: tuple[str, ...], wheels: Mapping[str, Wheel]) -> frozenset[str]:
        """Return who provides the longest beginning of a dotted name: several distributions may share a top."""
        for depth in range(len(path), 0, -1):
            module = ".".join(path[:depth])
            if providers := frozenset(name for name, wheel in wheels.items() if module in wheel.modules):
                return providers
        return frozenset()

    def _requires(self, wheel: Wheel, extra: str) -> Iterator[Requirement]:
        facts = environment(self.target) | {"extra": extra}
        for one in wheel.requires:
            if one.marker is None and not extra:
                yield one
            if one.marker and one.marker.evaluate(facts):
                yield one


def _paths(one: Import) -> Iterator[tuple[str, ...]]:
    module = tuple(one.module.split("."))
    yield module
    yield from ((*module, name) for name in one.names)
