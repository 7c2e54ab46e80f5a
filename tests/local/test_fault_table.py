"""The committed table of faults is what a run finds."""

import pytest

from tests.local import fault_table

pytestmark = [pytest.mark.slow, pytest.mark.system]


QUEUES = ("valuation_failures", "event_failures", "review_failures")


def test_every_fault_takes_the_path_of_the_table_and_nothing_is_lost_or_done_twice() -> None:
    committed, found = fault_table.PATH.read_text(encoding="utf-8"), fault_table.table(fault_table.run())
    assert fault_table.without_alarms(committed) == fault_table.without_alarms(found)
    assert {"executions_failed", *(f"dead_letters.{queue}" for queue in QUEUES)} <= fault_table.alarms(found)
