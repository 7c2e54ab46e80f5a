"""A table asks for a throughput that its billing does not have.

What is billed on demand has no capacity and nothing to scale; what is provisioned has no maximum beside its capacity.
"""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related
from generator.effective import origin
from generator.model import Model

_NEEDS = {"capacity": "provisioned", "autoscaling": "provisioned", "maximum_throughput": "on_demand"}
_INSTEAD = {"on_demand": '"maximum_throughput" limits it', "provisioned": '"capacity" or "autoscaling" sets it'}


def throughput_without_billing(model: Model) -> Iterator[Diagnostic]:
    """Yield each setting of throughput, of a table or of an index, that belongs to the other billing."""
    for stack in model.stacks:
        for key, table in stack.tables.items():
            environment = stack.names.environment
            indexes = table.thing.entry.get("indexes", {})
            places = [((), table.thing.entry), *((("indexes", name), entry or {}) for name, entry in indexes.items())]
            for place, setting in ((place, name) for place, entry in places for name in _NEEDS if name in entry):
                if _NEEDS[setting] != table.billing:
                    message = (
                        f'"{setting}" needs billing {_NEEDS[setting]}, and in {environment} this table is billed '
                        f"{table.billing}, where {_INSTEAD[table.billing]}"
                    )
                    path = origin(model.spec, environment, ("tables", key, *place, setting))
                    billing = origin(model.spec, environment, ("tables", key, "billing"))
                    related = (Related(billing, "how it is billed"),) if "billing" in table.thing.entry else ()
                    yield Diagnostic(path, message, "throughput-without-billing", related=related, at_key=True)
