"""Builds plain values from YAML events, and tells where each one is written.

One pass, without recursion: the depth of a spec never becomes the depth of the program. PyYAML's C parser reads a text
many times faster than its Python parser, but the two do not accept the same texts. The Python parser's answer is the
one that counts; the C parser is only used where it gives the same (see `Doubtful`).
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from generator.diagnostics import Diagnostic, Position, Related, SpecPath
from generator.yaml_values import FIRST, LONGEST_UNSAFE_KEY, plain_value, unsafe_key

MAX_DEPTH = 64
MAX_REPEATED = 100_000

# Characters that no output can hold, that our own run-time tokens use, or that end a line for some programs only.
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Doubtful(Exception):  # noqa: N818 - no error: it asks for the other parser
    """The two parsers may read this text differently."""


class Unreadable(Exception):  # noqa: N818 - carries a diagnostic out of the loop
    """A problem after which the rest of the text means nothing."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class _Anchor:
    """What `&name` marks; `open` until its end is read."""

    __slots__ = ("height", "nodes", "open", "path", "value")

    def __init__(self, value: Any, path: SpecPath, nodes: int = 0, *, is_open: bool = True) -> None:
        self.value = value
        self.path = path
        self.nodes = nodes
        self.height = 0
        self.open = is_open


class _Open:
    """A mapping or list whose end is not read yet."""

    __slots__ = ("anchor", "height", "is_flow", "is_mapping", "key", "nodes_before", "value", "wants_key")

    def __init__(self, value: Any, nodes_before: int, *, is_mapping: bool, is_flow: bool) -> None:
        self.value = value
        self.is_mapping = is_mapping
        self.is_flow = is_flow
        self.wants_key = is_mapping
        self.nodes_before = nodes_before
        self.anchor: _Anchor | None = None
        self.height = 1
        self.key = ""


