"""A table asks for a throughput that its billing does not have.

What is billed on demand has no capacity and nothing to scale; what is provisioned has no maximum beside its capacity.
"""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, SpecPath, together
from generator.effective import origin
from generator.facts import Fact
from generator.model import Model

_NEEDS = {"capacity": "provisioned", "autoscaling": "provisioned", "maximum_throughput": "on_demand"}
_INSTEAD = {"on_demand": '"maximum_throughput" limits it', "provisioned": '"capacity" or "autoscaling" sets it'}


class _Setting(Fact):
    """A setting that belongs to the other billing. path: where it is written. billing: what the table has."""

    path: SpecPath
    name: str
    billing: str
    related: tuple[Related, ...]


def throughput_without_billing(model: Model) -> Iterator[Diagnostic]:
    """Yield each setting of throughput, of a table or of an index, that belongs to the other billing."""
    for setting, where in together(_found(model)):
        message = (
            f'"{setting.name}" needs billing {_NEEDS[setting.name]}, and in {where} this table is billed '
            f"{setting.billing}, where {_INSTEAD[setting.billing]}"
        )
        yield Diagnostic(setting.path, message, "throughput-without-billing", related=setting.related, at_key=True)


def _found(model: Model) -> Iterator[tuple[_Setting, str]]:
    """Yield each such setting with the environment."""
    for stack in model.stacks:
        for key, table in stack.tables.items():
            environment = stack.names.environment
            indexes = table.thing.entry.get("indexes", {})
            places = [((), table.thing.entry), *((("indexes", name), entry or {}) for name, entry in indexes.items())]
            for place, setting in ((place, name) for place, entry in places for name in _NEEDS if name in entry):
                if _NEEDS[setting] != table.billing:
                    path = origin(model.spec, environment, ("tables", key, *place, setting))
                    billing = origin(model.spec, environment, ("tables", key, "billing"))
                    related = (Related(billing, "how it is billed"),) if "billing" in table.thing.entry else ()
                    yield _Setting(path, setting, table.billing, related), environment
