"""A provisioned table stands where its capacity cannot be kept right.

Terraform has to leave the capacity of all provisioned tables alone as soon as one of them scales by itself, so that
the others' would never change again; and a replicated table has to be billed on demand.
"""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, SpecPath, together
from generator.effective import origin
from generator.model import Model


def autoscaling_refused(model: Model) -> Iterator[Diagnostic]:
    """Yield each provisioned table that has to scale by itself and does not, or that is replicated."""
    scaled = sorted({key for stack in model.stacks for key, table in stack.tables.items() if table.autoscaling})
    for (path, is_replicated), where in together(_found(model, is_any_scaled=bool(scaled))):
        message = (
            f"there are several regions in {where}, and a table with replicas is billed on_demand"
            if is_replicated
            else f'table "{scaled[0]}" scales by itself, so the reads and writes of every provisioned table have to; for a '
            'fixed capacity, give "autoscaling" an equal minimum and maximum, or bill the table on_demand'
        )
        yield Diagnostic(path, message, "autoscaling-refused")


def _found(model: Model, *, is_any_scaled: bool) -> Iterator[tuple[tuple[SpecPath, bool], str]]:
    """Yield where the billing of such a table is written and whether it is replicated, with the environment."""
    for stack in model.stacks:
        environment = stack.names.environment
        for key, table in stack.tables.items():
            is_wrong = table.replicas or (is_any_scaled and set(table.autoscaling) != {"read", "write"})
            if table.billing == "provisioned" and is_wrong:
                yield (origin(model.spec, environment, ("tables", key, "billing")), bool(table.replicas)), environment
