"""What other people's code answers: the parts of Python's library that carry values on, and anything else unread."""

from collections.abc import Iterator

from generator.audit import sdk, texts
from generator.audit.state import Doubt, Interpreter, Place
from generator.audit.stdlib import FUNCTIONS, OWN, of_environ
from generator.audit.unions import entry, join, members
from generator.audit.values import (
    NONE,
    NOTHING,
    UNKNOWN,
    Arguments,
    Client,
    Collection,
    Entries,
    Environ,
    Function,
    Instance,
    Items,
    Known,
    Many,
    Paginator,
    Partial,
    Resource,
    Value,
    Values,
    Waiter,
)

# Who calls AWS with clients of its own.
_CALLERS = (
    "aioboto3",
    "aiobotocore",
    "aws_lambda_powertools.utilities.data_masking",
    "aws_lambda_powertools.utilities.feature_flags",
    "aws_lambda_powertools.utilities.idempotency",
    "aws_lambda_powertools.utilities.parameters",
    "aws_lambda_powertools.utilities.streaming",
    "botocore.session",
    "pynamodb",
    "s3fs",
    "smart_open",
)
# What a callable is handed to together with what it is called with.
_HANDS_ON = {"submit": 0, "to_thread": 0, "run_in_executor": 1, "call_soon": 0, "apply": 0, "apply_async": 0}
# How deep in what is handed over clients and functions are looked for.
_DEEPEST = 4


def call(reader: Interpreter, path: str, given: Arguments, place: Place) -> Values:
    """Return what a function of other people's code answers."""
    if path in FUNCTIONS:
        return FUNCTIONS[path](reader, given, place)
    if path.startswith("boto3."):
        return sdk.made(reader, path, given, place)
    if path.startswith(_CALLERS):
        reader.found.doubts.add(Doubt(place, f"{path} may call AWS by itself"))
    return hand_over(reader, path, given, place)


def hand_over(reader: Interpreter, name: str, given: Arguments, place: Place) -> Values:
    """Read what is called back by code that is not read, and say which clients it gets."""
    at = _HANDS_ON.get(name.rpartition(".")[2])
    if at is not None and len(given.positional) > at:
        reader.call(given.positional[at], Arguments(given.positional[at + 1 :], given.named), place)
        return UNKNOWN
    handed = join(given.all)
    if name.partition(".")[0] not in OWN:
        _doubt_clients(reader, name, handed, place)
    anything = Arguments(star=UNKNOWN, named_star=UNKNOWN)
    for value in handed:
        if isinstance(value, Function | Partial):
            reader.call(frozenset({value}), anything, place)
    return UNKNOWN


def _doubt_clients(reader: Interpreter, name: str, handed: Values, place: Place) -> None:
    """Say which clients other people's code gets, and remember the functions that it gets in containers."""
    within = set(_within(reader, handed, _DEEPEST))
    reader.hand(frozenset(within - handed))
    clients = tuple(sorted({value.service for value in within if isinstance(value, Client | Resource)}))
    if clients:
        reader.found.doubts.add(Doubt(place, f"{name} gets a client; what it calls is not read", clients))


def _within(reader: Interpreter, values: Values, depth: int) -> Iterator[Value]:
    """Yield values, and what containers and objects among them hold."""
    for value in values if depth else ():
        yield value
        match value:
            case Items() | Many():
                yield from _within(reader, members(value), depth - 1)
            case Entries(entries, others):
                yield from _within(reader, join([others, *(held for _, held in entries)]), depth - 1)
            case Instance(_, number):
                yield from _within(reader, join(reader.store.objects[number].values()), depth - 1)
            case _:
                continue


def method(reader: Interpreter, value: Value, name: str, given: Arguments, place: Place) -> Values:
    """Return what a method of a value answers that has no code here."""
    match value:
        case Client() | Paginator() | Waiter() | Resource() | Collection():
            return sdk.method(reader, value, name, given, place)
        case Known(str(text)):
            return texts.method(text, name, list(given.positional))
        case Environ():
            return of_environ(reader, name, given)
        case Entries():
            return _of_mapping(value, name, given)
        case Items() | Many():
            sdk.batch(reader, members(value), name, place)
            return _of_series(value, name)
        case Known():
            return NOTHING if value.value is None else UNKNOWN
        case _:
            return hand_over(reader, name, given, place)


def _of_mapping(value: Entries, name: str, given: Arguments) -> Values:
    match name:
        case "get" | "pop" | "setdefault":
            default = given.first(at=1) or NONE
            return join(_got(value, key, default) for key in given.first())
        case "items":
            pairs = tuple(frozenset({Items((frozenset({key}), held))}) for key, held in value.known)
            others = frozenset({Items((UNKNOWN, value.others))})
            return frozenset({Many(join([*pairs, others])) if value.others else Items(pairs)})
        case "values":
            held = tuple(one for _, one in value.known)
            return frozenset({Many(join([*held, value.others])) if value.others else Items(held)})
        case "copy":
            return frozenset({value})
        case _:
            return UNKNOWN


def _got(value: Entries, key: Value, default: Values) -> Values:
    """Return what `get` answers: surely the entry where it is known, perhaps the default where it may not be there."""
    found = entry(value, key)
    return found if isinstance(key, Known) and key in dict(value.known) else found | default


def _of_series(value: Items | Many, name: str) -> Values:
    return members(value) if name in ("pop", "popleft") else frozenset({value}) if name == "copy" else UNKNOWN
