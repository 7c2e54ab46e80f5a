"""What a cold start of each handler costs before its first call: import time over that of bare Python, and the package's size.

usage: python -m benchmarks.cold_start

Imports run in this interpreter and environment, alternating, with the environment variables that the spec gives a function in
its first environment. A function over its budget fails the run: the one for what a person waits for is the smaller one.
"""

import os
import statistics
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.run import cpu_seconds
from generator.kinds.function import Function
from generator.model import Stack
from generator.package import build
from generator.pipeline import compile_spec

ROUNDS = 5
# Multiples of `python -c pass`; measured in November 2026: 6 to 34. A heavy new import shows, noise does not.
BUDGET_OF_ROUTES = 45
BUDGET = 50


def environment(stack: Stack, function: Function) -> Mapping[str, str]:
    """Return what the function finds in its environment on AWS, with keys that open nothing."""
    aws = {
        "AWS_REGION": stack.names.region,
        "AWS_DEFAULT_REGION": stack.names.region,
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
    }
    keys = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd()), **aws, **keys, **function.environment}


def main() -> None:
    """Print the table, and exit 1 where a function is over its budget."""
    compiled = compile_spec(Path("collectiq.yaml"))
    if compiled.model is None:
        sys.exit("collectiq.yaml has errors: collectiq validate")
    stack = compiled.model.stacks[0]
    built = build.build(compiled.model, Path(), Path("dist"), lambda _: None)
    sizes = {package.name: package.size for package in built.packages}
    routed = {route.target.key for route in stack.routes.values()}
    times: dict[str, list[float]] = {name: [] for name in stack.functions}
    bare: list[float] = []
    for _ in range(ROUNDS):
        bare.append(cpu_seconds([sys.executable, "-c", "pass"]))
        for name, function in stack.functions.items():
            module = function.entry_point.rpartition(".")[0]
            times[name].append(cpu_seconds([sys.executable, "-c", f"import {module}"], environment(stack, function)))
    unit = statistics.median(bare)
    print("| function | import, in multiples of `python -c pass` | package, KB zipped |\n|---|---|---|")
    over = []
    for name, measured in times.items():
        ratio = statistics.median(measured) / unit
        print(f"| {name} | {ratio:.0f} | {sizes.get(name, 0) // 1024} |")
        if ratio > (BUDGET_OF_ROUTES if name in routed else BUDGET):
            over.append(name)
    if over:
        sys.exit(f"over budget: {', '.join(over)}")


if __name__ == "__main__":
    main()
