"""Indexes that a call names and its table does not have: the call fails, whatever is granted."""

from dataclasses import dataclass

from generator.audit.needs import Need
from generator.audit.resources import Whole
from generator.diagnostics import did_you_mean
from generator.kinds.function import Function
from generator.model import Stack


@dataclass(frozen=True, slots=True, order=True)
class Lost:
    """An index that its table does not have.

    table: as the spec writes it. variables: the environment variables of the function that hold the name. known: the table's indexes.
    """

    function: str
    table: str
    index: str
    variables: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def message(self) -> str:
        """What is wrong, and the way out."""
        near = did_you_mean(self.index, self.known)
        way_out = near or f"; declare it under {self.table}.indexes{self._others}"
        return f'{self.table} has no index "{self.index}", which function "{self.function}" reads{way_out}'

    @property
    def _others(self) -> str:
        return f", or read one that is there: {', '.join(self.known)}" if self.known else ""


def lost(function: Function, need: Need, stack: Stack) -> Lost | None:
    """Return the index that a call reads and its table does not have; None where it has it, or none is named."""
    if not isinstance(need.where, Whole):
        return None
    for table in stack.tables.values():
        start = f"{table.thing.arn}/index/"
        index = need.where.arn.removeprefix(start)
        if need.where.arn.startswith(start) and index not in table.indexes:
            variables = tuple(name for name, text in function.environment.items() if text == index)
            return Lost(function.key, table.thing.reference, index, variables, tuple(table.indexes))
    return None
