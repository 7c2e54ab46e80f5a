"""What callers send, checked: all that is wrong is said at once, in a 400."""

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from handlers.shared import problem
from handlers.shared.http import Request

LONGEST_BODY = 16_384  # characters; the largest body that any route takes has a few hundred
_MOST_ERRORS = 10  # in one answer
_LONGEST_ECHO = 40  # characters of a caller's own word in an answer
_CARD_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Unacceptable(Exception):  # noqa: N818 - an answer to a value
    """A value is not what it must be; the message ends the sentence that starts with its name."""


Parse = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One value: `parse` returns it or raises `Unacceptable`; `default` stands for it where it is not `required`."""

    parse: Parse
    required: bool = True
    default: Any = None


def text(longest: int) -> Parse:
    """Accept printable text of 1 to `longest` characters."""

    def parse(value: object) -> str:
        if not isinstance(value, str) or not 1 <= len(value) <= longest or not value.isprintable():
            raise Unacceptable(f"must be text of 1 to {longest} printable characters")
        return value

    return parse


def whole_number(lowest: int, highest: int) -> Parse:
    """Accept a whole number in this range."""

    def parse(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise Unacceptable(f"must be a whole number from {lowest} to {highest}")
        return value

    return parse


def digits(lowest: int, highest: int) -> Parse:
    """Accept the digits of a whole number in this range, as parameters have them."""
    number = whole_number(lowest, highest)
    return lambda value: number(int(value) if re.fullmatch(r"[0-9]{1,9}", value) else None)


def one_of(choices: Iterable[str]) -> Parse:
    """Accept one of these texts."""
    known = tuple(choices)

    def parse(value: object) -> object:
        if value not in known:
            raise Unacceptable(f"must be one of {', '.join(known)}")
        return value

    return parse


def matching(pattern: str, what: str) -> Parse:
    """Accept text that matches the whole pattern; `what` says it in words."""
    expression = re.compile(pattern)

    def parse(value: object) -> str:
        if not isinstance(value, str) or not expression.fullmatch(value):
            raise Unacceptable(f"must be {what}")
        return value

    return parse


def body(request: Request, fields: Mapping[str, Field]) -> dict[str, Any]:
    """Return the members of the request's JSON object, all of `fields`."""
    return _checked(_json_object(request), fields, lambda name: {"pointer": f"#/{_pointer(name)}"})


def query(request: Request, fields: Mapping[str, Field]) -> dict[str, Any]:
    """Return the request's query parameters, all of `fields`."""
    return _checked(request.query, fields, lambda name: {"parameter": name})


def header(request: Request, name: str, parse: Parse) -> Any:
    """Return one header that the request must have."""
    values = {name: request.headers[name]} if name in request.headers else {}
    return _checked(values, {name: Field(parse)}, lambda name: {"header": name})[name]


def card_id(request: Request) -> str:
    """Return the id of the card that the path names."""
    value = request.path.get("id", "")
    if not _CARD_ID.fullmatch(value):
        raise problem.invalid([{"parameter": "id", "detail": "id must be the id of a card, a UUID in lower case"}])
    return value


def _json_object(request: Request) -> dict[str, Any]:
    if len(request.body) > LONGEST_BODY:
        raise problem.invalid(
            [{"pointer": "#", "detail": f"the body must not be longer than {LONGEST_BODY} characters"}]
        )
    try:
        raw = base64.b64decode(request.body, validate=True) if request.is_base64 else request.body.encode()
        value = json.loads(raw.decode())
    except (ValueError, RecursionError) as error:
        raise problem.invalid([{"pointer": "#", "detail": "the body must be JSON in UTF-8"}]) from error
    if not isinstance(value, dict):
        raise problem.invalid([{"pointer": "#", "detail": "the body must be a JSON object"}])
    return value


def _checked(
    values: Mapping[str, Any], fields: Mapping[str, Field], where: Callable[[str], Mapping[str, str]]
) -> dict[str, Any]:
    errors = [
        {**where(name[:_LONGEST_ECHO]), "detail": f"{_echo(name)} is not known here; known: {', '.join(fields)}"}
        for name in values
        if name not in fields
    ]
    checked = {}
    for name, field in fields.items():
        try:
            checked[name] = _parsed(values, name, field)
        except Unacceptable as wrong:
            errors.append({**where(name), "detail": f"{name} {wrong}"})
    if errors:
        raise problem.invalid(errors[:_MOST_ERRORS])
    return checked


def _parsed(values: Mapping[str, Any], name: str, field: Field) -> Any:
    if name in values:
        return field.parse(values[name])
    if field.required:
        raise Unacceptable("is missing")
    return field.default


def _echo(name: str) -> str:
    """Return a caller's word as it may stand in an answer."""
    return json.dumps(name[:_LONGEST_ECHO])


def _pointer(name: str) -> str:
    """Return a name as one step of a JSON pointer in a URI fragment."""
    return quote(name.replace("~", "~0").replace("/", "~1"), errors="replace")
