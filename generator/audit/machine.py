"""The interpreter: it reads what a handler's call reaches, again and again until nothing more is learnt."""

import ast
import sys
import warnings
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from generator.audit import objects, outside, sdk
from generator.audit.expressions import EXPRESSIONS
from generator.audit.state import Doubt, Found, Frame, Loose, Place, Store
from generator.audit.statements import STATEMENTS
from generator.audit.unions import join, known
from generator.audit.values import (
    NOTHING,
    UNKNOWN,
    Arguments,
    Attribute,
    Class,
    Decorated,
    Function,
    Instance,
    Known,
    Module,
    Outside,
    Partial,
    Resource,
    Unknown,
    Value,
    Values,
)
from generator.package.tree import Tree, prefixes

_MOST_ROUNDS = 12
_DEEPEST = 60
# Expressions read, again and again; the largest handler of a real system needs a tenth of it.
_MOST_STEPS = 200_000
_EVENT = Arguments((UNKNOWN, UNKNOWN))


@dataclass(frozen=True, slots=True)
class Sources:
    """The user's modules as trees, each parsed once."""

    tree: Tree
    _parsed: dict[str, ast.Module | str] = field(default_factory=dict)

    def parsed(self, module: str) -> ast.Module | str:
        """Return a module's tree, or why it cannot be read; raises OSError where the disk refuses."""
        if module not in self._parsed:
            self._parsed[module] = self._parse(module)
        return self._parsed[module]

    def line(self, place: Place) -> str:
        """Return the text of a line."""
        lines = (self.tree.root / place.file).read_text(encoding="utf-8", errors="replace").split("\n")
        return lines[place.line - 1] if place.line <= len(lines) else ""

    def _parse(self, module: str) -> ast.Module | str:
        text = (self.tree.root / self.tree.modules[module]).read_bytes()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(text)
        except (SyntaxError, ValueError) as error:
            return str(error)


