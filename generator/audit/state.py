"""What is known while code is read: the variables of every call, the attributes of every object, and what was found.

Nothing is ever forgotten: a variable is everything that is assigned to it anywhere. So reading the code again and again
comes to an end, and the order of statements does not matter.
"""

import ast
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from generator.audit.unions import join, shallow
from generator.audit.values import (
    NOTHING,
    Arguments,
    Class,
    Value,
    Values,
)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of the user's code. line, column: from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Operation:
    """A call of AWS. service: boto3's name; name: as in `PutItem`; arguments: by the names of the service's API."""

    service: str
    name: str
    arguments: tuple[tuple[str, Values], ...]
    place: Place

    def argument(self, name: str) -> Values:
        """Return what an argument may be; nothing where it is not passed."""
        passed = dict(self.arguments)
        return passed.get(name, passed.get("*", NOTHING))


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """Something that cannot be known.

    hides_calls: there may be calls that were not seen. services: boto3's names of those that it may call; none where it may be any.
    """

    place: Place
    message: str
    services: tuple[str, ...] = ()
    hides_calls: bool = True


@dataclass(frozen=True, slots=True, order=True)
class Loose:
    """A method called on a value that is not known; it may be a client of AWS."""

    place: Place
    method: str


@dataclass(frozen=True, slots=True, order=True)
class Read:
    """An environment variable that is read and not declared."""

    place: Place
    name: str


@dataclass(slots=True)
class Frame:
    """The variables of one call, module or class body.

    owner, this: of a method, its class and what it is called on. outer: names that are declared `global` or `nonlocal`, and
    the frame of each.
    """

    module: str
    parent: int | None
    is_class: bool = False
    owner: Class | None = None
    this: Values = NOTHING
    values: dict[str, Values] = field(default_factory=dict)
    outer: Mapping[str, int] = field(default_factory=dict)
    returned: Values = NOTHING
    yielded: Values = NOTHING


@dataclass(slots=True)
class Store:
    """All frames and objects. changed: whether anything was learnt in this round."""

    frames: list[Frame] = field(default_factory=list)
    objects: dict[int, dict[str, Values]] = field(default_factory=dict)
    changed: bool = False
    _frame_numbers: dict[Hashable, int] = field(default_factory=dict)
    _object_numbers: dict[Hashable, int] = field(default_factory=dict)

    def frame(self, key: Hashable, made: Frame) -> int:
        """Return the number of the frame of this key; it is `made` where it is new."""
        if key not in self._frame_numbers:
            self._frame_numbers[key] = len(self.frames)
            self.frames.append(made)
        return self._frame_numbers[key]

    def object(self, of: Class, arguments: Arguments) -> int:
        """Return the number of the object that a class makes of these arguments."""
        number = self._object_numbers.setdefault((of, arguments), len(self._object_numbers))
        self.objects.setdefault(number, {})
        return number

    def assign(self, frame: int, name: str, values: Values) -> None:
        """Add to what a variable may be."""
        self._add(self.frames[self.frames[frame].outer.get(name, frame)].values, name, values)

    def set_attribute(self, number: int, name: str, values: Values) -> None:
        """Add to what an attribute of an object may be."""
        self._add(self.objects[number], name, values)

    def look_up(self, frame: int, name: str) -> Values | None:
        """Return what a name may be; None where it is none of the user's. The bodies of classes are not looked through."""
        at: int | None = frame
        while at is not None:
            found = self.frames[at]
            if name in found.values:
                return found.values[name]
            at = found.parent
        return None

    def give(self, frame: int, *, returned: Values = NOTHING, yielded: Values = NOTHING) -> None:
        """Add to what a call may return or yield."""
        here = self.frames[frame]
        before = (here.returned, here.yielded)
        here.returned, here.yielded = join([here.returned, returned]), join([here.yielded, yielded])
        self.changed |= before != (here.returned, here.yielded)

    def _add(self, values: dict[str, Values], name: str, more: Values) -> None:
        before = values.get(name)
        values[name] = join([before or NOTHING, shallow(more)])
        self.changed |= values[name] != before


@dataclass(slots=True)
class Found:
    """What one round of reading found.

    reads: of variables that the spec does not declare; optional: the names of those that the code asks for or sets.
    is_read: there is a handler, and its code was read.
    """

    operations: set[Operation] = field(default_factory=set)
    doubts: set[Doubt] = field(default_factory=set)
    loose: set[Loose] = field(default_factory=set)
    reads: set[Read] = field(default_factory=set)
    optional: set[str] = field(default_factory=set)
    is_read: bool = True


class Interpreter(Protocol):
    """What the parts of the interpreter need of one another. catching: how many `try` around what is read catch a missing key."""

    store: Store
    found: Found
    catching: int
    contexts: dict[ast.AST, set[Arguments]]

    def hand(self, values: Values) -> None:
        """Remember functions that other people's code may call."""

    def enter(self, frame: int, place: Place) -> bool:
        """Tell whether a call has still to be read in this round."""

    def value(self, node: ast.expr, frame: int) -> Values:
        """Return what an expression may be."""

    def run(self, body: list[ast.stmt], frame: int) -> None:
        """Read statements."""

    def call(self, callee: Values, arguments: Arguments, place: Place) -> Values:
        """Return what a call may return."""

    def attribute(self, values: Values, name: str, place: Place) -> Values:
        """Return what an attribute may be."""

    def module(self, name: str, place: Place) -> Values:
        """Return a module, of the user's or of others."""

    def variable(self, name: str) -> Value | None:
        """Return an environment variable of the function; None where it has none of this name."""

    def place(self, node: ast.AST, frame: int) -> Place:
        """Return where a node stands."""
