"""Handlers that are not there: a module that is not beside the spec, a name that it does not define, a folder without code."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from generator.diagnostics import Diagnostic, did_you_mean
from generator.kinds.function import Function
from generator.model import Model, Stack
from generator.package import tree
from generator.package.imports import Facts
from generator.package.reach import Code
from generator.package.target import Target
from generator.package.tree import Tree
from generator.package.wanted import handler_of, parts


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers of functions, looked for in the files beside the spec; each module is read once."""

    tree: Tree
    _codes: dict[Target, Code] = field(default_factory=dict)

    def problem(self, function: Function) -> str | None:
        """Return why the code of a function is not there; None where it is."""
        target = Target(function.runtime, function.architecture)
        if not target.is_python:
            return no_code(f"handlers/{function.package}", self.tree)
        return absent(*parts(function.handler), self._codes.setdefault(target, Code(self.tree, target)))

    def problems(self, model: Model) -> list[Diagnostic]:
        """Return each handler of a system that is not there, once, at the place of the spec that names it."""
        found: dict[Diagnostic, None] = {}
        for stack in model.stacks:
            for key, function in stack.functions.items():
                if message := self.problem(function):
                    found[Diagnostic(handler_of(model, stack, key).path, message, "missing-handler")] = None
        return list(found)


def read(root: Path, stacks: Iterable[Stack]) -> Tree:
    """Return the files below all folders that the code of functions lies in. root: the spec's folder; raises OSError."""
    functions = [function for stack in stacks for function in stack.functions.values()]
    modules = [parts(one.handler)[0] for one in functions if Target(one.runtime, one.architecture).is_python]
    return tree.read(root, frozenset({"handlers", *(module.partition(".")[0] for module in modules)} - {""}))


def absent(module: str, name: str, code: Code) -> str | None:
    """Return why there is no function of this name in a module; None where there is one, or where it cannot be told."""
    if "." not in module:
        return 'name a function in a module of the code, as in "handlers.orders.app:handler"'
    path = code.tree.modules.get(module)
    if path is None:
        return f'there is no module "{module}" beside the spec{did_you_mean(module, code.tree.modules)}'
    facts = code.facts(module)
    if isinstance(facts, Facts) and facts.defined is not None and name not in facts.defined:
        return f'{path} has no "{name}"{did_you_mean(name, facts.defined)}'
    return None


def no_code(folder: str, tree: Tree) -> str | None:
    """Return that a folder which is packaged as it stands has nothing in it; None where it has."""
    return None if tree.below(folder) else f'there is no code in the folder "{folder}", which is packaged as it stands'
