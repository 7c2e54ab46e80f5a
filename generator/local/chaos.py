"""Chaos: functions' processes are killed at random while they work, as instances of Lambda end when a machine does."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.local.functions import FunctionPool
from generator.local.journal import Journal


@dataclass(frozen=True, slots=True)
class Chaos:
    """Kills processes. dice: which function is hit."""

    pools: Mapping[str, FunctionPool]
    journal: Journal
    dice: random.Random = field(default_factory=random.Random)

    def strike(self) -> None:
        """Kill one process that works on a call, if any does."""
        keys = list(self.pools)
        self.dice.shuffle(keys)
        for key in keys:
            if self.pools[key].kill_one():
                self.journal.write("killed", function=key)
                return
