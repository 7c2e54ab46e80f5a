"""What a package's code reaches: the user's own modules, from one import to the next, and the modules of others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from generator.diagnostics import did_you_mean
from generator.package import imports, stdlib
from generator.package.imports import Facts, Import, NotPython
from generator.package.target import Target
from generator.package.tree import Tree, prefixes


@dataclass(frozen=True, slots=True)
class Found:
    """Something to say about a line of the user's code."""

    path: str
    line: int
    message: str

    @property
    def text(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Reached:
    """What was found. outside: imports of other people's modules, and the file of each. wrong, computed: about the code."""

    modules: frozenset[str]
    outside: tuple[tuple[str, Import], ...]
    unreadable: tuple[Found, ...]
    unresolved: tuple[Found, ...]
    computed: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """The user's modules, as the Python of one target reads them; each is read once."""

    tree: Tree
    target: Target
    _facts: dict[str, Facts | NotPython] = field(default_factory=dict)

    def facts(self, module: str) -> Facts | NotPython:
        """Return what a module says; raises OSError where it cannot be read."""
        if module not in self._facts:
            text = (self.tree.root / self.tree.modules[module]).read_bytes()
            is_package = self.tree.is_package(module)
            self._facts[module] = imports.read(text, module, self.target.version, is_package=is_package)
        return self._facts[module]

    def reached(self, roots: Iterable[str]) -> Reached:
        """Return what these modules reach."""
        modules = self._modules(roots)
        facts = {self.tree.modules[module]: self.facts(module) for module in sorted(modules)}
        readable = {path: one for path, one in facts.items() if isinstance(one, Facts)}
        broken = [(path, one) for path, one in facts.items() if isinstance(one, NotPython)]
        own = stdlib.modules(self.target.version)
        every = [(path, one) for path, said in readable.items() for one in said.imports]
        return Reached(
            modules=frozenset(modules),
            outside=tuple(item for item in every if not self._is_local(item[1]) and _top(item[1]) not in own),
            unreadable=tuple(Found(path, one.line, one.message) for path, one in broken),
            unresolved=tuple(self._unresolved(every)),
            computed=tuple(_computed(readable)),
        )

    def _modules(self, roots: Iterable[str]) -> set[str]:
        pending, modules = list(roots), set[str]()
        while pending:
            module = pending.pop()
            if module in modules or module not in self.tree.modules:
                continue
            modules.add(module)
            pending += prefixes(module)
            facts = self.facts(module)
            for one in facts.imports if isinstance(facts, Facts) else ():
                pending += [one.module, *prefixes(one.module), *(f"{one.module}.{name}" for name in one.names)]
        return modules

    def _is_local(self, one: Import) -> bool:
        return _top(one) in self.tree.tops

    def _unresolved(self, every: Iterable[tuple[str, Import]]) -> Iterable[Found]:
        known = [*self.tree.modules, *self.tree.namespaces]
        for path, one in every:
            lost = self._lost(one) if self._is_local(one) and not one.is_optional else None
            if lost:
                near = did_you_mean(lost, known)
                yield Found(path, one.line, f'there is no module "{lost}"{near}')

    def _lost(self, one: Import) -> str | None:
        """Return what an import of the user's own code does not find."""
        if one.module in self.tree.modules:
            return None
        if one.module not in self.tree.namespaces:
            return one.module
        found = self.tree.modules.keys() | self.tree.namespaces
        return next((full for name in one.names if (full := f"{one.module}.{name}") not in found), None)


def _top(one: Import) -> str:
    return one.module.partition(".")[0]


def _computed(readable: Mapping[str, Facts]) -> Iterable[Found]:
    message = "this imports a module by a name that is computed at run time"
    return (Found(path, line, message) for path, said in readable.items() for line in said.computed)
