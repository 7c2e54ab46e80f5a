"""When EventBridge's cron expressions are due.

From "Schedule types" of the Amazon EventBridge Scheduler user guide (November 2026): minutes, hours, day of the month, month, day of the
week, year; `?`, `L`, `W` and `#` as there.
"""

import calendar
from datetime import date, datetime, timedelta

_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
_DAYS = {name: number for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), 1)}
_SATURDAY, _SUNDAY = 5, 6  # as Python counts


def is_due(expression: str, moment: datetime) -> bool:
    """Tell whether a cron expression of six fields is due in the minute of a moment."""
    minutes, hours, day, month, weekday, year = expression.split()
    return (
        _holds(minutes, moment.minute, 0)
        and _holds(hours, moment.hour, 0)
        and _holds(month, moment.month, 1, _MONTHS)
        and _holds(year, moment.year, 1970)
        and any(_is_day(item, moment.date()) for item in day.split(","))
        and any(_is_weekday(item, moment.date()) for item in weekday.split(","))
    )


def _holds(field: str, value: int, least: int, names: dict[str, int] | None = None) -> bool:
    return any(_item_holds(item, value, least, names or {}) for item in field.split(","))


def _item_holds(item: str, value: int, least: int, names: dict[str, int]) -> bool:
    values, _, step = item.partition("/")
    if values in ("*", "?"):
        first, last = least, value
    elif "-" in values:
        first, last = (_number(end, names) for end in values.split("-"))
    else:
        first = _number(values, names)
        last = value if step else first
    return first <= value <= last and (value - first) % int(step or 1) == 0


def _number(word: str, names: dict[str, int]) -> int:
    return names.get(word.upper()) or int(word)


def _is_day(item: str, day: date) -> bool:
    last = calendar.monthrange(day.year, day.month)[1]
    if item == "L":
        return day.day == last
    if item == "LW":
        return day == _nearest_weekday(day.replace(day=last))
    if item.endswith("W"):
        wanted = int(item[:-1])
        return wanted <= last and day == _nearest_weekday(day.replace(day=wanted))
    return _item_holds(item, day.day, 1, {})


def _nearest_weekday(day: date) -> date:
    """Return the weekday next to a day, in the same month."""
    if day.weekday() == _SATURDAY:
        return day - timedelta(1) if day.day > 1 else day + timedelta(2)
    if day.weekday() == _SUNDAY:
        after = day + timedelta(1)
        return after if after.month == day.month else day - timedelta(2)
    return day


def _is_weekday(item: str, day: date) -> bool:
    number = (day.weekday() + 1) % 7 + 1  # AWS counts from Sunday, 1
    if "#" in item:
        wanted, which = item.split("#")
        return number == _number(wanted, _DAYS) and (day.day - 1) // 7 + 1 == int(which)
    if item.upper() == "L":
        return number == _DAYS["SAT"]
    if item.upper().endswith("L"):
        is_last = day.day + 7 > calendar.monthrange(day.year, day.month)[1]
        return number == _number(item[:-1], _DAYS) and is_last
    return _item_holds(item, number, 1, _DAYS)
