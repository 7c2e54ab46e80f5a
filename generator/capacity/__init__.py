"""How far the system goes: what its busiest second asks of AWS's quotas, which of them is reached first, and at how many users.

Rates come from the flow of `generator.cost`; what is there at once is rate times time, by Little's law.
"""

from generator.capacity.limits import Capacity, capacity

__all__ = ["Capacity", "capacity"]
