"""The functions of Python and its library that carry values on."""

import json
import sys
from collections.abc import Callable, Mapping

from generator.audit import classes, texts, variables
from generator.audit.containers import steps
from generator.audit.state import Doubt, Interpreter, Place
from generator.audit.unions import join, known, members, truth
from generator.audit.values import (
    NONE,
    NOTHING,
    UNKNOWN,
    Arguments,
    Class,
    Client,
    Entries,
    Environ,
    Instance,
    Items,
    Known,
    Many,
    Partial,
    Resource,
    Value,
    Values,
)

# What is Python's own: it takes values apart and decorates, and calls no AWS.
OWN = frozenset({"builtins", *sys.stdlib_module_names})

Answer = Callable[[Interpreter, Arguments, Place], Values]


def of_environ(reader: Interpreter, name: str, given: Arguments) -> Values:
    """Return what a method of `os.environ` answers."""
    if name not in ("get", "pop", "setdefault"):
        return UNKNOWN
    variables.may_lack(reader, frozenset({Environ()}), given.first())
    default = given.first(at=1) or NONE
    names = [value.value for value in given.first() if isinstance(value, Known) and isinstance(value.value, str)]
    found = [reader.variable(name) for name in names]
    return join(default if value is None else frozenset({value}) for value in found) if found else UNKNOWN


def _environ(reader: Interpreter, given: Arguments, _: Place) -> Values:
    return of_environ(reader, "get", given)


def _text(_: Interpreter, given: Arguments, __: Place) -> Values:
    return texts.concatenated([given.first()]) if given.positional else known("")


def _series(_: Interpreter, given: Arguments, __: Place) -> Values:
    return join(_as_series(value) for value in given.first()) if given.positional else frozenset({Items(())})


def _as_series(value: Value) -> Values:
    return frozenset({value}) if isinstance(value, Items | Many) else frozenset({Many(members(value))})


def _sorted(reader: Interpreter, given: Arguments, place: Place) -> Values:
    _keyed(reader, given, place)
    return _series(reader, given, place)


def _keyed(reader: Interpreter, given: Arguments, place: Place) -> None:
    """Read the function that a key is made with."""
    inner = join(map(members, given.first()))
    reader.call(dict(given.named).get("key", NOTHING), Arguments((inner,)), place)


def _chosen(reader: Interpreter, given: Arguments, place: Place) -> Values:
    _keyed(reader, given, place)
    inner = join(map(members, given.first())) if len(given.positional) == 1 else join(given.positional)
    return join([inner, dict(given.named).get("default", NOTHING)])


def _next(_: Interpreter, given: Arguments, __: Place) -> Values:
    return join([*map(members, given.first()), given.first(at=1)])


def _mapped(reader: Interpreter, given: Arguments, place: Place) -> Values:
    """Return what `map` makes, member by member where they are known."""
    taken = [steps(values) for values in given.positional[1:]]
    results = tuple(
        reader.call(given.first(), Arguments(tuple(values for _, values in one)), place)
        for one in zip(*taken, strict=False)
    )
    whole = all(sure for one in taken for sure, _ in one)
    return frozenset({Items(results) if whole else Many(join(results))})


def _filtered(reader: Interpreter, given: Arguments, place: Place) -> Values:
    found = steps(given.first(at=1))
    if given.first() == NONE:
        judged = [truth(values) for _, values in found]
    else:
        judged = [truth(reader.call(given.first(), Arguments((values,)), place)) for _, values in found]
    kept = tuple(values for (_, values), passed in zip(found, judged, strict=True) if passed is not False)
    whole = None not in judged and all(sure for sure, _ in found)
    return frozenset({Items(kept) if whole else Many(join(kept))})


def _zipped(_: Interpreter, given: Arguments, __: Place) -> Values:
    taken = [steps(values) for values in given.positional]
    rows = tuple(frozenset({Items(tuple(values for _, values in one))}) for one in zip(*taken, strict=False))
    whole = all(sure for one in taken for sure, _ in one)
    return frozenset({Items(rows) if whole else Many(join(rows))})


def _numbered(_: Interpreter, given: Arguments, __: Place) -> Values:
    return frozenset({Many(frozenset({Items((UNKNOWN, join(map(members, given.first()))))}))})


