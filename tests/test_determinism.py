"""The same spec gives the same bytes, wherever and whenever."""

import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.tools import ROOT, run, succeeded

DIGEST = """
import hashlib, sys
from pathlib import Path
from typing import Any
from generator.pipeline import compile_spec
files = compile_spec(Path(sys.argv[1])).rendered()
print(hashlib.sha256(repr(sorted((str(path), text) for path, text in files.items())).encode()).hexdigest())
"""


def digest(spec: Path, *, cwd: Path = ROOT, environment: dict[str, str] | None = None) -> str:
    return succeeded(
        run(
            [sys.executable, "-c", DIGEST, spec],
            cwd=cwd,
            environment={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        )
    ).strip()


@pytest.fixture(scope="module")
def usual() -> str:
    return digest(ROOT / "collectiq.yaml")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4242"},
        {"LC_ALL": "C"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"TZ": "Pacific/Kiritimati"},
        {"TZ": "America/St_Johns"},
    ],
    ids=str,
)
def test_the_machine_does_not_show_in_the_output(environment: dict[str, str], usual: str) -> None:
    assert digest(ROOT / "collectiq.yaml", environment=environment) == usual


def test_the_working_directory_does_not_show_in_the_output(tmp_path: Path, usual: str) -> None:
    assert digest(ROOT / "collectiq.yaml", cwd=tmp_path) == usual


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_keys_does_not_show_in_the_output(seed: int, tmp_path: Path, usual: str) -> None:
    spec = yaml.safe_load((ROOT / "collectiq.yaml").read_text())
    shuffled = tmp_path / "collectiq.yaml"
    shuffled.write_text(yaml.safe_dump(_shuffled(spec, random.Random(seed)), sort_keys=False, allow_unicode=True))
    assert digest(shuffled) == usual


def _shuffled(value: Any, chance: random.Random) -> Any:
    match value:
        case dict():
            keys = chance.sample(list(value), len(value))
            return {key: _shuffled(value[key], chance) for key in keys}
        case list():
            return [_shuffled(item, chance) for item in value]
        case _:
            return value
