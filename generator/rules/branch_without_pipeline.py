"""Pushes to an environment's branch start none of the pipelines that deploy: nothing comes there any more."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity, SpecPath, together
from generator.effective import origin
from generator.model import Model, Stack

_DEPLOYS = ("infrastructure", "backend", "frontend")


def branch_without_pipeline(model: Model) -> Iterator[Diagnostic]:
    """Yield each branch of an environment that no pipeline of a kind has among its own, where there are such pipelines."""
    for (place, kind, branch), where in together(_found(model)):
        message = (
            f'pushes to "{branch}", the branch of {where}, start no pipeline of kind {kind}; add it here, or correct the branch '
            f"that {where} names"
        )
        yield Diagnostic(place, message, "branch-without-pipeline", Severity.WARNING, at_key=True)


def _found(model: Model) -> Iterator[tuple[tuple[SpecPath, str, str], str]]:
    for stack in model.stacks:
        name, branch = stack.names.environment, stack.environment.branch
        for kind in _DEPLOYS if stack.home and not stack.environment.ephemeral else ():
            pipelines = [one for one in stack.pipelines.values() if one.kind == kind and _has_work(stack, kind)]
            if pipelines and all(one.branches and branch not in one.branches for one in pipelines):
                place = origin(model.spec, name, ("pipelines", pipelines[0].key, "branches"))
                yield (place, kind, branch), name


def _has_work(stack: Stack, kind: str) -> bool:
    """Tell whether an environment has what a kind of pipeline brings there."""
    return bool({"backend": stack.functions, "frontend": stack.frontends}.get(kind, True))
