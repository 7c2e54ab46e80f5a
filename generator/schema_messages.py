"""Says in the user's words what a schema asks for and a value is not."""

import re
from collections.abc import Iterable, Iterator

from generator.diagnostics import Diagnostic, SpecPath, did_you_mean
from generator.schema_failures import Failure, closest, meant, missing_keys, of_the_value, unknown_keys
from generator.schema_words import (
    but_not,
    described,
    expected,
    joined,
    label,
    listed,
    quoted,
    shown,
    size,
    subject,
    type_hint,
    types,
    unit_hint,
)

_SIZES = ("minLength", "minItems", "minProperties", "maxLength", "maxItems", "maxProperties")
_RANGES = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_JSON_TYPES = {bool: "boolean", int: "integer", float: "number"}


def problems(failures: Iterable[Failure]) -> list[Diagnostic]:
    """Return the problems behind a schema's failures: of the forms that were meant, and each mistake once."""
    found = [problem for failure in failures for one in meant(failure) for problem in _problems(one)]
    mistyped = {one.path for one in found if one.rule == "wrong-type"}
    misspelt = [(one.path[:-1], one.message) for one in found if one.rule == "unknown-key"]
    unusable = {one.path for one in found if one.rule == "unknown-key"}
    return [
        one for one in found
        if not _is_echo(one, mistyped, misspelt) and (one.rule == "unknown-key" or one.path not in unusable)
    ]  # fmt: skip


def _is_echo(one: Diagnostic, mistyped: set[SpecPath], misspelt: list[tuple[SpecPath, str]]) -> bool:
    """Tell whether a problem goes away with another one: a key is missing because it is misspelt."""
    if one.rule == "missing-key":
        words = re.findall(r'"[^"]*"', one.message)
        return any(
            path == one.path and message.endswith(f"mean {word}?") for path, message in misspelt for word in words
        )
    return one.rule != "wrong-type" and one.path in mistyped and not one.at_key


def _problems(found: Failure) -> Iterator[Diagnostic]:
    if found.is_name:
        yield _wrong_name(found)
    elif found.keyword in ("anyOf", "oneOf"):
        yield from _no_form(found)
    elif found.keyword in ("additionalProperties", "unevaluatedProperties"):
        known = found.schema.get("properties", {})
        strange = [key for key in found.value if key not in known]
        yield from (_unknown_key(key, known, found.path) for key in strange)
    elif found.keyword == "required":
        lacking = [key for key in found.limit if key not in found.value]
        yield from (_missing_key(f'the key "{key}"', found.path) for key in lacking)
    elif not found.keyword or (found.keyword == "not" and not found.limit):
        message = f"{subject(found.path)} cannot be used here; remove it"
        yield Diagnostic(found.path, message, "unknown-key", at_key=True)
    else:
        message, rule = _wrong_value(found)
        yield Diagnostic(found.path, f"{subject(found.path)} {message}", rule)


def _wrong_value(found: Failure) -> tuple[str, str]:
    """Return what is wrong with a value, after its name, and the rule's id."""
    keyword, value, schema = found.keyword, found.value, found.schema
    if keyword == "type":
        hint = type_hint(value, types(schema)) or unit_hint(value, found.path, schema)
        return f"must be {expected(schema)}{but_not(value)}{hint}", "wrong-type"
    if keyword in ("enum", "const"):
        return _not_a_choice(found), "not-allowed"
    if keyword in _RANGES:
        return f"must be {expected(schema)}{but_not(value)}", "out-of-range"
    if keyword in _SIZES:
        return size(keyword, found.limit, value), "out-of-range"
    if keyword == "uniqueItems":
        return "lists the same item twice; remove one", "not-allowed"
    if keyword == "dependentRequired":
        return _lonely_key(found), "missing-key"
    if keyword == "not" and isinstance(found.limit, dict) and found.limit.get("required"):
        together = joined(map(quoted, found.limit["required"]), "and")
        return f"cannot have {together} together; keep one", "not-allowed"
    return f"cannot be {shown(value)}{described(found.schemas)}", "wrong-format"


