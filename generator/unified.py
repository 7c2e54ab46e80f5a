"""Changes as one unified diff, the way git prints it: creations, deletions and all."""

from collections.abc import Iterable, Iterator

from generator.manifest import MANIFEST
from generator.plan import Change

_NO_NEWLINE = "\n\\ No newline at end of file\n"


def unified_diff(changes: Iterable[Change]) -> str:
    """Return the diff of all changes that have a text, by path; an empty string for none.

    The manifest repeats every other change as a hash, so it is shown only where nothing else changes.
    """
    texts = sorted((change for change in changes if change.old != change.new), key=lambda change: change.shown)
    told = [change for change in texts if change.path.as_posix() != MANIFEST] or texts
    return "".join(part for change in told for part in _file(change))


def _file(change: Change) -> Iterator[str]:
    yield "--- /dev/null\n" if change.old is None else f"--- a/{change.shown}\n"
    yield "+++ /dev/null\n" if change.new is None else f"+++ b/{change.shown}\n"
    old, new = _lines(change.old), _lines(change.new)
    if old and new:
        yield from _hunks(old, new)
    elif old or new:
        yield f"@@ -{_range(old)} +{_range(new)} @@\n"
        yield from ("-" + line for line in old)
        yield from ("+" + line for line in new)


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    from difflib import unified_diff as compare_lines

    hunks = compare_lines(old, new)
    next(hunks, None)  # its own two lines of file names
    next(hunks, None)
    return hunks


def _range(lines: list[str]) -> str:
    """Return the place of all lines of a file, as diff(1) counts them."""
    return "1" if len(lines) == 1 else f"{min(len(lines), 1)},{len(lines)}"


def _lines(content: bytes | None) -> list[str]:
    """Split at line feeds alone, as diff(1) does; foreign bytes that are not UTF-8 stay visible."""
    lines = [f"{line}\n" for line in (content or b"").decode(errors="backslashreplace").split("\n")]
    last = lines.pop()
    return lines if last == "\n" else [*lines, last[:-1] + _NO_NEWLINE]
