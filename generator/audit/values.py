"""What an expression of the user's code may be, as far as it shows without running the code: a set of possible values."""

import ast
from dataclasses import dataclass

Scalar = str | bytes | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Known:
    """A constant."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Begins:
    """A text of which only the beginning is known."""

    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything: what an event holds, what a service answers, what code of others returns."""


@dataclass(frozen=True, slots=True)
class Items:
    """A tuple, list or set whose members are known one by one."""

    items: tuple["Values", ...]


@dataclass(frozen=True, slots=True)
class Many:
    """Any number of members, each of which may be any of these."""

    item: "Values"


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping. others: what may stand under any other key; nothing where all keys are known."""

    known: tuple[tuple["Value", "Values"], ...]
    others: "Values"


@dataclass(frozen=True, slots=True)
class Outline:
    """An object of which only some attributes are known."""

    attributes: tuple[tuple[str, "Values"], ...]


@dataclass(frozen=True, slots=True)
class Environ:
    """The function's environment variables."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the user's code."""

    name: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function or lambda of the user's code. frame: where it was defined; bound: what it is a method of."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    frame: int
    owner: "Class | None" = None
    bound: "Value | None" = None


@dataclass(frozen=True, slots=True)
class Decorated:
    """A method that is no plain one. kind: `property`, `staticmethod` or `classmethod`."""

    kind: str
    inner: "Value"


@dataclass(frozen=True, slots=True)
class Class:
    """A class of the user's code. frame: of its body."""

    node: ast.ClassDef
    frame: int


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of such a class. key: what it was made with; its attributes are kept apart."""

    of: Class
    key: int


@dataclass(frozen=True, slots=True)
class Super:
    """`super()` in a method of a class."""

    of: Class
    instance: "Value"


@dataclass(frozen=True, slots=True)
class Partial:
    """A callable whose first arguments are given already."""

    callee: "Values"
    arguments: "Arguments"


@dataclass(frozen=True, slots=True)
class Outside:
    """Something of other people's code, by its dotted path: `os.environ`, `boto3.client`, `builtins.str`."""

    path: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """A method of a value that has no code here: a text, a container, an AWS client."""

    of: "Value"
    name: str


@dataclass(frozen=True, slots=True)
class Client:
    """A client of an AWS service, by boto3's name; an empty one where the name is not known."""

    service: str


@dataclass(frozen=True, slots=True)
class Paginator:
    """What `get_paginator` returns."""

    service: str
    method: str


@dataclass(frozen=True, slots=True)
class Waiter:
    """What `get_waiter` returns."""

    service: str
    name: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of boto3. kind: `Table`, empty for the service itself; identifiers: such as the table's name."""

    service: str
    kind: str
    identifiers: tuple[tuple[str, "Values"], ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """Several resources of boto3, such as `bucket.objects`."""

    of: Resource
    name: str


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a call passes. star, named_star: what any further argument may be, from `*` and `**` of unknown length."""

    positional: tuple["Values", ...] = ()
    named: tuple[tuple[str, "Values"], ...] = ()
    star: "Values" = frozenset()
    named_star: "Values" = frozenset()

    def first(self, name: str = "", at: int = 0) -> "Values":
        """Return the argument of a name or position; nothing where there is none."""
        found = dict(self.named).get(name)
        if found is not None:
            return found
        return self.positional[at] if at < len(self.positional) else self.star | self.named_star

    @property
    def all(self) -> "tuple[Values, ...]":
        return (*self.positional, *(values for _, values in self.named), self.star, self.named_star)


Value = (
    Known
    | Begins
    | Unknown
    | Items
    | Many
    | Entries
    | Outline
    | Environ
    | Module
    | Function
    | Decorated
    | Class
    | Instance
    | Super
    | Partial
    | Outside
    | Attribute
    | Client
    | Paginator
    | Waiter
    | Resource
    | Collection
)
Values = frozenset[Value]

NOTHING: Values = frozenset()
UNKNOWN: Values = frozenset({Unknown()})
NONE: Values = frozenset({Known(None)})
