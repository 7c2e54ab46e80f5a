"""What others take for the same system: inputs at any size, a runner, a page and a plot.

Each module knows one tool, or two that come to the same format. `system.py` is what all of them describe, `inputs/` the programs
and templates that loop over it. A run whose output lacks anything that was asked for is an error, and nobody is timed on it.
"""

from benchmarks.peers import cdk, chalice, osls, ours, sam, terraform, troposphere
from benchmarks.peers.peer import Peer

# In the order of the page.
PEERS: tuple[Peer, ...] = (
    ours.FRESH,
    ours.UNCHANGED,
    ours.VALIDATE,
    troposphere.TROPOSPHERE,
    terraform.CDKTF,
    terraform.CDKTF_APP,
    terraform.COPIER,
    chalice.CHALICE,
    osls.OSLS,
    sam.TRANSFORM,
    sam.VALIDATE,
    cdk.JAVASCRIPT,
    cdk.JAVASCRIPT_APP,
    cdk.PYTHON,
    cdk.PYTHON_APP,
)
