"""What the schemas that ship say of what people write."""

import pytest

from generator.schema import check_entry


@pytest.mark.parametrize(
    ("deployment", "message"),
    [
        ({"minutes": "5m"}, '"minutes" must be a whole number from 1 to 2880, not "5m"; write 5'),
        ({"minutes": "300s"}, '"minutes" must be a whole number from 1 to 2880, not "300s"'),
        ({"minutes": "5000m"}, '"minutes" must be a whole number from 1 to 2880, not "5000m"'),
        ({"percent": "10%"}, '"percent" must be a whole number from 1 to 99, not "10%"; write 10'),
    ],
)
def test_a_unit_that_the_key_says_already_is_taken_off(deployment: dict[str, str], message: str) -> None:
    function = {"handler": "a:b", "deployment": {"strategy": "canary", **deployment}}
    assert [message] == [one.message for one in check_entry(function, "kinds/function.json", ("functions", "worker"))]


def test_a_unit_is_taken_off_where_one_of_several_numbers_is_meant() -> None:
    function = {"handler": "a:b", "log_retention_days": "30d"}
    [problem] = check_entry(function, "kinds/function.json", ("functions", "worker"))
    assert problem.message.endswith('not "30d"; write 30')


@pytest.mark.parametrize(
    ("trigger", "messages"),
    [
        ({"queue": "queues.jobs", "batch": 20000}, ['"batch" must be a whole number from 1 to 10000, not 20000']),
        ({"queue": "queues.jobs", "parallel": 20}, ['"parallel" cannot be used here; remove it']),
    ],
)
def test_a_wrong_setting_of_a_trigger_is_told_once(trigger: object, messages: list[str]) -> None:
    assert messages == [one.message for one in check_entry(trigger, "kinds/trigger.json", ("triggers", 0))]
