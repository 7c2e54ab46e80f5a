"""Feeds the compiler what nobody would write: `python -m tests.fuzzing [INPUTS] [SEED]`.

Each input is a valid system with mistakes in its values, or in its text. The answer has to be a list of problems at places
that exist, or output that JSON's and Terraform's parsers take; a traceback, a hang or a refusal
is shown with the seed of its input, and makes the exit code 1.
"""

import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from types import FrameType
from typing import Any, NoReturn

import hcl2
import yaml

from generator import report
from generator.pipeline import Compiled, compile_source
from generator.source import parse
from tests.systems import SYSTEMS

JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 3.5, 10**12, "", " ", "x" * 300, "${", "${}", "${a.b}", "${tables.x.arn}", "tables.nowhere", "functions",
    "arn:aws:s3:::b", "*", "{% x", "é", [], [None], [[]], ["x"], {}, {"": None}, {"x": {"y": []}}, {"task": "x"}, "1d", "soon", "us-east-1",
    "$.a", "States.Format('{}', $.a)", "%{ if true }", '"', "\\", "\t", "\U0001f600", {"$ref": "#"}, "2026-02-30", "0 12 * * ? *", float("inf"), 1e308,
)  # fmt: skip
SNIPPETS = (
    "&a ", "*a", "!!x ", "? ", "- ", ": ", "\t", "{", "}", "[", "]", "'", '"', "|\n", ">\n", "#", "%", "@", "`", "---\n", "...\n", "<<: ",
    "\u2028", "\ufeff", "\x00", "~", "0o17", "1e999", ".inf", "null", "yes", "${", "{%", "\r", "\\", "\u202e",
)  # fmt: skip
WAYS = ("replace", "delete", "rename", "add", "swap", "graft")
SLOWEST_S = 30
ONE_RENDERED_OF = 3
FILES_AT_ONCE = 400


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in children for place in places(child, (*path, key)))]


