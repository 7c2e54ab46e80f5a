"""Every kind of edge, one function for each: a system in, what its edges need out."""

from collections.abc import Callable, Iterator

from generator.verify.edges import calls, delivery, functions, logs, machines, storage
from generator.verify.need import Need, System

EDGES: tuple[Callable[[System], Iterator[Need]], ...] = (
    calls.routes,
    calls.subscriptions,
    calls.notifications,
    calls.rotations,
    delivery.rules,
    delivery.schedules,
    delivery.alarms,
    delivery.budgets,
    delivery.anomalies,
    functions.running,
    functions.failures,
    functions.sources,
    machines.running,
    machines.tasks,
    logs.groups,
    logs.trails,
    logs.access,
    logs.roles,
    storage.tables,
    storage.buckets,
    storage.secrets,
    storage.replication,
)


def needs(system: System) -> Iterator[Need]:
    """Yield what every edge of a system needs."""
    for edges in EDGES:
        yield from edges(system)