@dataclass(slots=True)
class Machine:
    """One reading of one function in one environment. It is a `state.Interpreter`."""

    sources: Sources
    variables: Mapping[str, Value]
    store: Store = field(default_factory=Store)
    found: Found = field(default_factory=Found)
    contexts: dict[ast.AST, set[Arguments]] = field(default_factory=dict)
    catching: int = 0
    _entered: set[Hashable] = field(default_factory=set)
    _handed: set[Function] = field(default_factory=set)
    _called_back: set[ast.AST] = field(default_factory=set)
    _depth: int = 0
    _steps: int = 0

    def read(self, module: str, name: str) -> Found:
        """Return what calling `module:name` with any event does."""
        start = Place(self.sources.tree.modules[module], 1, 1)
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, 20_000))
        try:
            for _ in range(_MOST_ROUNDS):
                self.store.changed = False
                self.found = Found()
                self._entered.clear()
                handler = self.attribute(self.module(module, start), name, start)
                self.found.is_read = bool(handler)
                if not handler and not isinstance(self.sources.parsed(module), str):
                    self.found.doubts.add(Doubt(start, f"there is no {name} in {module}"))
                self.call(handler, _EVENT, start)
                self._call_back(start)
                if self._steps > _MOST_STEPS:
                    break
                if not self.store.changed:
                    return self.found
        finally:
            sys.setrecursionlimit(limit)
        self.found.doubts.add(
            Doubt(start, "there is too much code, or it depends on itself in too many ways, to be read to the end")
        )
        return self.found

    def value(self, node: ast.expr, frame: int) -> Values:
        """Return what an expression may be; anything once too much was read."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            return UNKNOWN
        read = EXPRESSIONS.get(type(node))
        return read(self, node, frame) if read else UNKNOWN

    def run(self, body: list[ast.stmt], frame: int) -> None:
        """Read statements, each whatever the one before did."""
        for statement in body:
            read = STATEMENTS.get(type(statement))
            if read:
                read(self, statement, frame)

    def enter(self, frame: int, place: Place) -> bool:
        """Tell whether a call has still to be read in this round."""
        if frame in self._entered:
            return False
        if self._depth > _DEEPEST:
            self.found.doubts.add(Doubt(place, "calls are nested too deeply to be followed from here"))
            return False
        self._entered.add(frame)
        return True

    def call(self, callee: Values, arguments: Arguments, place: Place) -> Values:
        """Return what a call may return."""
        self._depth += 1
        try:
            return join(self._call(value, arguments, place) for value in callee)
        finally:
            self._depth -= 1

    def _call(self, value: Value, given: Arguments, place: Place) -> Values:
        match value:
            case Function():
                return objects.call(self, value, given, place)
            case Class():
                return objects.make(self, value, given, place)
            case Instance():
                return self.call(self.attribute(frozenset({value}), "__call__", place), given, place)
            case Decorated(_, inner):
                return self.call(frozenset({inner}), given, place)
            case Partial(callee, first):
                both = {**dict(first.named), **dict(given.named)}
                star, named_star = first.star | given.star, first.named_star | given.named_star
                whole = Arguments(
                    (*first.positional, *given.positional),
                    tuple(sorted(both.items(), key=lambda one: one[0])),
                    star,
                    named_star,
                )
                return self.call(callee, whole, place)
            case Attribute(Unknown(), name):
                self.found.loose.add(Loose(place, name))
                return outside.hand_over(self, name, given, place)
            case Attribute(of, name):
                return outside.method(self, of, name, given, place)
            case Outside(path):
                return outside.call(self, path, given, place)
            case _:
                return (
                    NOTHING if value == Known(None) else outside.hand_over(self, "code that is not read", given, place)
                )

    def attribute(self, values: Values, name: str, place: Place) -> Values:
        """Return what an attribute may be."""
        return join(self._attribute(value, name, place) for value in values)

    def _attribute(self, value: Value, name: str, place: Place) -> Values:
        if isinstance(value, Attribute) and isinstance(value.of, Resource) and value.name == "meta":
            return frozenset({sdk.client_of(value.of)}) if name == "client" else UNKNOWN
        if isinstance(value, Resource):
            found = sdk.attribute(self, value, name, place)
            return frozenset({Attribute(value, name)}) if found is None else found
        return objects.attribute(self, value, name, place)

    def module(self, name: str, place: Place) -> Values:
        """Return a module, its code read once in a round; nothing where it is neither the user's nor of others."""
        tree = self.sources.tree
        if name.partition(".")[0] not in tree.tops:
            self._doubt_beside(name, place)
            return frozenset({Outside(name)})
        if name not in tree.modules:
            return frozenset({Module(name)}) if name in tree.namespaces else NOTHING
        if name not in self._entered:
            self._entered.add(name)
            for above in prefixes(name):
                self.module(above, place)
            self._read_module(name)
        return frozenset({Module(name)})

    def _read_module(self, name: str) -> None:
        parsed = self.sources.parsed(name)
        if isinstance(parsed, str):
            self.found.doubts.add(Doubt(Place(self.sources.tree.modules[name], 1, 1), f"this is not read: {parsed}"))
            return
        own = f"{name}.__init__" if self.sources.tree.is_package(name) else name
        frame = self.store.frame(name, Frame(own, None))
        self.store.assign(frame, "__name__", known(name))
        self.run(parsed.body, frame)

    def _doubt_beside(self, name: str, place: Place) -> None:
        """Say so where a module is the user's own, but is none that a package of the handlers can hold."""
        top = self.sources.tree.root / name.partition(".")[0]
        if top.is_dir() or top.with_suffix(".py").is_file():
            self.found.doubts.add(Doubt(place, f"{name} lies beside the handlers and is not read"))

    def hand(self, values: Values) -> None:
        """Remember functions that other people's code may call."""
        self._handed |= {value for value in values if isinstance(value, Function)}

    def _call_back(self, place: Place) -> None:
        """Call what was handed over and is called nowhere else: the routes of a resolver, for one."""
        for function in self._handed:
            if function.node not in self.contexts or function.node in self._called_back:
                self._called_back.add(function.node)
                self.call(frozenset({function}), Arguments(star=UNKNOWN, named_star=UNKNOWN), place)

    def variable(self, name: str) -> Value | None:
        """Return an environment variable of the function; None where it has none of this name."""
        return self.variables.get(name)

    def place(self, node: ast.AST, frame: int) -> Place:
        """Return where a node stands."""
        module = self.store.frames[frame].module.removesuffix(".__init__")
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        return Place(self.sources.tree.modules[module], line, column + 1)