def at(spec: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        spec = spec[step]
    return spec


def mutated(spec: Any, chance: random.Random) -> Any:
    """Return the spec with one mistake."""
    copy = json.loads(json.dumps(spec))
    everywhere = places(copy)[1:]
    if not everywhere:
        return copy
    *above, key = chance.choice(everywhere)
    holder = at(copy, tuple(above))
    match chance.choice(WAYS):
        case "replace":
            holder[key] = chance.choice(JUNK)
        case "delete":
            del holder[key]
        case "rename" if isinstance(holder, dict):
            holder[f"{key}x"] = holder.pop(key)
        case "add" if isinstance(holder[key], dict):
            holder[key][chance.choice(["extra", "name", "only", "description"])] = chance.choice(JUNK)
        case "graft":
            holder[key] = json.loads(json.dumps(at(spec, chance.choice(everywhere))))
        case _:
            other = chance.choice(list(holder if isinstance(holder, dict) else range(len(holder))))
            holder[key], holder[other] = holder[other], holder[key]
    return copy


def garbled(text: str, chance: random.Random) -> str:
    """Return a text with one mistake of a keyboard, or of a merge."""
    place = chance.randrange(len(text) + 1)
    lines = text.splitlines(keepends=True)
    number = chance.randrange(len(lines)) if lines else 0
    match chance.choice(["insert", "cut", "line away", "line twice", "indent", "character"]):
        case "insert":
            return text[:place] + chance.choice(SNIPPETS) + text[place:]
        case "cut":
            return text[:place] + text[place + chance.randrange(1, 40) :]
        case "line away":
            return "".join(lines[:number] + lines[number + 1 :])
        case "line twice":
            return "".join(lines[: number + 1] + lines[number:])
        case "indent":
            return "".join(
                lines[:number]
                + [chance.choice([" ", "  ", "\t"]) + line for line in lines[number:][:1]]
                + lines[number + 1 :]
            )
        case _:
            return (
                text[:place] + chr(chance.choice([chance.randrange(128), chance.randrange(0xD800)])) + text[place + 1 :]
            )


def spec_of(name: str, chance: random.Random, loaded: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """Return the text of a system with a few mistakes, in its values or in its letters."""
    times = chance.choice([1, 1, 1, 2, 4])
    if chance.random() < 0.5:
        text = texts[name]
        for _ in range(times):
            text = garbled(text, chance)
        return text
    spec = loaded[name]
    for _ in range(times):
        spec = mutated(spec, chance)
    dumper: type[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(spec, Dumper=dumper, allow_unicode=True, sort_keys=False))


def answer(text: str, folder: Path) -> Compiled:
    """Compile a text, and see that each problem can be printed in every way and stands at a place that exists."""
    source, problems = parse(text, "collectiq.yaml")
    compiled = compile_source(source, problems, folder, date(2026, 12, 1))
    lines = text.count("\n") + text.count("\r") + 2
    for problem in json.loads(report.as_json(compiled.diagnostics, compiled.source)):
        assert 1 <= problem["line"] <= lines, problem
        assert not [
            word for word in ("Traceback", "NoneType", "KeyError", "dict", "<class") if word in problem["message"]
        ]
    assert report.text(compiled.diagnostics, compiled.source, colour=False).isprintable() is not None
    json.loads(report.as_sarif(compiled.diagnostics, compiled.source, "0"))
    report.as_github(compiled.diagnostics, compiled.source)
    assert (compiled.model is None) == any(problem.severity == "error" for problem in compiled.diagnostics)
    return compiled


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """End what computes for longer: the clock stands still while others have the processor."""

    def end(_number: int, _frame: FrameType | None) -> NoReturn:
        raise TimeoutError(f"no answer after {seconds} s")

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@dataclass(frozen=True, slots=True)
class Written:
    """A file of Terraform's that an input made. origin: the input, as a person is told it."""

    origin: str
    name: str
    text: str


@dataclass(slots=True)
class Parsers:
    """Reads the output back: each text once, those of Terraform many at a time."""

    seen: set[int] = field(default_factory=set)
    waiting: list[Written] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)

    def take(self, files: Mapping[PurePosixPath, str], origin: str) -> None:
        for path, text in files.items():
            if hash(text) in self.seen:
                continue
            self.seen.add(hash(text))
            self.read[path.suffix] += 1
            if path.suffix == ".json":
                json.loads(text)
            elif path.suffix in (".yml", ".yaml"):
                yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            elif path.suffix == ".tf":
                self.waiting.append(Written(origin, path.name, text))

    @property
    def full(self) -> bool:
        return len(self.waiting) >= FILES_AT_ONCE

    def flush(self) -> dict[str, str]:
        """Let Terraform read what waits, or, where there is none, a parser in Python; return what it refuses, by origin."""
        files, self.waiting = self.waiting, []
        found = by_terraform(files) if shutil.which("terraform") else by_python(files)
        said: dict[str, str] = {}
        for file, words in found:
            said[file.origin] = f"{said.get(file.origin, '')}{file.name}: {words}\n"
        return said


def by_python(files: list[Written]) -> Iterator[tuple[Written, str]]:
    for file in files:
        try:
            hcl2.loads(file.text)
        except Exception as error:  # noqa: BLE001 - whatever the parser raises, it does not read the file
            yield file, repr(error)


def by_terraform(files: list[Written]) -> Iterator[tuple[Written, str]]:
    """Yield each file that Terraform refuses, found by halves, and what it says of it."""
    with tempfile.TemporaryDirectory() as folder:
        for number, file in enumerate(files):
            (Path(folder) / f"{number}-{file.name}").write_text(file.text, encoding="utf-8")
        done = subprocess.run(
            ["terraform", "fmt", "-check", "-list=true", folder], capture_output=True, text=True, check=False
        )
    if done.returncode == 0:
        return
    said, half = f"{done.stdout}\n{done.stderr}", len(files) // 2
    found = [*by_terraform(files[:half]), *by_terraform(files[half:])] if half else [(files[0], said)]
    yield from found or [(files[0], f"refused only beside {len(files) - 1} others: {said}")]


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run(inputs: int, first: int) -> Counter[str]:
    """Feed so many inputs, and return what became of them."""
    names = sorted(SYSTEMS)
    texts = {name: SYSTEMS[name].read_text(encoding="utf-8") for name in names}
    loaded = {name: yaml.safe_load(text) for name, text in texts.items()}
    # Small systems come more often: what is wrong in a large one is wrong in them too, and found sooner.
    weights = [1 / len(texts[name]) for name in names]
    counts: Counter[str] = Counter()
    parsers, start = Parsers(), time.monotonic()

    def read_back() -> None:
        for origin, words in parsers.flush().items():
            counts["broken"] += 1
            tell(f"{origin}, whose Terraform is refused:\n{words}")

    for seed in range(first, first + inputs):
        chance = random.Random(seed)
        [name] = chance.choices(names, weights)
        origin = f"seed {seed}, a mistake in {name}"
        try:
            with no_longer_than(SLOWEST_S):
                compiled = answer(spec_of(name, chance, loaded, texts), SYSTEMS[name].parent)
                counts["valid" if compiled.model else "refused"] += 1
                if compiled.model and chance.randrange(ONE_RENDERED_OF) == 0:
                    counts["rendered"] += 1
                    parsers.take(compiled.rendered(), origin)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            counts["broken"] += 1
            tell(f"{origin}:\n{traceback.format_exc()}")
        if parsers.full:
            read_back()
        if (seed - first + 1) % 1000 == 0:
            tell(
                f"{seed - first + 1} inputs, {dict(counts)}, files read {dict(parsers.read)}, {time.monotonic() - start:.0f} s"
            )
    read_back()
    return counts + parsers.read


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    inputs, first = given + [100_000, 0][len(given) :]
    found = run(inputs, first)
    tell(f"{dict(found)}")
    sys.exit(found["broken"] > 0)
