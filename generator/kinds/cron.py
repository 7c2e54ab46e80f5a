"""EventBridge's cron expressions: minutes, hours, day of the month, month, day of the week, year.

Source: Schedule types, Amazon EventBridge Scheduler user guide (November 2026).
"""

import re

from generator.facts import Fact

_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"
_DAYS = "SUN MON TUE WED THU FRI SAT"


class _Field(Fact):
    """One of the six fields. names: words for its values, from the least on. special: further forms of a value."""

    name: str
    least: int
    most: int
    names: str = ""
    special: str = r"(?!)"

    def takes(self, text: str) -> bool:
        return all(self._takes_item(item) for item in text.split(","))

    def _takes_item(self, item: str) -> bool:
        if re.fullmatch(self.special, item):
            return True
        values, slash, step = item.partition("/")
        if slash and not step.isdecimal():
            return False
        ends = values.split("-")
        return values == "*" or (len(ends) <= 2 and all(self._takes_value(end) for end in ends))  # noqa: PLR2004 - from, to

    def _takes_value(self, value: str) -> bool:
        if value.upper() in self.names.split():
            return True
        return value.isascii() and value.isdecimal() and self.least <= int(value) <= self.most


_FIELDS = (
    _Field("minutes", 0, 59),
    _Field("hours", 0, 23),
    _Field("the day of the month", 1, 31, special=r"\?|L|LW|([1-9]|[12]\d|3[01])W"),
    _Field("the month", 1, 12, _MONTHS),
    _Field("the day of the week", 1, 7, _DAYS, special=r"(?i)\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5])"),
    _Field("the year", 1970, 2199),
)


def wrong(expression: str) -> str:
    """Return what AWS would refuse in a cron expression of six fields, an empty text where it is right."""
    parts = expression.split(" ")
    for field, part in zip(_FIELDS, parts, strict=True):
        if not field.takes(part):
            return f'"{part}" cannot be {field.name}'
    if (parts[2] == "?") == (parts[4] == "?"):
        return 'one of the day of the month and the day of the week is "?", and not both'
    return ""
