"""The work grows as the system does: counted in calls, which are the same on every machine."""

import cProfile
import gc
import pstats
from pathlib import Path

from benchmarks.specs import spec
from generator.pipeline import compile_spec

STEP = 30
# A tenth more than what one function with its share of a service takes in two environments.
MOST_PER_FUNCTION = 8_000


def calls(functions: int, folder: Path) -> int:
    """Return how many calls it takes to turn a system of this size into the text of its files."""
    path = folder / f"{functions}.yaml"
    path.write_text(spec(functions), encoding="utf-8")
    profile = cProfile.Profile()
    gc.disable()  # other libraries count collections, in calls that the profile would see
    try:
        texts = profile.runcall(lambda: compile_spec(path).rendered())
    finally:
        gc.enable()
    assert texts
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def test_twice_the_system_is_no_more_than_twice_the_work_and_the_work_has_a_bound(tmp_path: Path) -> None:
    calls(4 * STEP, tmp_path)  # what happens once happens here, for each name too
    one, two, four = (calls(STEP * times, tmp_path) for times in (1, 2, 4))
    assert (four - two) / (two - one) < 2.05
    assert (four - two) / (2 * STEP) < MOST_PER_FUNCTION
