"""Which packages a system needs: one for each folder of code and what it runs on."""

from collections.abc import Iterable
from dataclasses import dataclass

from generator.diagnostics import Diagnostic, Related, SpecPath
from generator.effective import origin
from generator.model import Model, Stack
from generator.package.target import Target


@dataclass(frozen=True, slots=True, order=True)
class Handler:
    """What one function calls: `package.module`, and the name of the function in it. path: where the spec says so."""

    module: str
    name: str
    path: SpecPath

    @property
    def top(self) -> str:
        """The folder that all its code lies below, such as `handlers`."""
        return self.module.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One zip. label: names it in `dist/`: its package, and its target where a package has several."""

    package: str
    target: Target
    label: str
    handlers: tuple[Handler, ...]

    @property
    def folder(self) -> str:
        """Where its own code lies."""
        return f"{self.handlers[0].top}/{self.package}" if self.target.is_python else f"handlers/{self.package}"


def wanted(model: Model) -> tuple[list[Wanted], list[Diagnostic]]:
    """Return the packages of all environments, sorted, and what two functions of one package disagree about."""
    handlers: dict[tuple[str, Target], dict[str, Handler]] = {}
    for stack in model.stacks:
        for key, function in stack.functions.items():
            found = handlers.setdefault((function.package, target_of(stack, key)), {})
            found.setdefault(function.handler, handler_of(model, stack, key))
    packages = [package for package, _ in handlers]
    problems = list(dict.fromkeys(problem for stack in model.stacks for problem in _conflicts(model, stack)))
    return [
        Wanted(package, target, label(package, target, packages), tuple(sorted(found.values())))
        for (package, target), found in sorted(handlers.items())
    ], problems


def label(package: str, target: Target, packages: Iterable[str]) -> str:
    """Return what a package is called in `dist/`; packages: one for each zip."""
    return package if list(packages).count(package) == 1 else f"{package}@{target.label}"


def target_of(stack: Stack, function: str) -> Target:
    """Return what a function runs on."""
    entry = stack.functions[function]
    return Target(entry.runtime, entry.architecture)


def parts(handler: str) -> tuple[str, str]:
    """Return the module and the name that a handler of Python's says, in whatever form: `a.b:c`, `a.b.c` or `a/b.c`."""
    text = handler.replace("/", ".")
    module, _, name = text.rpartition(":" if ":" in text else ".")
    return module, name


def handler_of(model: Model, stack: Stack, key: str) -> Handler:
    """Return what a function calls."""
    module, name = parts(stack.functions[key].handler)
    return Handler(module, name, origin(model.spec, stack.names.environment, ("functions", key, "handler")))


def _conflicts(model: Model, stack: Stack) -> Iterable[Diagnostic]:
    """Yield each function that shares its code with one that runs on something else."""
    first: dict[str, str] = {}
    for key, function in stack.functions.items():
        other = first.setdefault(function.package, key)
        ours, theirs = target_of(stack, key), target_of(stack, other)
        if ours == theirs:
            continue
        setting = "runtime" if ours.runtime != theirs.runtime else "architecture"
        message = (
            f'the function shares the code "{function.package}" with "{other}", which runs on '
            f"{theirs.runtime} and {theirs.architecture}; one package runs on one of each"
        )
        place = origin(model.spec, stack.names.environment, ("functions", key, setting))
        yield Diagnostic(place, message, "shared-code", related=(Related(("functions", other), "the other function"),))
