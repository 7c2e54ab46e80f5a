"""CollectIQ itself: the spec of `benchmarks.specs`, with an alarm for each function."""

import re
import sys
from pathlib import Path

import yaml

from benchmarks.peers.peer import Peer
from benchmarks.peers.system import Counts, System, size
from benchmarks.specs import spec

COLLECTIQ = Path(sys.executable).with_name("collectiq")
SPEC = "collectiq.yaml"
OUT = "out"
ENVIRONMENTS = ("dev", "prod")

# One line of the generated tables for each thing: in which file of an environment, and how it looks.
LINES = {
    "functions": ("lambda_fn.tf", r"      handler +="),
    "roles": ("lambda_fn.tf", r"      role_name +="),
    "log_groups": ("lambda_fn.tf", r"      log_retention_days +="),
    "routes": ("api_gateway_http.tf", r'    "GET .+" = \{'),
    "alarms": ("alarms.tf", r'        "errors\..+" = \{'),
    "tables": ("dynamodb_large.tf", r"      name +="),
    "queues": ("sqs_queues.tf", r"      name +="),
    "machines": ("step_functions.tf", r"      definition +="),
}


def watching(system: System) -> dict[str, object]:
    """Return the sections that have no place in a spec for measuring the compiler alone: what is watched, and who is told."""
    errors = {
        "description": "More than 10 % of a function's calls fail.",
        "metric": "functions.*.error_rate",
        "above": 10,
        "for": "5m",
        "notify": "critical",
        "runbook": "runbooks.errors",
    }
    dead_letters = {
        "description": "A job has failed for good.",
        "metric": "queues.*.depth",
        "of": [f"queues.{service.name}_failures" for service in system],
        "stat": "max",
        "above": 0,
        "for": "5m",
        "notify": "critical",
        "runbook": "runbooks.errors",
    }
    return {
        "notifications": {"critical": {"description": "Everybody who can help.", "email": ["help@example.com"]}},
        "runbooks": {
            "errors": {"title": "A function fails", "impact": "Users see errors.", "steps": [{"do": "Read its log."}]}
        },
        "alarms": {"errors": errors, "dead_letters": dead_letters},
    }


def write(system: System, folder: Path) -> None:
    """Write the spec."""
    sections = yaml.safe_dump(watching(system), sort_keys=False, width=120)
    (folder / SPEC).write_text(spec(size(system)) + sections, encoding="utf-8")


def generated(folder: Path) -> Counts:
    """Return what one environment has; both have the same."""
    first, second = (environment(folder / OUT / "terraform" / "envs" / name) for name in ENVIRONMENTS)
    assert first == second, f"{ENVIRONMENTS} differ: {first}, {second}"
    return first


def environment(terraform: Path) -> Counts:
    """Return what an environment has, by the lines of its tables."""
    texts = {name: (terraform / name).read_text(encoding="utf-8") for name, _ in LINES.values()}
    return Counts(
        **{thing: len(re.findall(f"^{line}", texts[name], re.MULTILINE)) for thing, (name, line) in LINES.items()}
    )


GENERATE = (COLLECTIQ, "generate", "--spec", SPEC, "--out", OUT)

VALIDATE = Peer(
    name="CollectIQ, `validate`",
    write=write,
    command=(COLLECTIQ, "validate", "--spec", SPEC),
    does="The checks alone; nothing is written.",
)
FRESH = Peer(
    name="CollectIQ, `generate`",
    write=write,
    command=GENERATE,
    counts=generated,
    does="All checks, then everything for two environments: Terraform, state machines, runbooks, OpenAPI documents, rules "
    "for terraform-compliance, what a new account needs. One more alarm for each service: it wants dead letters watched.",
)
UNCHANGED = Peer(
    name="CollectIQ, `generate` again",
    write=write,
    command=GENERATE,
    counts=generated,
    does="The same where the output is there already. The others are timed in empty folders alone.",
    warm=True,
)
