"""A system that is up to date, and the program that made it."""

from pathlib import Path

import pytest

from tests.checkouts import SMALL, WITH_FILES, Checkout, Kept, keep, new_program


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """The program in a place of its own; what changes it has another one."""
    return new_program(tmp_path_factory.mktemp("program"))


@pytest.fixture(scope="module")
def small(program: Checkout, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return keep(SMALL, program, tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def with_files(program: Checkout, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return keep(WITH_FILES, program, tmp_path_factory.mktemp("with_files"))


@pytest.fixture
def project(small: Kept) -> Path:
    """A system with all of its output, of which a run has kept a record."""
    return small.restored()
