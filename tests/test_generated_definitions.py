"""State machine definitions hold before a tool that is not ours."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.systems import SYSTEMS, rendered, write


@pytest.mark.parametrize("name", SYSTEMS)
def test_statelint_finds_nothing(name: str, statelint: Callable[[Path], list[str]], tmp_path: Path) -> None:
    definitions = {path: text for path, text in rendered(name).items() if path.name.endswith(".asl.json")}
    write(definitions, tmp_path)
    assert {path: statelint(tmp_path / path) for path in definitions} == {path: [] for path in definitions}
