"""Python values as Terraform source, laid out as `terraform fmt` leaves them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from generator import tokens
from generator.facts import Fact
from generator.hcl_format import columns, format_source, set_aside
from generator.tokens import TokenText

__all__ = ["Comment", "Commented", "JsonEncoded", "Raw", "format", "jsonencode", "laid_out", "literal"]

format = format_source  # noqa: A001 - `hcl.format` reads as what it is

LIST_COLUMNS = 80  # leaves room for an indented key on a line of about 100
COMMENT_COLUMNS = 98

# Control characters, line separators, and what reorders or hides the text around it in a review.
_INVISIBLE = (
    "\\x00-\\x1f\\x7f-\\x9f\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\uffff\\U000e0000-\\U000e0fff"
)
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
_SPECIAL = re.compile(rf'["\\{_INVISIBLE}]|\$\{{|%\{{')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "${": "$${", "%{": "%%{"}
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_KEYWORDS = frozenset({"for", "null", "true", "false"})


class Raw(Fact):
    """A Terraform expression, printed as it is; one of several lines is laid out already, but for the depth."""

    expression: str


class Comment(Fact):
    """A text that is printed as `#` lines."""

    text: str


class Commented(Fact):
    """An entry of a map or list with `#` lines above it."""

    comment: str
    value: object


class JsonEncoded(Fact):
    """A value that is printed inside `jsonencode(...)`, so that reviewers and linters see its content."""

    value: object


_ON_ONE_LINE = (str, int, float, Raw, type(None))


def literal(value: object, indent: int = 0, express: TokenText = tokens.refuse) -> str:
    """Return the Terraform source of a value; its second and later lines are indented by `indent` and more.

    express: the Terraform expression of a token; without it a token raises ValueError.
    """
    if type(value) is str and tokens.START not in value:
        return f'"{_escaped(value)}"'
    printer = _PRINTERS.get(type(value)) or _printer(value)
    return printer(value, indent, express)


def laid_out(value: object, blocks: list[str], express: TokenText = tokens.refuse) -> str:
    """Return the Terraform source of a value for a text that will be formatted, what needs no formatting in `blocks`."""
    source = literal(value, 0, express)
    return set_aside(source, blocks) if isinstance(value, JsonEncoded | Mapping | list | tuple) else source


def jsonencode(value: object, indent: int = 0, express: TokenText = tokens.refuse) -> str:
    """Return `jsonencode(...)` of a value, so that reviewers and linters see its content."""
    return f"jsonencode({literal(value, indent, express)})"


def _raw(value: Raw, indent: int, _: TokenText) -> str:
    return value.expression.replace("\n", f"\n{' ' * indent}")


def _comment(value: Comment, indent: int, _: TokenText) -> str:
    return f"\n{' ' * indent}".join(comment_lines(value.text))


def comment_lines(text: str) -> list[str]:
    """Return a text as `#` lines that hold nothing but the comment, whatever the text holds."""
    return [f"# {line}".rstrip() for paragraph in text.splitlines() for line in _wrapped(_visible(paragraph))]


def _visible(text: str) -> str:
    return _HIDDEN.sub(lambda match: _escape(match[0]), tokens.as_reference(text))


def _wrapped(paragraph: str) -> list[str]:
    if len(paragraph) <= COMMENT_COLUMNS:
        return [paragraph]
    from textwrap import wrap

    return wrap(paragraph, COMMENT_COLUMNS, break_long_words=False, break_on_hyphens=False)


def _string(text: str, _: int, express: TokenText) -> str:
    pieces = tokens.PATTERN.split(text)
    if len(pieces) == 3 and not pieces[0] and not pieces[2]:  # noqa: PLR2004 - nothing before, the token, nothing after
        return express(pieces[1])
    return f'"{"".join(_template(pieces, express))}"'


def _template(pieces: Sequence[str], express: TokenText) -> Iterator[str]:
    """Yield the parts of a quoted template; `pieces` holds text and token in turn, text last."""
    for text, name in zip(pieces[:-1:2], pieces[1::2], strict=True):
        escaped = _escaped(text)
        # `$` right before `${` would read as the escape of a plain `${`.
        yield escaped[:-1] + "\\u0024" if escaped.endswith("$") else escaped
        yield f"${{{express(name)}}}"
    yield _escaped(pieces[-1])


def _escaped(text: str) -> str:
    if '"' not in text and "{" not in text and "\\" not in text and text.isascii() and text.isprintable():
        return text  # most are such, and this takes a third of a search
    return _SPECIAL.sub(lambda match: _escape(match[0]), text)


def _escape(special: str) -> str:
    known = _ESCAPES.get(special)
    if known is not None:
        return known
    code = ord(special)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the plane that \u reaches


def _constant(value: object, _: int, __: TokenText) -> str:
    return "null" if value is None else "true" if value else "false"


def _number(value: float, _: int, __: TokenText) -> str:
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - only NaN differs from itself
        raise ValueError("Terraform has no literal for an infinite or undefined number")
    return repr(value)


def _key(key: object, express: TokenText) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key of a Terraform object is a string, not {type(key).__name__}")
    if _is_plain(key):
        return key
    source = _string(key, 0, express)
    return source if source.startswith('"') else f"({source})"


def _is_plain(key: str) -> bool:
    """Tell whether a key needs no quotes."""
    is_identifier = (key.isidentifier() and key.isascii()) or _IDENTIFIER.fullmatch(key) is not None
    return is_identifier and key not in _KEYWORDS


def _object(value: Mapping[object, object], indent: int, express: TokenText) -> str:
    if not value:
        return "{}"
    margin = " " * (indent + 2)
    lines = ["{"]
    names: list[str] = []  # one-line entries in a row share the column of their `=`
    sources: list[str] = []
    for key, entry in value.items():
        plain = entry
        if type(entry) is Commented:
            plain = entry.value
            if above := _above(entry, margin, first=len(lines) + len(names) == 1):
                lines += [*_aligned(names, sources, margin), *above]
                names, sources = [], []
        name, source = _key(key, express), literal(plain, indent + 2, express)
        if "\n" in source:
            if names:
                lines += _aligned(names, sources, margin)
                names, sources = [], []
            lines.append(f"{margin}{name} = {source}")
        else:
            names.append(name)
            sources.append(source)
    lines += _aligned(names, sources, margin)
    lines.append(" " * indent + "}")
    return "\n".join(lines)


def _aligned(names: Sequence[str], sources: Sequence[str], margin: str) -> list[str]:
    if len(names) <= 1:
        return [f"{margin}{name} = {source}" for name, source in zip(names, sources, strict=True)]
    widths = list(map(columns, names))
    width = max(widths)
    return [
        f"{margin}{name}{' ' * (width - own)} = {source}"
        for name, own, source in zip(names, widths, sources, strict=True)
    ]


def _list(value: Sequence[object], indent: int, express: TokenText) -> str:
    if not value:
        return "[]"
    if all(issubclass(kind, _ON_ONE_LINE) for kind in {*map(type, value)}):
        line = f"[{', '.join([literal(item, 0, express) for item in value])}]"
        if indent + len(line) <= LIST_COLUMNS and "\n" not in line:
            return line
    margin = " " * (indent + 2)
    lines = ["["]
    for item in value:
        plain = item
        if type(item) is Commented:
            lines += _above(item, margin, first=len(lines) == 1)
            plain = item.value
        lines.append(f"{margin}{literal(plain, indent + 2, express)},")
    lines.append(" " * indent + "]")
    return "\n".join(lines)


def _above(entry: Commented, margin: str, *, first: bool) -> list[str]:
    """Return the lines above an entry, parted by a blank line from what precedes."""
    above = [f"{margin}{line}" for line in comment_lines(entry.comment)]
    return above if first or not above else ["", *above]


_Printer = Callable[[Any, int, TokenText], str]

# By type; `_printer` finds that of a subclass.
_PRINTERS: dict[type, _Printer] = {
    str: _string,
    bool: _constant,
    type(None): _constant,
    int: _number,
    float: _number,
    dict: _object,
    list: _list,
    tuple: _list,
    Raw: _raw,
    JsonEncoded: lambda value, indent, express: jsonencode(value.value, indent, express),
    Comment: _comment,
}


def _printer(value: object) -> _Printer:
    if isinstance(value, Mapping):
        return _object
    for kind, printer in _PRINTERS.items():
        if isinstance(value, kind):
            return printer
    raise TypeError(f"Terraform has no literal for {type(value).__name__}")
