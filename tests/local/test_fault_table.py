"""The committed table of faults is what a run finds."""

import pytest

from tests.local import fault_table

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("messages")]


def test_every_fault_takes_the_path_of_the_table_and_nothing_is_lost_or_done_twice() -> None:
    committed = fault_table.PATH.read_text(encoding="utf-8")
    assert fault_table.without_seconds(committed) == fault_table.without_seconds(fault_table.table(fault_table.run()))
