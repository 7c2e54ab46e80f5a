"""The page: a table, what stands behind each line of it, and what it does not say."""

import statistics
from collections.abc import Iterator, Sequence

from benchmarks.peers.figures import Figures
from benchmarks.peers.measure import ENOUGH_S, LIMIT_S, ROUNDS
from benchmarks.peers.ours import FRESH
from benchmarks.peers.peer import Peer

ONCE = "†"
TENS = 10  # from here on, seconds are told without fractions

HEAD = f"""# What others take for the same system

<!-- Written by `python -m benchmarks.peers`: change benchmarks/peers/, not this page. -->

In bold, how many times the CPU time of `python -c pass` a tool takes, and in brackets its CPU seconds, user and system, of the whole
process tree: medians of {ROUNDS} runs that alternate with bare Python and with the other tools, of fewer once a tool has taken {ENOUGH_S:.0f} s at
one size; {ONCE} ran once. The system has functions with a role, a log group, a route and an alarm each; and for every ten of them a table
with an index, a queue with its dead-letter queue, and a state machine. Every tool gets it in its own words. A run counts only when
all of these are in what came out of it.
"""

BODY = """
![The same figures as a plot: multiples of bare Python against the number of functions, both on logarithmic scales.](peers.svg)
"""

TAIL = """
## What this does not say

- **No two lines are the same work.** The list above says what each tool checks, and what it leaves to the person who writes its
  input. Ours alone goes from one description to two environments; only CDKTF and copier come to Terraform as ours does.
- What AWS, CloudFormation or Terraform take afterwards is in none of these, nor is the time to write the input.
- CloudFormation takes 500 resources in a stack, which most of these reach before 100 functions. CDK, troposphere and cfn-lint refuse more, and are
  told not to; nothing is charged for splitting the system into stacks, which would be needed to deploy it.
- CDK, CDKTF, troposphere and copier get a loop over a list of names: less than the program of a person whose functions differ. Ours,
  SAM's, osls's and Chalice's inputs spell out each function.
- Not here: what deploys (`cdk deploy`, `sam deploy`, `chalice deploy`, `osls deploy`), which needs an account; and Pulumi, SST,
  Terragrunt and others that don't come whole from PyPI or npm, or want an engine besides.
- Traced once with strace, no run opened a connection: telemetry, notices and checks for newer versions are off.
- Looked at once by hand, at 12 functions: cfn-lint finds no error in the templates of troposphere, SAM, osls and CDK; in Chalice's it finds
  a reference to a resource that is not there, which is Chalice's own. `terraform validate` takes what copier wrote, and what CDKTF
  wrote once its exact version of the AWS provider is loosened to one that was at hand.
- The two cores had much other work. Alternating CPU time over that of bare Python takes most of that out, not all: caches and cores
  are shared. A difference under a fifth means nothing, least of all where a tool ran once.

To run it: `make peers` (npm and 2 GB), then `.venv/bin/python -m benchmarks.peers`: an hour on a busy machine. It goes on where it was cut
off, and measures a peer again only when its version changes, ours each time. Versions are locked in `requirements/peers/`; CI installs none of them.
"""


def page(figures: Figures, peers: Sequence[Peer]) -> str:
    """Return the page for these figures."""
    return "\n".join([HEAD, *table(figures, peers), "", *ahead(figures, peers), BODY, *notes(figures, peers), TAIL])


def table(figures: Figures, peers: Sequence[Peer]) -> Iterator[str]:
    """Yield the lines of the table, a tool each."""
    sizes = sorted(figures.runs)
    yield f"| tool | {' | '.join(f'{size} functions' for size in sizes)} |"
    yield "|---" * (len(sizes) + 1) + "|"
    for peer in peers:
        yield f"| {peer.name} | {' | '.join(cell(figures, size, peer.name) for size in sizes)} |"


def cell(figures: Figures, functions: int, name: str) -> str:
    """Return a tool's figures at one size."""
    runs = figures.runs[functions].get(name)
    if runs is None:
        return "not measured"
    if not runs.seconds:
        return f"over {LIMIT_S:.0f} s by the clock"
    seconds = statistics.median(runs.seconds)
    told = f"{seconds:.0f}" if seconds >= TENS else f"{seconds:.2g}"
    return f"**{runs.ratio:.0f}** ({told} s{ONCE * (len(runs.seconds) == 1)})"


def ahead(figures: Figures, peers: Sequence[Peer]) -> Iterator[str]:
    """Yield who took less than a whole `generate` of ours, at each size."""
    for functions, runs in sorted(figures.runs.items()):
        others = [peer.name for peer in peers if peer.packages and peer.name in runs and runs[peer.name].seconds]
        faster = [name for name in others if runs[name].ratio < runs[FRESH.name].ratio]
        yield f"- At {functions} functions, ahead of {FRESH.name}: {'; '.join(faster) or 'nobody'}."


def notes(figures: Figures, peers: Sequence[Peer]) -> Iterator[str]:
    """Yield what each line stands for, and the versions behind it."""
    yield "## What each of them does"
    yield ""
    for peer in peers:
        versions = figures.versions[peer.name]
        yield f"- **{peer.name}**{versions and f' ({versions})'}: {peer.does}"
    yield ""
    yield f"Python {figures.python}, Node {figures.node}."
