"""What each kind of statement does. Both ways of a branch are read, unless the condition is known."""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.audit import variables
from generator.audit.containers import steps
from generator.audit.objects import decorated
from generator.audit.state import Frame, Interpreter
from generator.audit.storing import module_frame, store
from generator.audit.unions import join, truth
from generator.audit.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Class,
    Function,
    Instance,
    Many,
    Module,
    Value,
    Values,
)
from generator.package.imports import absolute

Run = Callable[[Interpreter, Any, int], None]


def _assignment(reader: Interpreter, node: ast.Assign, frame: int) -> None:
    values = reader.value(node.value, frame)
    for target in node.targets:
        store(reader, target, values, frame)


def _annotated(reader: Interpreter, node: ast.AnnAssign, frame: int) -> None:
    if node.value:
        store(reader, node.target, reader.value(node.value, frame), frame)


def _augmented(reader: Interpreter, node: ast.AugAssign, frame: int) -> None:
    combined = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
    store(reader, node.target, reader.value(combined, frame), frame)


def _function(reader: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: int) -> None:
    here = reader.store.frames[frame]
    outer = here.parent if here.is_class and here.parent is not None else frame
    values: Values = frozenset({Function(node, outer, here.owner if here.is_class else None)})
    reader.store.assign(frame, node.name, _decorated(reader, node, values, frame))


def _class(reader: Interpreter, node: ast.ClassDef, frame: int) -> None:
    here = reader.store.frames[frame]
    inner = reader.store.frame((node, frame), Frame(here.module, frame, is_class=True))
    made = Class(node, inner)
    reader.store.frames[inner].owner = made
    reader.run(node.body, inner)
    reader.store.assign(frame, node.name, _decorated(reader, node, frozenset({made}), frame))


def _decorated(
    reader: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, values: Values, frame: int
) -> Values:
    for decorator in reversed(node.decorator_list):
        values = decorated(reader, reader.value(decorator, frame), values, reader.place(decorator, frame))
    return values


def _answer(reader: Interpreter, node: ast.Return, frame: int) -> None:
    reader.store.give(frame, returned=reader.value(node.value, frame) if node.value else NONE)


def _branch(reader: Interpreter, node: ast.If | ast.While, frame: int) -> None:
    holds = truth(reader.value(node.test, frame))
    if holds is not False:
        reader.run(node.body, frame)
    if holds is not True or isinstance(node, ast.While):
        reader.run(node.orelse, frame)


def _loop(reader: Interpreter, node: ast.For | ast.AsyncFor, frame: int) -> None:
    for _, values in steps(reader.value(node.iter, frame)):
        store(reader, node.target, values, frame)
    reader.run([*node.body, *node.orelse], frame)


def _context(reader: Interpreter, node: ast.With | ast.AsyncWith, frame: int) -> None:
    for item in node.items:
        values = reader.value(item.context_expr, frame)
        place = reader.place(item.context_expr, frame)
        entered = join(_entered(reader, value, place) for value in values)
        if item.optional_vars:
            store(reader, item.optional_vars, entered, frame)
    reader.run(node.body, frame)


def _entered(reader: Interpreter, value: Value, place: Any) -> Values:
    match value:
        case Many(item):
            return item
        case Instance():
            for name in ("__exit__", "__aexit__"):
                reader.call(reader.attribute(frozenset({value}), name, place), Arguments((UNKNOWN,) * 3), place)
            return join(
                reader.call(reader.attribute(frozenset({value}), name, place), Arguments(), place)
                for name in ("__enter__", "__aenter__")
            )
        case _:
            return frozenset({value})


def _attempt(reader: Interpreter, node: Any, frame: int) -> None:
    catches = variables.catches(node)
    reader.catching += catches
    reader.run(node.body, frame)
    reader.catching -= catches
    for handler in node.handlers:
        if handler.type:
            reader.value(handler.type, frame)
        if handler.name:
            reader.store.assign(frame, handler.name, UNKNOWN)
        reader.run(handler.body, frame)
    reader.run([*node.orelse, *node.finalbody], frame)


def _match(reader: Interpreter, node: ast.Match, frame: int) -> None:
    subject = reader.value(node.subject, frame)
    for case in node.cases:
        whole = case.pattern.name if isinstance(case.pattern, ast.MatchAs) and not case.pattern.pattern else None
        for name in _captured(case.pattern):
            reader.store.assign(frame, name, subject if name == whole else UNKNOWN)
        if case.guard:
            reader.value(case.guard, frame)
        reader.run(case.body, frame)


def _captured(pattern: ast.pattern) -> Iterator[str]:
    for node in ast.walk(pattern):
        match node:
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                yield name
            case _:
                continue


def _plain(reader: Interpreter, node: Any, frame: int) -> None:
    """Read the expressions of a statement that has nothing else: an expression, `raise`, `assert`, `del`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            reader.value(child, frame)


def _imported(reader: Interpreter, node: ast.Import, frame: int) -> None:
    place = reader.place(node, frame)
    for alias in node.names:
        whole = reader.module(alias.name, place)
        top = whole if alias.asname else reader.module(alias.name.partition(".")[0], place)
        reader.store.assign(frame, alias.asname or alias.name.partition(".")[0], top)


def _imported_from(reader: Interpreter, node: ast.ImportFrom, frame: int) -> None:
    place = reader.place(node, frame)
    module = reader.store.frames[frame].module
    package = module.removesuffix(".__init__") if module.endswith(".__init__") else module.rpartition(".")[0]
    source = reader.module(absolute(node.module or "", node.level, package), place)
    for alias in node.names:
        if alias.name != "*":
            reader.store.assign(frame, alias.asname or alias.name, reader.attribute(source, alias.name, place))
            continue
        for name, values in _public(reader, source):
            reader.store.assign(frame, name, values)


def _public(reader: Interpreter, source: Values) -> Iterator[tuple[str, Values]]:
    for value in source:
        if isinstance(value, Module):
            frame = reader.store.frames[module_frame(reader, value.name)]
            yield from ((name, values) for name, values in frame.values.items() if not name.startswith("_"))


def _outer(reader: Interpreter, node: ast.Global | ast.Nonlocal, frame: int) -> None:
    """Let assignments to a name go where it is declared to be."""
    here = reader.store.frames[frame]
    at = here.parent
    while at is not None and reader.store.frames[at].parent is not None and isinstance(node, ast.Global):
        at = reader.store.frames[at].parent
    if at is not None:
        here.outer = {**here.outer, **dict.fromkeys(node.names, at)}


def _nothing(_: Interpreter, __: ast.stmt, ___: int) -> None:
    """Pass over what does nothing by itself."""


STATEMENTS: Mapping[type[ast.stmt], Run] = {
    ast.Assign: _assignment,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Return: _answer,
    ast.If: _branch,
    ast.While: _branch,
    ast.For: _loop,
    ast.AsyncFor: _loop,
    ast.With: _context,
    ast.AsyncWith: _context,
    ast.Try: _attempt,
    ast.TryStar: _attempt,
    ast.Match: _match,
    ast.Expr: _plain,
    ast.Raise: _plain,
    ast.Assert: _plain,
    ast.Delete: _plain,
    ast.Import: _imported,
    ast.ImportFrom: _imported_from,
    ast.Global: _outer,
    ast.Nonlocal: _outer,
    ast.Pass: _nothing,
    ast.Break: _nothing,
    ast.Continue: _nothing,
}
