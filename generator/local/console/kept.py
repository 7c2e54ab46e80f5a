"""What lies in the queues, and what the functions logged."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from generator.local import moto_fixes
from generator.local.host import Host
from generator.model import Stack
from generator.scope import Thing

_MOST_MESSAGES, _MOST_LINES = 50, 500


def queues(host: Host) -> list[dict[str, Any]]:
    """Return the queues with what lies in each; one that takes what failed says whose it is."""
    taken: dict[str, list[str]] = {}
    for queue, owner in _dead_letters(host.stack):
        taken.setdefault(queue.reference, []).append(owner)
    return [
        {
            "key": queue.key,
            "name": queue.name,
            "dead_letters_of": taken.get(queue.thing.reference, []),
            **_inside(host, queue.name),
        }
        for queue in host.stack.queues.values()
    ]


def _dead_letters(stack: Stack) -> Iterator[tuple[Thing, str]]:
    """Yield where what fails goes, with what it comes from."""
    yield from ((one.dead_letter.queue, one.thing.reference) for one in stack.queues.values() if one.dead_letter)
    for bus in stack.buses.values():
        rules = bus.rules.values()
        yield from ((one.dead_letter, f"{bus.thing.reference}.rules.{one.key}") for one in rules if one.dead_letter)
    yield from ((one.dead_letter, one.thing.reference) for one in stack.schedules.values() if one.dead_letter)
    for topic in stack.topics.values():
        yield from ((one.dead_letter, topic.thing.reference) for one in topic.subscriptions if one.dead_letter)
    for function in stack.functions.values():
        if function.on_failure:
            yield function.on_failure.target, function.thing.reference
        yield from ((one.on_failure, function.thing.reference) for one in function.triggers if one.on_failure)


def _inside(host: Host, name: str) -> dict[str, Any]:
    messages = moto_fixes.messages(host.stack.names.account, host.stack.names.region, name)
    shown = [{"body": _indented(body), "received": received} for body, received in messages[-_MOST_MESSAGES:]]
    return {"count": len(messages), "messages": shown}


def _indented(body: str) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body


def logs(host: Host, words: Sequence[str], function: str) -> list[dict[str, Any]]:
    """Return the last lines that hold any of these words, all where there are none, of one function or of all."""
    functions = host.stack.functions
    groups = {one.log_group: key for key, one in functions.items() if function in ("", key)}
    found = host.logs.last(groups, words, _MOST_LINES)
    return [
        {"number": number, "at": at / 1000, "function": groups[group], "text": text}
        for number, at, group, text in found
    ]