class Tree:
    """Values under construction, and the problems found on the way.

    is_fast: stop with `Doubtful` at text that the two parsers may read differently.
    """

    def __init__(self, *, is_fast: bool) -> None:
        self.is_fast = is_fast
        self.root: Any = None
        self.problems: list[Diagnostic] = []
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Anchor] = {}
        self._nodes = 0
        self._repeated = 0
        self._documents = 0

    def read(self, events: Iterable[Event]) -> None:
        """Build `root` from the events of one document."""
        readers: dict[type[Event], Callable[[Any], None]] = {
            ScalarEvent: self._scalar,
            MappingStartEvent: self._start,
            SequenceStartEvent: self._start,
            MappingEndEvent: self._end,
            SequenceEndEvent: self._end,
            AliasEvent: self._alias,
            DocumentStartEvent: self._document,
        }
        for event in events:
            if reader := readers.get(type(event)):
                reader(event)

    @property
    def is_empty(self) -> bool:
        """Tell whether the text holds nothing but comments."""
        return self._nodes == 0

    def _scalar(self, event: ScalarEvent) -> None:
        self._nodes += 1
        text: str = event.value
        top = self._stack[-1] if self._stack else None
        is_plain = event.implicit[0] and event.tag is None
        if event.tag is not None:
            self._tag(event)
        if self.is_fast and is_plain and "?" in text and top is not None and top.is_flow:
            raise Doubtful
        if top is not None and top.wants_key:
            self._key(top, text, event, is_plain=is_plain)
            return
        value: Any = text
        if is_plain:
            if not text or text[0] in FIRST:
                value, refusal = plain_value(text)
                if refusal:
                    self._problem(event, "ambiguous-value", refusal)
        elif UNREADABLE.search(text):
            value = self._readable(event)
        if event.anchor is not None:
            self._mark(event, _Anchor(value, self._path(), nodes=1, is_open=False))
        self._put(value)

    def _key(self, top: _Open, key: str, event: ScalarEvent, *, is_plain: bool) -> None:
        refusal = unsafe_key(key) if is_plain and len(key) <= LONGEST_UNSAFE_KEY else ""
        if not is_plain and UNREADABLE.search(key):
            key = self._readable(event)
        top.key, top.wants_key = key, False
        if refusal:
            self._problem(event, "ambiguous-key", refusal, at_key=True)
        if key in top.value:
            first = Related(self._path(), "it stands here first")
            message = f'the key "{key}" stands twice in the same mapping; remove one of the two'
            self._problem(event, "duplicate-key", message, related=(first,), at_key=True)
        if event.anchor is not None:
            raise self._unreadable(event, "a key cannot be marked with &; mark its value")

    def _start(self, event: CollectionStartEvent) -> None:
        is_mapping = isinstance(event, MappingStartEvent)
        top = self._stack[-1] if self._stack else None
        if top is not None and top.wants_key:
            kind = "a mapping" if is_mapping else "a list"
            raise self._unreadable(
                event, f"a key must be text, not {kind}; a value that starts with {{ or [ needs quotes"
            )
        if event.tag is not None:
            self._tag(event)
        if len(self._stack) >= MAX_DEPTH:
            raise self._unreadable(event, f"the values are nested more than {MAX_DEPTH} deep", rule="too-large")
        value: dict[str, Any] | list[Any] = {} if is_mapping else []
        opened = _Open(value, self._nodes, is_mapping=is_mapping, is_flow=bool(event.flow_style))
        if event.anchor is not None:
            opened.anchor = _Anchor(value, self._path())
            self._mark(event, opened.anchor)
        self._nodes += 1
        self._put(value)
        self._stack.append(opened)

    def _end(self, _: CollectionEndEvent) -> None:
        closed = self._stack.pop()
        if self._stack:
            top = self._stack[-1]
            top.height = max(top.height, closed.height + 1)
        if closed.anchor is not None:
            closed.anchor.nodes = self._nodes - closed.nodes_before
            closed.anchor.height = closed.height
            closed.anchor.open = False

    def _alias(self, event: AliasEvent) -> None:
        top = self._stack[-1] if self._stack else None
        if top is not None and top.wants_key:
            raise self._unreadable(
                event, f"*{event.anchor} cannot be a key; write the key out, or quotes to make it text"
            )
        anchor = self._anchors.get(event.anchor or "")
        if anchor is None:
            message = f'nothing is marked &{event.anchor} before this; text that starts with * needs quotes: "*{event.anchor}"'
            raise self._unreadable(event, message)
        if anchor.open:
            raise self._unreadable(event, f"*{event.anchor} stands inside the value that it repeats")
        self._nodes += anchor.nodes
        self._repeated += anchor.nodes
        if self._repeated > MAX_REPEATED:
            message = f"repeating values with * gives more than {MAX_REPEATED:,} values; write fewer of them"
            raise self._unreadable(event, message, rule="too-large")
        if len(self._stack) + anchor.height > MAX_DEPTH:
            raise self._unreadable(event, f"the values are nested more than {MAX_DEPTH} deep", rule="too-large")
        if top is not None:
            top.height = max(top.height, anchor.height + 1)
        self._put(anchor.value)

    def _document(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            message = 'a second document starts here; one file holds one system: remove this line with "---"'
            raise self._unreadable(event, message)

    def _mark(self, event: Any, anchor: _Anchor) -> None:
        first = self._anchors.get(event.anchor or "")
        if first is not None:
            related = (Related(first.path, "it is marked here first"),)
            self._problem(event, "unsupported-yaml", f"&{event.anchor} marks two values; choose another name", related)
        self._anchors[event.anchor] = anchor

    def _put(self, value: Any) -> None:
        top = self._stack[-1] if self._stack else None
        if top is None:
            self.root = value
        elif top.is_mapping:
            top.value.setdefault(top.key, value)
            top.wants_key = True
        else:
            top.value.append(value)

    def _tag(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if self.is_fast:
            raise Doubtful
        name = (event.tag or "").replace("tag:yaml.org,2002:", "!!")
        way_out = 'write a reference as "${functions.name.arn}", or quotes to make it text'
        self._problem(event, "unsupported-yaml", f'tags such as "{name}" are not read; {way_out}')

    def _readable(self, event: ScalarEvent) -> str:
        bad = UNREADABLE.findall(event.value)[0]
        message = f"this text holds the character {code_point(bad)}, which cannot be used; remove it"
        self._problem(event, "invalid-character", message)
        return UNREADABLE.sub("\ufffd", event.value)

    def _path(self) -> SpecPath:
        """Return the path of the value that comes next, or of the mapping where a key comes next."""
        around: list[str | int] = [o.key if o.is_mapping else len(o.value) - 1 for o in self._stack[:-1]]
        if self._stack and not self._stack[-1].wants_key:
            top = self._stack[-1]
            around.append(top.key if top.is_mapping else len(top.value))
        return tuple(around)

    def _problem(
        self, event: Any, rule: str, message: str, related: tuple[Related, ...] = (), *, at_key: bool = False
    ) -> None:
        position = position_of(event.start_mark)
        problem = Diagnostic(self._path(), message, rule, related=related, at_key=at_key, position=position)
        self.problems.append(problem)

    def _unreadable(self, event: Any, message: str, *, rule: str = "unsupported-yaml") -> Unreadable:
        return Unreadable(Diagnostic(self._path(), message, rule, position=position_of(event.start_mark)))


def position_of(mark: Any) -> Position:
    """Return the position of a parser's mark, which counts from 0."""
    return Position(mark.line + 1, mark.column + 1)


def code_point(character: str) -> str:
    """Return the usual name of a character that cannot be shown, such as U+0007."""
    return f"U+{ord(character):04X}"
