"""The real Terraform with the real AWS provider takes what is generated."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.systems import SYSTEMS, rendered, roots, write
from tests.tools import Terraform


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The output of a system, written once."""
    written: dict[str, Path] = {}

    def of(name: str) -> Path:
        if name not in written:
            written[name] = write(rendered(name), tmp_path_factory.mktemp(name))
        return written[name]

    return of


@pytest.mark.slow
@pytest.mark.parametrize("name", SYSTEMS)
def test_terraform_validates_every_root_without_a_warning(
    name: str, terraform: Callable[[Path], Terraform], tree: Callable[[str], Path]
) -> None:
    found = {root.name: terraform(root).validate()["diagnostics"] for root in roots(tree(name))}
    assert found == {root.name: [] for root in roots(tree(name))}


@pytest.mark.parametrize("name", SYSTEMS)
def test_terraform_fmt_changes_nothing(
    name: str, terraform: Callable[[Path], Terraform], tree: Callable[[str], Path]
) -> None:
    assert Terraform(tree(name) / "terraform").unformatted() == []
