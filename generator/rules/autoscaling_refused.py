"""A provisioned table stands where its capacity cannot be kept right.

Terraform has to leave the capacity of all provisioned tables alone as soon as one of them scales by itself, so that
the others' would never change again; and a replicated table has to be billed on demand.
"""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.kinds.table import Table
from generator.model import Model, Stack


def autoscaling_refused(model: Model) -> Iterator[Diagnostic]:
    """Yield each provisioned table that has to scale by itself and does not, or that is replicated."""
    scaled = sorted({key for stack in model.stacks for key, table in stack.tables.items() if table.autoscaling})
    for stack in model.stacks:
        for key, table in stack.tables.items():
            if table.billing == "provisioned" and (wrong := _wrong(table, stack, scaled)):
                path = origin(model.spec, stack.names.environment, ("tables", key, "billing"))
                yield Diagnostic(path, wrong, "autoscaling-refused")


def _wrong(table: Table, stack: Stack, scaled: list[str]) -> str:
    if table.replicas:
        return f"{stack.names.environment} has several regions, and a table with replicas is billed on_demand"
    if scaled and set(table.autoscaling) != {"read", "write"}:
        return (
            f'table "{scaled[0]}" scales by itself, so the reads and writes of every provisioned table have to; for a '
            'fixed capacity, give "autoscaling" an equal minimum and maximum, or bill the table on_demand'
        )
    return ""
