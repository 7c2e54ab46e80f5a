"""Facts as classes: a frozen dataclass with slots in all but two ways, made in a twentieth of the time.

The compiler has about 150 such classes, and each of its runs makes them all anew: as dataclasses, that took longer
than the work on a small system. So a constructor is not compiled for each class: one for the same number of fields is
given the fields' names. And who assigns a field is stopped by the type checker, not at run time.
"""

from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

_F = TypeVar("_F", bound="Fact")


@dataclass_transform(frozen_default=True)
class _Facts(type):
    """Makes the annotations of a class its fields: slots, the constructor's parameters, and what is compared."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> "_Facts":
        fields = tuple(namespace.get("__annotations__", ()))
        defaults = tuple(namespace.pop(field) for field in fields if field in namespace)
        made = super().__new__(cls, name, bases, {**namespace, "__slots__": fields, "__match_args__": fields})
        if fields:
            code = _constructor(len(fields)).replace(
                co_varnames=("self", *fields), co_names=fields, co_qualname=f"{made.__qualname__}.__init__"
            )
            made.__init__ = FunctionType(code, {}, "__init__", defaults)  # type: ignore[misc]
            made._values = attrgetter(*fields)  # type: ignore[attr-defined]
        return made


class Fact(metaclass=_Facts):
    """Base of a class whose annotations are its fields; one with a default may not stand before one without."""

    if TYPE_CHECKING:
        __match_args__: ClassVar[tuple[str, ...]]

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) and self._values(self) == self._values(other))

    def __hash__(self) -> int:
        return hash(self._values(self))

    def __repr__(self) -> str:
        shown = ", ".join(f"{field}={getattr(self, field)!r}" for field in self.__match_args__)
        return f"{type(self).__qualname__}({shown})"

    @staticmethod
    def _values(_: "Fact") -> Any:
        """Return all fields at once: each class with fields has its own."""
        return ()


def replace(fact: _F, /, **changes: object) -> _F:
    """Return a fact with some of its fields changed."""
    fields = {field: getattr(fact, field) for field in fact.__match_args__}
    return type(fact)(**{**fields, **changes})


@cache
def _constructor(fields: int) -> CodeType:
    """Return the code of a constructor that takes and keeps so many fields."""
    names = [f"field_{number}" for number in range(fields)]
    body = "\n".join(f"    self.{name} = {name}" for name in names)
    namespace: dict[str, Any] = {}
    exec(f"def __init__(self, {', '.join(names)}):\n{body}", namespace)  # noqa: S102 - no word of it is anybody's
    code: CodeType = namespace["__init__"].__code__
    return code
