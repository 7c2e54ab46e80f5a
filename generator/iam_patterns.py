"""Texts of IAM policies: wildcards, policy variables, and what they match.

From the IAM user guide's pages "IAM JSON policy elements: Resource", "... Variables and tags" and "... Condition operators" (November 2026).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

Context = Mapping[str, str | tuple[str, ...]]
Parts = list[tuple[str, bool]]
Expression = Callable[[Parts], Iterator[str]]

_PART = re.compile(r"\$\{([*?$])\}|\$\{([^{}]+)\}|([*?])|([^$*?]+|\$)")
_DEFAULT = re.compile(r"\s*'(.*)'\s*")
_ARN_PARTS = 6


def values(context: Context, key: str) -> tuple[str, ...]:
    """Return the values of a context key, whose name is not case-sensitive; none where the request does not carry it."""
    found = context.get(key)
    if found is None:
        found = next((value for name, value in context.items() if name.lower() == key.lower()), ())
    return (found,) if isinstance(found, str) else found


def account_of(arn: str) -> str:
    """Return the account that an ARN names, an empty text where it names none."""
    parts = arn.split(":", _ARN_PARTS - 1)
    return parts[4] if len(parts) == _ARN_PARTS else ""


def literal(text: str) -> str:
    """Return a text of a policy whose version knows no variables, such that none is read from it."""
    return text.replace("${", "${$}{")


def same(text: str, value: str, context: Context) -> bool:
    """Tell whether a value is a policy's text, in which `*` and `?` are no wildcards."""
    parts = _parts(text, context)
    return parts is not None and "".join(part for part, _ in parts) == value


def like(text: str, value: str, context: Context) -> bool:
    """Tell whether a value matches a policy's text with its wildcards, which match any character."""
    return _matches(_any_character, text, value, context)


def arn_like(text: str, value: str, context: Context) -> bool:
    """Tell whether an ARN matches a condition's, each of the six components for itself."""
    return text.count(":") >= _ARN_PARTS - 1 and _matches(_within_components, text, value, context)


def resource_like(text: str, value: str, context: Context) -> bool:
    """Tell whether a resource matches a statement's; only a `*` that ends a segment goes beyond its colon."""
    return _matches(_within_segments, text, value, context)


def _matches(expression: Expression, text: str, value: str, context: Context) -> bool:
    if "$" not in text:
        return _pattern(expression, text).fullmatch(value) is not None
    parts = _parts(text, context)
    return parts is not None and re.fullmatch("".join(expression(parts)), value, re.DOTALL) is not None


@lru_cache(maxsize=4096)
def _pattern(expression: Expression, text: str) -> re.Pattern[str]:
    """Return the pattern of a text without variables; a system has thousands of them, and asks for each often."""
    return re.compile("".join(expression(_parts(text, {}) or [])), re.DOTALL)


def _parts(text: str, context: Context) -> Parts | None:
    """Return a text in pieces, each with whether it is a wildcard; None where a variable has no value."""
    parts: Parts = []
    for escaped, variable, wildcard, plain in _PART.findall(text):
        value = _resolved(variable, context) if variable else escaped or wildcard or plain
        if value is None:
            return None
        parts.append((value, bool(wildcard)))
    return parts


def _resolved(variable: str, context: Context) -> str | None:
    """Return the value of `key` or of `key, 'default'`; only a key with one value has one."""
    name, _, default = variable.partition(",")
    found = values(context, name.strip())
    if len(found) == 1:
        return found[0]
    written = _DEFAULT.fullmatch(default)
    return written[1] if written else None


def _any_character(parts: Parts) -> Iterator[str]:
    for part, is_wildcard in parts:
        yield {"*": ".*", "?": "."}[part] if is_wildcard else re.escape(part)


def _within_components(parts: Parts) -> Iterator[str]:
    colons = 0
    for part, is_wildcard in parts:
        colons += 0 if is_wildcard else part.count(":")
        yield _wildcard(part, anywhere=colons >= _ARN_PARTS - 1) if is_wildcard else re.escape(part)


def _within_segments(parts: Parts) -> Iterator[str]:
    colons = 0
    for index, (part, is_wildcard) in enumerate(parts):
        following = parts[index + 1][0] if index + 1 < len(parts) else ""
        ends_segment = part == "*" and (not following or following.startswith(":"))
        colons += 0 if is_wildcard else part.count(":")
        anywhere = ends_segment or colons >= _ARN_PARTS - 1
        yield _wildcard(part, anywhere=anywhere) if is_wildcard else re.escape(part)


def _wildcard(part: str, *, anywhere: bool) -> str:
    return ("." if anywhere else "[^:]") + ("*" if part == "*" else "")
