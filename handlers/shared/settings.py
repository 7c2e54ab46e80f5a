"""Settings: environment variables, read once at cold start into a frozen object of the function's own type."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

_READ: Mapping[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    tuple[str, ...]: lambda text: tuple(text.split(",")),
}


class SettingsError(Exception):
    """The function is deployed with environment variables that it cannot work with."""


def read(settings: type[T], environment: Mapping[str, str]) -> T:
    """Return the settings of this type; a field `table_name` is the variable `TABLE_NAME`.

    settings: a dataclass of `str`, `int` and `tuple[str, ...]` (separated by commas) fields.
    """
    if missing := [name for field in fields(settings) if not environment.get(name := field.name.upper())]:
        raise SettingsError(f"environment variables not set: {', '.join(missing)}")
    return settings(**{field.name: _value(field.type, field.name.upper(), environment) for field in fields(settings)})


def _value(kind: object, name: str, environment: Mapping[str, str]) -> object:
    try:
        return _READ[kind](environment[name])
    except ValueError as error:
        raise SettingsError(f"environment variable {name} is not a whole number") from error
