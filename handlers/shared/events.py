"""Events of the bus, as EventBridge delivers them: what happened in `detail`, its kind in `detail-type`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class InvalidEvent(Exception):  # noqa: N818 - named like the failures of tasks
    """The event is not what the spec's schema says; it waits in a dead-letter queue for somebody to read it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. id: the emitter's own, the same each time that it tells of the same thing."""

    id: str
    user_id: str
    card_id: str
    valued_at: str
    detail: Mapping[str, Any]

    def number(self, name: str) -> float:
        """Return a number of the detail."""
        value = self.detail.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise InvalidEvent(f"the detail's {name} must be a number")
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of texts of the detail."""
        value = self.detail.get(name)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise InvalidEvent(f"the detail's {name} must be a list of texts")
        return value


def read(event: object, kind: str) -> Event:
    """Return an event that must be of this kind."""
    match event:
        case {"detail-type": found, "detail": dict(detail)} if found == kind:
            members = [detail.get(name) for name in ("eventId", "userId", "cardId", "valuedAt")]
        case _:
            raise InvalidEvent(f"the event must be a {kind} with its detail")
    if not all(isinstance(member, str) and member for member in members):
        raise InvalidEvent("the detail must have the texts eventId, userId, cardId and valuedAt")
    event_id, user_id, card_id, valued_at = map(str, members)
    return Event(event_id, user_id, card_id, valued_at, detail)
