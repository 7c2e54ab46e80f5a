"""The reference system, running once for each environment that a test asks for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local.running import System, running
from tests.tools import ROOT


@pytest.fixture(scope="session")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    yield from _started("dev", tmp_path_factory.mktemp("dev"))


@pytest.fixture(scope="session")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    yield from _started("prod", tmp_path_factory.mktemp("prod"))


def _started(environment: str, folder: Path) -> Iterator[System]:
    with running(ROOT / "collectiq.yaml", environment, folder / "output.txt") as system:
        yield system
