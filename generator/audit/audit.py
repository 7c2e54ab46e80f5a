"""All functions of all environments, read and judged."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generator.audit import services, verdicts
from generator.audit.machine import Machine, Sources
from generator.audit.report import Judged, Report
from generator.audit.state import Doubt, Found, Place
from generator.audit.values import Known, Value
from generator.kinds.function import Function
from generator.model import Model, Stack
from generator.package import handlers
from generator.package.handlers import Handlers
from generator.package.wanted import parts


@dataclass(frozen=True, slots=True)
class Code:
    """The code of a system, each handler read once for the same environment variables. folder: where the spec lies."""

    folder: Path
    sources: Sources
    handlers: Handlers
    _found: dict[tuple[str, frozenset[tuple[str, Value]]], Found] = field(default_factory=dict)

    def found(self, function: Function, stack: Stack) -> Found:
        """Return what a function's code calls in a stack."""
        if self.handlers.problem(function):
            return Found(is_read=False)
        module, name = parts(function.handler)
        if not function.runtime.startswith("python"):
            return _unread(f"{function.runtime} is not read, only Python is")
        variables = dict(_variables(function, stack))
        key = (function.handler, frozenset(variables.items()))
        if key not in self._found:
            self._found[key] = Machine(self.sources, variables).read(module, name)
        return self._found[key]


def audit(model: Model, folder: Path) -> Report:
    """Return what the grants of all functions lack and have too much, and what cannot be told.

    folder: where the spec lies. Raises SdkMissing without botocore, OSError where the disk refuses.
    """
    services.demand()
    return compare(model, code(model, folder))


def code(model: Model, folder: Path) -> Code:
    """Return the code of a system, not read yet."""
    files = handlers.read(folder, model.stacks)
    return Code(folder, Sources(files), Handlers(files))


def compare(model: Model, code: Code) -> Report:
    """Return what differs between the grants and the code."""
    judged = [
        Judged(stack, key, verdicts.of(function, stack, code.found(function, stack)))
        for stack in model.stacks
        for key, function in stack.functions.items()
    ]
    return Report(model, code.sources, code.folder, judged, code.handlers.problems(model))


def _unread(message: str) -> Found:
    return Found(doubts={Doubt(Place("", 0, 0), message)}, is_read=False)


def _variables(function: Function, stack: Stack) -> Iterator[tuple[str, Value]]:
    """Yield the environment variables that the code sees: the spec's, and some of Lambda's own."""
    for name, value in function.environment.items():
        yield name, Known(value)
    yield "AWS_REGION", Known(stack.names.region)
    yield "AWS_LAMBDA_FUNCTION_NAME", Known(function.name)
