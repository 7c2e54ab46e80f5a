"""All kinds of mistakes, in one list."""

from tests.mutations.grants import GRANTS
from tests.mutations.machines import MACHINES
from tests.mutations.names import NAMES
from tests.mutations.operations import OPERATIONS

MISTAKES = (*NAMES, *GRANTS, *MACHINES, *OPERATIONS)
