"""What an alarm says is longer than CloudWatch keeps."""

from collections.abc import Iterator

from generator import alarm_texts
from generator.diagnostics import Diagnostic, SpecPath
from generator.effective import origin
from generator.model import Model, Stack


def alarm_text_too_long(model: Model) -> Iterator[Diagnostic]:
    """Yield each text that is over 1024 bytes with its dashboard's name and its runbook's address, as the longest of them."""
    longest: dict[SpecPath, int] = {}
    for stack in model.stacks:
        for section, key, text in _texts(stack):
            place = origin(model.spec, stack.names.environment, (section, key, "description"))
            longest[place] = max(longest.get(place, 0), len(text.encode()))
    for place, size in longest.items():
        if size > alarm_texts.MOST_BYTES:
            message = (
                f"this text has {size} bytes with the dashboard's name and the runbook's address, and CloudWatch "
                f"keeps {alarm_texts.MOST_BYTES}: tell the rest in the runbook"
            )
            yield Diagnostic(place, message, "alarm-text-too-long")


def _texts(stack: Stack) -> Iterator[tuple[str, str, str]]:
    """Yield the section, the key and a description of all that become alarms."""
    for alarm in stack.alarms.values():
        yield "alarms", alarm.key, alarm_texts.of_alarm(stack, alarm)
    for slo in stack.slos.values():
        for burn in slo.burns:
            yield "slos", slo.key, alarm_texts.of_burn(stack, slo, burn)
