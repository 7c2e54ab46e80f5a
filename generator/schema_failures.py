"""What a value does not satisfy, and which of several forms it was meant to have."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.diagnostics import SpecPath

if TYPE_CHECKING:
    from jsonschema import ValidationError

Json = Any
_CHOICES = ("enum", "const")
_FORMS = ("anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class Failure:
    """One keyword of a schema that a value does not satisfy.

    keyword: "type", "required" and so on; empty where the schema allows no value at all.
    limit: what the schema says beside the keyword.
    inner: the path from the value whose forms are tried; `path` is the whole one.
    schemas: the schema that holds the keyword, then those around it.
    forms: with "anyOf" and "oneOf", why each form is not the value's.
    """

    keyword: str
    limit: Json
    value: Json
    path: SpecPath
    inner: SpecPath
    is_name: bool
    schemas: tuple[dict[str, Json], ...]
    forms: tuple[tuple["Failure", ...], ...] = ()

    @property
    def schema(self) -> dict[str, Json]:
        """The schema that holds the keyword."""
        return self.schemas[0]

    @property
    def is_at_top(self) -> bool:
        """Whether this is about the value whose forms are tried, not about a part of it."""
        return not self.inner


def failure(error: "ValidationError", prefix: SpecPath, around: tuple[dict[str, Json], ...] = ()) -> Failure:
    """Return the library's error as a failure of the value at `prefix`."""
    inner = tuple(error.path)
    path = (*prefix, *inner)
    schemas = (error.schema if isinstance(error.schema, dict) else {}, *around)
    forms: dict[Any, list[Failure]] = {}
    for one in error.context or ():
        forms.setdefault(one.schema_path[0], []).append(failure(one, path, schemas))
    return Failure(
        keyword=str(error.validator or ""),
        limit=error.validator_value,
        value=error.instance,
        path=path,
        inner=inner,
        is_name=isinstance(error.instance, str) and "propertyNames" in error.schema_path,
        schemas=schemas,
        forms=tuple(tuple(forms[index]) for index in sorted(forms)),
    )


def meant(found: Failure) -> Iterator[Failure]:
    """Return the failures of the form that was meant, or the failure itself where no form stands out."""
    forms = closest(found) if found.keyword in _FORMS else []
    if len(forms) != 1:
        yield found
        return
    for one in forms[0]:
        yield from meant(one)


def closest(found: Failure) -> list[tuple[Failure, ...]]:
    """Return the failures of each form that the value is closest to: several where none stands out."""
    fitting = [form for form in found.forms if not any(map(_is_of_another_type, form))]
    if not isinstance(found.value, dict) or not fitting:
        return fitting
    lowest = min(map(_distance, fitting))
    nearest = [form for form in fitting if _distance(form) == lowest]
    if len(nearest) > 1 or _is_recognised(nearest[0]):
        return nearest
    return [form for form in fitting if missing_keys(form)]


def missing_keys(form: Iterable[Failure]) -> list[str]:
    """Return the keys that the value itself lacks for this form."""
    lacking = (one for one in form if one.keyword == "required" and one.is_at_top)
    return [key for one in lacking for key in one.limit if key not in one.value]


def unknown_keys(form: Iterable[Failure]) -> list[str]:
    """Return the keys of the value itself that this form does not name."""
    strict = (one for one in form if one.keyword == "additionalProperties" and one.is_at_top)
    return [key for one in strict for key in one.value if key not in one.schema.get("properties", {})]


def of_the_value(found: Failure) -> Iterator[Failure]:
    """Return the failures about the value itself, through forms within forms."""
    for one in (one for form in found.forms for one in form if one.is_at_top):
        if one.keyword in _FORMS:
            yield from of_the_value(one)
        else:
            yield one


def _is_of_another_type(one: Failure) -> bool:
    """Tell whether the value is not even of this form's type, such as text where a mapping is one form."""
    if not one.is_at_top:
        return False
    if one.keyword in _FORMS:
        return bool(one.forms) and all(any(map(_is_of_another_type, form)) for form in one.forms)
    choices = one.limit if one.keyword == "enum" else [one.limit]
    return one.keyword == "type" or (one.keyword in _CHOICES and type(one.value) not in map(type, choices))


def _distance(form: tuple[Failure, ...]) -> tuple[int, int, int]:
    """Count what speaks against a form: another fixed value (`Type`), then keys and choices, then the rest."""
    keywords = [one.keyword for one in form if len(one.inner) == 1]
    keys = len(missing_keys(form)) + len(unknown_keys(form))
    return keywords.count("const"), keys + keywords.count("enum"), len(form)


def _is_recognised(form: tuple[Failure, ...]) -> bool:
    """Tell whether the value has at least one of the keys that this form requires (where it lacks one)."""
    lacking = [one for one in form if one.keyword == "required" and one.is_at_top]
    return not lacking or any(key in one.value for one in lacking for key in one.limit)