def _dictionary(_: Interpreter, given: Arguments, __: Place) -> Values:
    own: tuple[tuple[Value, Values], ...] = tuple((Known(name), values) for name, values in given.named)
    others = given.named_star
    for value in given.first():
        if isinstance(value, Entries):
            own, others = (*value.known, *own), others | value.others
        elif given.positional:
            others |= UNKNOWN
    return frozenset({Entries(tuple(dict(own).items()), others)})


def _got_attribute(reader: Interpreter, given: Arguments, place: Place) -> Values:
    names = texts_of(given.first(at=1))
    found = [reader.attribute(given.first(), name, place) for name in names]
    clients = sorted({value.service for value in given.first() if isinstance(value, Client | Resource)})
    if clients and not names:
        reader.found.doubts.add(Doubt(place, "an operation is chosen by a name that is not known", tuple(clients)))
    return join([*found, given.first(at=2)]) if names else UNKNOWN


def texts_of(values: Values) -> list[str]:
    """Return the texts, if all of the values are known."""
    found = [value.value for value in values if isinstance(value, Known) and isinstance(value.value, str)]
    return sorted(found) if len(found) == len(values) else []


def _fields(reader: Interpreter, given: Arguments, __: Place) -> Values:
    """Return the fields of a dataclass: each has its name and its type, as the annotation says it."""
    found = [value.of if isinstance(value, Instance) else value for value in given.first()]
    return join(classes.described(reader, one) if isinstance(one, Class) else UNKNOWN for one in found)


def _field(reader: Interpreter, given: Arguments, place: Place) -> Values:
    named = dict(given.named)
    made = reader.call(named.get("default_factory", NOTHING), Arguments(), place)
    return join([named.get("default", NOTHING), made])


def _replaced(reader: Interpreter, given: Arguments, _: Place) -> Values:
    for value in given.first():
        if isinstance(value, Instance):
            for name, values in given.named:
                reader.store.set_attribute(value.key, name, values)
    return given.first()


def _partial(_: Interpreter, given: Arguments, __: Place) -> Values:
    rest = Arguments(given.positional[1:], given.named, given.star, given.named_star)
    return frozenset({Partial(given.first(), rest)})


def _thread(reader: Interpreter, given: Arguments, place: Place) -> Values:
    named = dict(given.named)
    taken = [value.items for value in named.get("args", NOTHING) if isinstance(value, Items)]
    for one in taken or [()]:
        reader.call(named.get("target", NOTHING), Arguments(one), place)
    return UNKNOWN


def _parsed(_: Interpreter, given: Arguments, __: Place) -> Values:
    return join(_from_json(value) for value in given.first())


def _from_json(value: Value) -> Values:
    if not isinstance(value, Known) or not isinstance(value.value, str):
        return UNKNOWN
    try:
        return _held(json.loads(value.value))
    except (ValueError, RecursionError):
        return UNKNOWN


def _held(value: object) -> Values:
    match value:
        case dict():
            return frozenset({Entries(tuple((Known(str(key)), _held(one)) for key, one in value.items()), NOTHING)})
        case list():
            return frozenset({Items(tuple(map(_held, value)))})
        case str() | int() | float() | None:
            return known(value)
        case _:
            return UNKNOWN


def _cast(_: Interpreter, given: Arguments, __: Place) -> Values:
    return given.first(at=1)


def _same(_: Interpreter, given: Arguments, __: Place) -> Values:
    return given.first() or UNKNOWN


FUNCTIONS: Mapping[str, Answer] = {
    "os.getenv": _environ,
    "builtins.str": _text,
    "builtins.list": _series,
    "builtins.tuple": _series,
    "builtins.set": _series,
    "builtins.frozenset": _series,
    "builtins.sorted": _sorted,
    "builtins.reversed": _series,
    "builtins.iter": _series,
    "builtins.max": _chosen,
    "builtins.min": _chosen,
    "builtins.next": _next,
    "builtins.map": _mapped,
    "builtins.filter": _filtered,
    "builtins.zip": _zipped,
    "builtins.enumerate": _numbered,
    "builtins.dict": _dictionary,
    "builtins.getattr": _got_attribute,
    "dataclasses.fields": _fields,
    "dataclasses.field": _field,
    "dataclasses.replace": _replaced,
    "functools.partial": _partial,
    "threading.Thread": _thread,
    "json.loads": _parsed,
    "typing.cast": _cast,
    "copy.copy": _same,
    "copy.deepcopy": _same,
    "contextlib.closing": _same,
    "contextlib.nullcontext": _same,
}
