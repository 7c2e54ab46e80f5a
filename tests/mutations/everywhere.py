"""Plants simple mistakes at every place of every valid system, and prints the share that is found: `python -m tests.mutations.everywhere [EACH]`.

Kinds: a letter twice in a key, a letter twice in a reference, in a word that is one of several, or in an action; a key left out.
"""

import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml

from generator.pipeline import compile_source
from generator.source import parse
from tests.systems import SYSTEMS

Path = tuple[Any, ...]
TODAY = date(2026, 12, 1)

REFERENCE = re.compile(
    r"^(functions|tables|buckets|queues|topics|buses|secrets|workflows|runbooks|dashboards|queries|schemas|notifications)\.\w"
)
INSIDE = re.compile(
    r"\$\{(functions|tables|buckets|queues|topics|buses|secrets|workflows|environment\.values|variables)\.\w+"
)
ACTION = re.compile(r"^[a-z0-9-]+:[A-Za-z]+$")
WORD = re.compile(r"^[a-z_]+$")


def places(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield (*path, key), child
        yield from places(child, (*path, key))


def twice(text: str, after: int = 0) -> str:
    """Return a text with its last letter twice, as fingers do."""
    place = next((index for index in range(len(text) - 1, after, -1) if text[index].isalpha()), 0)
    return text[: place + 1] + text[place:]


def kinds(path: Path, value: Any) -> Iterator[str]:
    """Yield the kinds of mistakes that can be made at a place."""
    if isinstance(path[-1], str) and len(path) > 1:
        yield "key left out"
        if len(path) > 2:
            yield "key misspelt"
    if isinstance(value, str):
        if REFERENCE.match(value) or INSIDE.search(value):
            yield "reference misspelt"
        elif ACTION.match(value) and path[-2:-1] == ("allow",):
            yield "action misspelt"
        elif WORD.match(value) and path[-1] in (
            "billing",
            "type",
            "auth",
            "strategy",
            "kind",
            "encryption",
            "stat",
            "mfa",
            "level",
        ):
            yield "word misspelt"


def wrong(value: str) -> str:
    inside = INSIDE.search(value)
    return value[: inside.end()] + value[inside.end() - 1] + value[inside.end() :] if inside else twice(value)


def planted(spec: Any, path: Path, kind: str) -> Any:
    copy = json.loads(json.dumps(spec))
    holder = copy
    for step in path[:-1]:
        holder = holder[step]
    key = path[-1]
    match kind:
        case "key left out":
            del holder[key]
        case "key misspelt":
            holder[twice(key)] = holder.pop(key)
        case _:
            holder[key] = wrong(holder[key])
    return copy


def speaks(name: str, spec: Any) -> bool:
    text = yaml.dump(spec, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=False)
    source, problems = parse(text, "collectiq.yaml")
    return bool(compile_source(source, problems, SYSTEMS[name].parent, TODAY).diagnostics)


def main(each: int) -> None:
    chance, found, missed = random.Random(0), Counter[str](), defaultdict[str, list[str]](list)
    for name, file in SYSTEMS.items():
        spec = yaml.safe_load(file.read_text(encoding="utf-8"))
        candidates = defaultdict[str, list[Path]](list)
        for path, value in places(spec):
            for kind in kinds(path, value):
                candidates[kind].append(path)
        for kind, paths in candidates.items():
            for path in chance.sample(paths, min(each, len(paths))):
                if speaks(name, planted(spec, path, kind)):
                    found[kind] += 1
                else:
                    missed[kind].append(f"{name}: {'.'.join(map(str, path))}")
    for kind in sorted({*found, *missed}):
        total = found[kind] + len(missed[kind])
        sys.stdout.write(f"{kind}: {found[kind]} of {total} found, {100 * found[kind] / total:.0f} %\n")
        sys.stdout.writelines(f"    not {place}\n" for place in missed[kind] if kind != "key left out")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
