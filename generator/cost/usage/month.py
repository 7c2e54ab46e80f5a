"""One month of one stack: what each part of the estimate starts from."""

from generator.cost.assumptions import Assumed
from generator.cost.flow import Flow
from generator.facts import Fact
from generator.kinds.traffic import Traffic
from generator.model import Stack

GB = 1e9


class Month(Fact):
    """What happens in a stack in a month. archive: objects older than half a year go to Glacier Deep Archive."""

    stack: Stack
    flow: Flow
    traffic: Traffic
    assumed: Assumed
    archive: bool

    @property
    def system(self) -> str:
        """The feature of what has none of its own."""
        return self.stack.names.system
