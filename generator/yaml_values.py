"""What an unquoted word of YAML means: YAML 1.2's core types, and which words are refused."""

import math
import re

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# What a word begins with that may be something else than text.
FIRST = frozenset("~nNtTfF+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_A_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")
_PREFIX_BASES = {"0o": 8, "0x": 16}
# Beyond this, readers of JSON (state machines, dashboards) round to the nearest number they can hold.
_LARGEST_EXACT = 2**53
_MOST_DIGITS = 40

_UNSAFE_KEYS = frozenset({"on", "off", "yes", "no", "true", "false", "null", "~"})
LONGEST_UNSAFE_KEY = len("false")


def plain_value(word: str) -> tuple[Scalar, str]:
    """Return the value of an unquoted word, and why it is refused (or an empty string)."""
    if not word:
        return None, ""
    if word[0] not in FIRST:
        return word, ""
    if word in _WORDS:
        return _WORDS[word], ""
    if _INTEGER.fullmatch(word):
        return _integer(word)
    if _FLOAT.fullmatch(word):
        return _float(word)
    if _NOT_A_NUMBER.fullmatch(word):
        return 0, f"{word} is not a number that can be used here; write a finite number, or quotes to make it text"
    return word, ""


def _integer(word: str) -> tuple[Scalar, str]:
    if _LEADING_ZERO.match(word):
        return word, f'a number may not start with 0; write quotes to make it text: "{_short(word)}"'
    if len(word) > _MOST_DIGITS:
        return 0, _too_large(word)
    base = _PREFIX_BASES.get(word[:2])
    value = int(word[2:], base) if base else int(word)
    return value, "" if abs(value) <= _LARGEST_EXACT else _too_large(word)


def _float(word: str) -> tuple[Scalar, str]:
    if _LEADING_ZERO.match(word):
        return word, f'a number may not start with 0; write quotes to make it text: "{_short(word)}"'
    value = float(word)
    return (value, "") if math.isfinite(value) else (0, _too_large(word))


def _too_large(word: str) -> str:
    return f'the number {_short(word)} is too large to be kept exactly; write quotes to make it text: "{_short(word)}"'


def _short(word: str) -> str:
    return word if len(word) <= _MOST_DIGITS else f"{word[: _MOST_DIGITS - 1]}…"


def unsafe_key(word: str) -> str:
    """Return why an unquoted key is refused, or an empty string."""
    if not word:
        return 'a key is missing before this ":"'
    if word == "<<":
        return 'merge keys ("<<") are not read; write the keys out, or use the section "defaults"'
    if len(word) <= LONGEST_UNSAFE_KEY and word.lower() in _UNSAFE_KEYS:
        return f'the key {word} needs quotes: "{word}"; without them some programs read it as true, false or nothing'
    return ""
