"""A function is kept warm and shifted part by part: AWS keeps no instances warm behind an alias that points at two versions."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related
from generator.effective import origin
from generator.model import Model


def provisioned_concurrency_with_shifting(model: Model) -> Iterator[Diagnostic]:
    """Yield each function that asks for both."""
    for stack in model.stacks:
        for key, function in stack.functions.items():
            if not function.provisioned_concurrency or not function.deployment.shifts:
                continue
            environment = stack.names.environment
            message = (
                f'in "{environment}" this function is deployed as {function.deployment.strategy}, and a version that takes '
                "over in parts cannot have provisioned concurrency; deploy it all_at_once, or leave this out"
            )
            strategy = origin(model.spec, environment, ("functions", key, "deployment", "strategy"))
            yield Diagnostic(
                origin(model.spec, environment, ("functions", key, "provisioned_concurrency")),
                message,
                "provisioned-concurrency-with-shifting",
                related=(Related(strategy, "how it is deployed"),),
                at_key=True,
            )
