"""Reads the spec: YAML 1.2's core types, the same on every machine, with the place of each value."""

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, Position, SpecPath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.events import Event

    from generator.yaml_places import Place
    from generator.yaml_tree import Tree

MAX_BYTES = 4_000_000

# The two parsers agree except on tabs, and on a comment that touches the sign of a block text.
_DOUBTFUL = re.compile(r"[|>][-+0-9]*#")
# What UNREADABLE lists, and what ends a line or stays invisible in some editors.
_NOT_WRITTEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]|\r(?!\n)"
)
# What a text may be made of without a look at each character.
_ORDINARY = bytes(range(0x20, 0x7F)) + b"\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Source:
    """One text and its values.

    name: as the user typed it.
    data: the spec's sections; None when the text could not be read.
    is_fast: the C parser reads this text as the Python parser does.
    """

    def __init__(self, name: str, text: str, data: dict[str, Any] | None, *, is_fast: bool = False) -> None:
        self.name = name
        self.text = text
        self.data = data
        self._is_fast = is_fast

    def locate(self, path: SpecPath, *, at_key: bool = False) -> Position:
        """Return where the value (or the key) at `path` is written, or the nearest entry around it."""
        from generator import yaml_places

        return yaml_places.locate(self._places, path, at_key=at_key)

    @cached_property
    def _places(self) -> "Place":
        from generator import yaml_places

        return yaml_places.places(_events(self.text, is_fast=self._is_fast))


def read(path: Path) -> tuple[Source, list[Diagnostic]]:
    """Return the spec at `path` and every problem of its YAML; `data` is None when it cannot be read at all."""
    name = str(path)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        way_out = 'name the spec with "--spec FILE", or write a first one with "collectiq init DIR"'
        return _failed(name, "", f"there is no such file; {way_out}", "unreadable-file")
    except IsADirectoryError:
        return _failed(name, "", "this is a folder; name the file inside it", "unreadable-file")
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        return _failed(name, "", f"the file cannot be read: {reason}", "unreadable-file")
    return parse(content, name)


def parse(content: str | bytes, name: str) -> tuple[Source, list[Diagnostic]]:
    """Return the values of a YAML text and every problem of it; `data` is None when it cannot be read at all."""
    if len(content) > MAX_BYTES:
        return _failed(name, "", f"the file is larger than {MAX_BYTES // 1_000_000} MB; a spec is smaller", "too-large")
    if isinstance(content, bytes):
        text, problem, position = _decoded(content)
        if problem:
            return _failed(name, text, problem, "invalid-encoding", position)
    else:
        text = content
    is_ordinary = text.isascii() and not text.encode().translate(None, _ORDINARY)
    if not is_ordinary and (bad := _NOT_WRITTEN.search(text)):
        message = _not_written_message(bad.group())
        return _failed(name, text, message, "invalid-character", _position(text, bad.start()))
    return _values(text, name)


def _values(text: str, name: str) -> tuple[Source, list[Diagnostic]]:
    tree, is_fast, failure = _tree(text)
    if failure is not None:
        return Source(name, text, None, is_fast=is_fast), [*tree.problems, failure]
    if tree.is_empty:
        return _failed(name, text, 'the file is empty; "collectiq init DIR" writes a first spec', "invalid-yaml")
    if not isinstance(tree.root, dict):
        message = 'the file must hold sections such as "system:" and "functions:" at the start of its lines'
        return _failed(name, text, message, "invalid-yaml")
    return Source(name, text, tree.root, is_fast=is_fast), tree.problems


def _tree(text: str) -> "tuple[Tree, bool, Diagnostic | None]":
    """Return the tree, whether the C parser may read this text, and the problem that stopped the reading."""
    import yaml

    from generator.yaml_messages import explain, unknown_character
    from generator.yaml_tree import Doubtful, Tree, Unreadable

    if yaml.__with_libyaml__ and not ("\t" in text or ("#" in text and _DOUBTFUL.search(text))):
        tree = Tree(is_fast=True)
        try:
            tree.read(_events(text, is_fast=True))
        except (Doubtful, Unreadable, yaml.YAMLError):
            pass  # the Python parser decides, and says why
        else:
            return tree, True, None
    tree = Tree(is_fast=False)
    try:
        tree.read(_events(text, is_fast=False))
    except Unreadable as unreadable:
        return tree, False, unreadable.diagnostic
    except yaml.MarkedYAMLError as error:
        return tree, False, explain(error, text)
    except (ValueError, OverflowError):
        return tree, False, unknown_character(text)
    return tree, False, None


def _events(text: str, *, is_fast: bool) -> "Iterator[Event]":
    import yaml

    loader = yaml.CSafeLoader(text) if is_fast else yaml.SafeLoader(text)
    return iter(loader.get_event, None)


def _failed(
    name: str, text: str, message: str, rule: str, position: Position | None = None
) -> tuple[Source, list[Diagnostic]]:
    return Source(name, text, None), [Diagnostic((), message, rule, position=position)]


def _decoded(content: bytes) -> tuple[str, str, Position]:
    """Return the text, and what is wrong with its encoding (or an empty string) and where."""
    if content.startswith(_UTF_16_MARKS) or b"\x00" in content[:2]:
        return "", "the file is UTF-16; save it as UTF-8", Position(1, 1)
    if content.startswith(_BYTE_ORDER_MARK):
        return "", "the file starts with a byte order mark; save it as UTF-8 without one", Position(1, 1)
    try:
        return content.decode(), "", Position(1, 1)
    except UnicodeDecodeError as error:
        text, before = content.decode(errors="replace"), content[: error.start].decode()
        message = f"the byte 0x{content[error.start]:02X} is not UTF-8; save the file as UTF-8"
        return text, message, _position(before, len(before))


def _not_written_message(character: str) -> str:
    if character == "\r":
        return "this line ends with a carriage return alone; save the file with Unix or Windows line ends"
    return f"the character U+{ord(character):04X} cannot be used in a spec; remove it"


def _position(text: str, index: int) -> Position:
    return Position(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))
