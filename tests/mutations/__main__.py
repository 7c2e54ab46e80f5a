"""Plants each mistake of the catalogue and prints what finds it, and last the share: `python -m tests.mutations`."""

import sys
from datetime import date
from pathlib import Path

from generator.pipeline import compile_source
from generator.source import parse
from tests.mutations import Mistake, planted
from tests.mutations.catalogue import MISTAKES

TODAY = date(2026, 12, 1)


def found(mistake: Mistake) -> list[str]:
    """Return the rules that say something about the shop with a mistake in it."""
    source, problems = parse(planted(mistake), "collectiq.yaml")
    return [problem.rule for problem in compile_source(source, problems, Path(), TODAY).diagnostics]


def main() -> int:
    caught = 0
    for mistake in MISTAKES:
        rules = dict.fromkeys(found(mistake))
        caught += mistake.rule in rules
        sys.stdout.write(
            f"{'caught' if mistake.rule in rules else 'MISSED'}  {mistake.name}: {', '.join(rules) or mistake.on_aws}\n"
        )
    sys.stdout.write(f"{caught} of {len(MISTAKES)} kinds of mistakes caught, {100 * caught / len(MISTAKES):.0f} %\n")
    return caught < len(MISTAKES)


if __name__ == "__main__":
    sys.exit(main())
