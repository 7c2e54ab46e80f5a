"""A function is kept warm and shifted part by part: AWS keeps no instances warm behind an alias that points at two versions."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, SpecPath, together
from generator.effective import origin
from generator.model import Model


def provisioned_concurrency_with_shifting(model: Model) -> Iterator[Diagnostic]:
    """Yield each function that asks for both."""
    for (place, strategy, written), where in together(_found(model)):
        message = (
            f"in {where}, this function is deployed as {strategy}, and a version that takes over in parts cannot have "
            "provisioned concurrency; deploy it all_at_once, or leave this out"
        )
        related = (Related(written, "how it is deployed"),)
        yield Diagnostic(place, message, "provisioned-concurrency-with-shifting", related=related, at_key=True)


def _found(model: Model) -> Iterator[tuple[tuple[SpecPath, str, SpecPath], str]]:
    """Yield where such a function asks for it, the strategy and where that is written, with the environment."""
    for stack in model.stacks:
        environment = stack.names.environment
        for key, function in stack.functions.items():
            if function.provisioned_concurrency and function.deployment.shifts:
                place = origin(model.spec, environment, ("functions", key, "provisioned_concurrency"))
                written = origin(model.spec, environment, ("functions", key, "deployment", "strategy"))
                yield (place, function.deployment.strategy, written), environment
