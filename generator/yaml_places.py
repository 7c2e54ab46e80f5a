"""Where each value of a YAML text is written: built only when a problem is printed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from yaml.error import YAMLError
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event, MappingStartEvent, ScalarEvent

from generator.diagnostics import Position, SpecPath
from generator.yaml_tree import MAX_DEPTH, position_of

Children = dict[str | int, "Place"]


@dataclass(slots=True)
class Place:
    """The start of a value, of its key, and of what the value holds."""

    start: Position
    key: Position
    children: Children = field(default_factory=dict)
    is_mapping: bool = False
    next_key: tuple[str, Position] | None = None


def places(events: Iterable[Event]) -> Place:
    """Return the place of the whole document, with as much of its content as could be parsed."""
    document = Place(Position(1, 1), Position(1, 1))
    stack, anchors = [document], dict[str, Children]()
    try:
        for event in events:
            if len(stack) > MAX_DEPTH + 1:
                break
            if isinstance(event, CollectionEndEvent):
                stack.pop()
            elif isinstance(event, ScalarEvent | AliasEvent | CollectionStartEvent):
                _add(event, stack, anchors)
    except (YAMLError, ValueError, OverflowError):
        pass  # the problem itself is already known: what stands before it still has places
    return document.children.get(0, document)


def _add(
    event: ScalarEvent | AliasEvent | CollectionStartEvent, stack: list[Place], anchors: dict[str, Children]
) -> None:
    top, start = stack[-1], position_of(event.start_mark)
    if top.is_mapping and top.next_key is None:
        top.next_key = (getattr(event, "value", ""), start)
        if isinstance(event, CollectionStartEvent):
            stack.append(Place(start, start))
        return
    step, key = top.next_key or (len(top.children), start)
    top.next_key = None
    if isinstance(event, ScalarEvent) and event.implicit[0] and not event.value:
        start = key  # where nothing is written, each parser names a place of its own
    place = Place(start, key, is_mapping=isinstance(event, MappingStartEvent))
    top.children.setdefault(step, place)
    if isinstance(event, AliasEvent):
        place.children = anchors.get(event.anchor or "", place.children)
    elif event.anchor is not None:
        anchors[event.anchor] = place.children
    if isinstance(event, CollectionStartEvent):
        stack.append(place)


def locate(document: Place, path: SpecPath, *, at_key: bool) -> Position:
    """Return the position of the value at `path`, or of the nearest entry around it that is written."""
    place, steps = document, 0
    while steps < len(path) and path[steps] in place.children:
        place = place.children[path[steps]]
        steps += 1
    is_written = steps == len(path)
    return place.start if is_written and not at_key else place.key
