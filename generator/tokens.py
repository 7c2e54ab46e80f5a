"""Reads the tokens of `names.token` back: values known only at run time, standing inside plain strings."""

import re
from collections.abc import Callable, Iterator, Mapping

from generator.names import TOKEN_END, TOKEN_START

START = TOKEN_START
END = TOKEN_END
PATTERN = re.compile(f"{START}([^{START}{END}]*){END}")

TokenText = Callable[[str], str]


def tokens_in(value: object) -> tuple[str, ...]:
    """Return the names of all tokens in a value, at any depth, each once, sorted."""
    return tuple(sorted(set(_walk(value))))


def has_tokens(value: object) -> bool:
    """Tell whether any string of a value, at any depth, holds a token."""
    return any(True for _ in _walk(value))


def refuse(name: str) -> str:
    """Raise: what is printed here must be known when it is generated."""
    raise ValueError(f'the value of "{name}" is known only at run time and cannot stand here')


def as_reference(text: str) -> str:
    """Return the text with its tokens written as the spec writes them, for a human reader."""
    return PATTERN.sub(r"${\1}", text) if START in text else text


def _walk(value: object) -> Iterator[str]:
    match value:
        case str():
            if START in value:
                yield from PATTERN.findall(value)
        case Mapping():
            for key, entry in value.items():
                yield from _walk(key)
                yield from _walk(entry)
        case list() | tuple():
            for entry in value:
                yield from _walk(entry)
        case _:
            return