def _wrong_name(found: Failure) -> Diagnostic:
    name = found.value
    if found.keyword == "enum":
        return _unknown_key(name, found.limit, found.path)
    reason = f" because it {size(found.keyword, found.limit, name)}" if found.keyword in _SIZES else ""
    message = f"the name {quoted(name)} cannot be used{reason or described(found.schemas)}"
    return Diagnostic((*found.path, name), message, "wrong-format", at_key=True)


def _unknown_key(key: str, known: Iterable[str], path: SpecPath) -> Diagnostic:
    choices = sorted(known)
    way_out = did_you_mean(key, choices)
    if not way_out:
        way_out = f"; known here: {listed(choices)}" if choices else "; nothing can stand here"
    return Diagnostic((*path, key), f"unknown key {quoted(key)}{way_out}", "unknown-key", at_key=True)


def _missing_key(key: str, path: SpecPath) -> Diagnostic:
    return Diagnostic(path, f"{label(path)} needs {key}", "missing-key", at_key=True)


def _lonely_key(found: Failure) -> str:
    for key, needed in found.limit.items():
        lacking = [other for other in needed if other not in found.value]
        if key in found.value and lacking:
            return f"needs {joined(map(quoted, lacking), 'and')} beside {quoted(key)}"
    raise AssertionError(found)


def _not_a_choice(found: Failure) -> str:
    choices = found.limit if found.keyword == "enum" else [found.limit]
    hint = type_hint(found.value, [_JSON_TYPES.get(type(choice), "string") for choice in choices])
    if isinstance(found.value, str) and not hint:
        hint = unit_hint(found.value, found.path, found.schema) or did_you_mean(
            found.value, [choice for choice in choices if isinstance(choice, str)]
        )
    return f"must be {expected(found.schema)}{but_not(found.value)}{hint}"


def _no_form(found: Failure) -> Iterator[Diagnostic]:
    """Say what several forms ask for, where the value shows none of them."""
    forms = closest(found)
    if not found.forms:
        yield _several_forms(found)
    elif not forms:
        yield _of_no_type(found)
    elif not isinstance(found.value, dict):
        message = f"{subject(found.path)} cannot be {shown(found.value)}{described(found.schemas)}"
        yield Diagnostic(found.path, message, "wrong-format")
    elif strange := set.intersection(*(set(unknown_keys(form)) for form in forms)):
        known = {name for form in forms for one in form for name in one.schema.get("properties", {})}
        yield from (_unknown_key(key, known, found.path) for key in found.value if key in strange)
    else:
        lacking = (missing_keys(form) for form in forms)
        choices = dict.fromkeys(joined(map(quoted, keys), "and") for keys in lacking if keys)
        yield _missing_key(joined(choices, "or"), found.path)


def _several_forms(found: Failure) -> Diagnostic:
    """Say which keys exclude one another; the schema's own forms name them by what they require."""
    forms = [form for form in found.limit if isinstance(form, dict)]
    present = found.value if isinstance(found.value, dict) else {}
    keys = dict.fromkeys(key for form in forms for key in form.get("required", ()) if key in present)
    if len(keys) > 1:
        message = f"{joined(map(quoted, keys), 'and')} do not go together in {label(found.path)}; keep one"
    else:
        message = f"{label(found.path)} can be read in more than one way; keep the keys of one"
    return Diagnostic(found.path, message, "not-allowed")


def _of_no_type(found: Failure) -> Diagnostic:
    schemas = [one.schema for one in of_the_value(found)]
    wanted = [words for words in dict.fromkeys(map(expected, schemas)) if words]
    hint = type_hint(found.value, [name for schema in schemas for name in types(schema)])
    if found.schema.get("description") and found.schema.get("examples"):
        hint = described(found.schemas)
    message = f"{subject(found.path)} must be {joined(wanted, 'or')}{but_not(found.value)}{hint}"
    return Diagnostic(found.path, message, "wrong-type")
