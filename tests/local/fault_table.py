"""Every fault that the reference system's workflow, bus, queues and schedules answer to, and what becomes of it.

usage: python -m tests.local.fault_table

Writes tests/local/faults.md. Each wave runs in a system of its own, so that its alarms are its own.
"""

import re
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from generator.model import Stack
from generator.pipeline import compile_spec
from tests.local.fault_cases import waves
from tests.local.fault_messages import message_wave
from tests.local.fault_run import Row, Wave, workflow_wave
from tests.tools import ROOT

PATH = ROOT / "tests" / "local" / "faults.md"
AT_ONCE = 5

HEAD = """# Faults, and what becomes of them

Made by `python -m tests.local.fault_table`, which runs the `prod` environment on this machine and asks for each fault that the
workflow's retries and catches name, and for those of rules, asynchronous functions, consumers and schedules. A slow test runs it
again and compares all but the alarms, since a rate depends on what else ran; it asks that those of failed executions and of dead
letters fire.

Checked for each row: a card has one price and one id of event however often a task ran; what is not done lies in one place, and
after the fault a redrive from there values every card, once even where a call that came late has kept the same failure again;
what only the failed execution has is started again with its input. Of messages: done once or in the dead letters once, never both.

Alarms are those that look at what the row counts; in brackets is their window, and the seconds are from the start of the section's
faults to the first look (every 5 s) that saw them. Which alarms fire depends on how many work at once, which is said.

What this machine does not show: AWS tries rules' and schedules' targets for up to a day, here 3 times; it waits one and two
minutes before it retries an asynchronous call, here one and two seconds; messages come back to consumers after 6 seconds, not after
the queue's own visibility. A throttled asynchronous call is tried again by AWS until the event is too old (AWS Lambda developer guide,
"How Lambda handles errors and retries with asynchronous invocation", November 2026), here as often as a failed one. `Sandbox.Timedout` and errors of Lambda's service are injected, not waited for; `States.Timeout` is a call
that is held back for the state's whole time and then runs, late. Waiting between the workflow's retries is real.
"""


def run() -> list[Wave]:
    """Run all waves, some at once."""
    stack = _prod()
    [workflow] = stack.workflows.values()
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(AT_ONCE) as at_once:
        folder = Path(name)
        messages = at_once.submit(message_wave, stack, folder)
        found = list(at_once.map(lambda cases: workflow_wave(stack, cases, folder), waves(stack, workflow)))
        return [*sorted(found, key=lambda wave: wave.title), messages.result()]


def _prod() -> Stack:
    model = compile_spec(ROOT / "collectiq.yaml").model
    assert model is not None
    return next(stack for stack in model.stacks if stack.names.environment == "prod")


def table(waves: Iterable[Wave]) -> str:
    """Return the page."""
    return HEAD + "".join(f"\n## {wave.title}\n\n{_rows(wave.rows)}" for wave in waves)


def _rows(rows: Iterable[Row]) -> str:
    lines = ["| fault | path | alarms | ended |", "|---|---|---|---|"]
    lines += [f"| {row.fault} | {row.path} | {', '.join(map(str, row.alarms)) or '-'} | {row.ended} |" for row in rows]
    return "\n".join(lines) + "\n"


def without_alarms(page: str) -> list[str]:
    """Return the lines of a page without the column that differs from run to run."""
    rows = [line.split(" | ") if line.startswith("| ") else [line] for line in page.splitlines()]
    return [" | ".join([*row[:2], *row[3:]]) for row in rows]


def alarms(page: str) -> set[str]:
    """Return the alarms that fired, by name."""
    return set(re.findall(r"([\w.]+) \(\d+ min\) after", page))


if __name__ == "__main__":
    PATH.write_text(table(run()), encoding="utf-8")
    sys.stdout.write(f"{PATH.relative_to(ROOT)} is written\n")
