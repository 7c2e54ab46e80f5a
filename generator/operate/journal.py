"""What a redrive has begun and done, on disk: whoever repeats one that was interrupted does nothing twice unasked.

A line of JSON for each step, flushed before the next one: `begun` before a message's work is done again, `done` after that
and before the message is removed.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from generator.names import Names

BEGUN, DONE = "begun", "done"


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of one stack."""

    path: Path

    def states(self) -> dict[str, str]:
        """Return the last step of each message, by its id; raises OSError."""
        if not self.path.exists():
            return {}
        found: dict[str, str] = {}
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                entry = json.loads(line)
                found[entry["message"]] = entry["step"]
            except (ValueError, KeyError, TypeError):
                continue  # a line that a crash cut off: what it would have said has not happened
        return found

    def write(self, message: str, step: str) -> None:
        """Add a step, and return when the disk has it; raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"message": message, "step": step}) + "\n")
            file.flush()
            os.fsync(file.fileno())


def of(names: Names) -> Journal:
    """Return the journal of a stack, among the files that programs keep for a person (XDG's state folder)."""
    home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return Journal(home / "collectiq" / f"redrive-{names.system}-{names.stack}.jsonl")
