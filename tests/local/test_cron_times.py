"""When cron expressions are due: the examples of "Schedule types" in the EventBridge Scheduler user guide, and its special words."""

from datetime import datetime

import pytest

from generator.local.cron_times import is_due


@pytest.mark.parametrize(
    ("expression", "moment", "expected"),
    [
        ("0 3 * * ? *", "2026-11-27 03:00", True),
        ("0 3 * * ? *", "2026-11-27 03:01", False),
        ("15 10 * * ? *", "2026-11-27 10:15", True),
        ("0 18 ? * MON-FRI *", "2026-11-27 18:00", True),
        ("0 18 ? * MON-FRI *", "2026-11-28 18:00", False),
        ("0 8 1 * ? *", "2026-12-01 08:00", True),
        ("0/10 * ? * MON-FRI *", "2026-11-27 12:40", True),
        ("0/10 * ? * MON-FRI *", "2026-11-27 12:45", False),
        ("0/5 8-17 ? * 2-6 *", "2026-11-27 17:55", True),
        ("0 9 ? * 2#1 *", "2026-11-02 09:00", True),
        ("0 9 ? * 2#1 *", "2026-11-09 09:00", False),
        ("0 9 L * ? *", "2026-11-30 09:00", True),
        ("0 9 L * ? *", "2026-11-29 09:00", False),
        ("0 9 LW * ? *", "2026-10-30 09:00", True),
        ("0 9 LW * ? *", "2026-10-31 09:00", False),
        ("0 9 15W * ? *", "2026-11-16 09:00", True),
        ("0 9 1W * ? *", "2026-08-03 09:00", True),
        ("0 9 ? * 6L *", "2026-11-27 09:00", True),
        ("0 9 ? * 6L *", "2026-11-20 09:00", False),
        ("0 9 ? * L *", "2026-11-28 09:00", True),
        ("0 9 * JAN,NOV ? 2026-2027", "2026-11-27 09:00", True),
        ("0 9 * JAN,NOV ? 2026-2027", "2028-11-27 09:00", False),
        ("0 9 1 1/3 ? *", "2026-10-01 09:00", True),
    ],
)
def test_an_expression_is_due_in_its_minutes(expression: str, moment: str, expected: bool) -> None:  # noqa: FBT001
    assert expected == is_due(expression, datetime.fromisoformat(moment))
