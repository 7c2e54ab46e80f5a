"""One environment's name begins with another's, so that the pipelines of the other reach its things."""

from collections.abc import Iterator
from itertools import permutations

from generator.diagnostics import Diagnostic, Related
from generator.model import Model
from generator.names import Names, token


def environment_prefix_clash(model: Model) -> Iterator[Diagnostic]:
    """Yield each environment on whose things, or in whose place, the jobs of another one could act."""
    if "repository" not in model.system:
        return
    homes = [stack.names for stack in model.stacks if stack.home]
    for short, long in permutations(homes, 2):
        reach = _reach(short, long)
        if reach:
            message = f'{reach}; give "{long.environment}" a name that does not begin with "{short.environment}-"'
            yield Diagnostic(
                ("environments", long.environment),
                message,
                "environment-prefix-clash",
                related=(Related(("environments", short.environment), "the other one"),),
                at_key=True,
            )


def _reach(short: Names, long: Names) -> str:
    """Return what the jobs of one environment could do in the other; empty where they can do nothing."""
    if long.environment == short.plan_environment:
        return f'jobs that plan "{short.environment}" run as "{long.environment}" on GitHub, and could take its roles'
    shared = short.account == long.account != token("account")
    if shared and long.environment.startswith(f"{short.environment}-"):
        return f'roles of the pipelines of "{short.environment}" act on all "{short.prefix}-*", which is "{long.environment}" too'
    return ""
