"""Replays: what failed or was told in a span of time happens again, executions of a workflow or events of a bus's archive."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from generator.arns import thing_arn
from generator.cloud import told
from generator.kinds.bus import Bus
from generator.operate.place import Place

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

POLL_S = 5.0


@dataclass(frozen=True, slots=True)
class Replay:
    """How far a replay of events is. state: EventBridge's own. words: why, where it says so."""

    name: str
    state: str
    words: str

    @property
    def has_ended(self) -> bool:
        return self.state in ("COMPLETED", "CANCELLED", "FAILED")


def start(place: Place, bus: Bus, since: datetime, until: datetime) -> Replay:
    """Send an archive's events of a span of time to their bus again, once for each span; raises CloudError."""
    client: EventBridgeClient = place.cloud.client("events")
    arn = thing_arn(place.names, "buses", bus.name)
    name = _name(bus, since, until)
    with told(f'archive "{bus.archive_name}"', absent=f"deploy {place.stack.names.stack} first"):
        archive = client.describe_archive(ArchiveName=bus.archive_name)["ArchiveArn"]
        try:
            client.start_replay(
                ReplayName=name,
                EventSourceArn=archive,
                EventStartTime=since,
                EventEndTime=until,
                Destination={"Arn": arn},
            )
        except client.exceptions.ResourceAlreadyExistsException:
            # An earlier run began it: events are not sent a second time.
            return state(place, name)
    return state(place, name)


def state(place: Place, name: str) -> Replay:
    """Return how far a replay is; raises CloudError."""
    client: EventBridgeClient = place.cloud.client("events")
    with told(f'replay "{name}"'):
        found = client.describe_replay(ReplayName=name)
    return Replay(name, found["State"], found.get("StateReason", ""))


def _name(bus: Bus, since: datetime, until: datetime) -> str:
    """Return the name of a span's replay, at most 64 characters (EventBridge API reference)."""
    span = f"{since:%Y%m%dT%H%M%S}-{until:%Y%m%dT%H%M%S}"
    return f"{bus.archive_name[: 63 - len(span)]}-{span}"
