"""Functions, classes and objects of the user's code: how they are called, and what their attributes are."""

import ast
from collections.abc import Iterator
from functools import cache

from generator.audit.classes import class_attribute, fields, lineage
from generator.audit.state import Frame, Interpreter, Place
from generator.audit.stdlib import OWN
from generator.audit.storing import module_frame
from generator.audit.unions import join
from generator.audit.values import (
    NONE,
    NOTHING,
    UNKNOWN,
    Arguments,
    Attribute,
    Class,
    Decorated,
    Entries,
    Environ,
    Function,
    Instance,
    Items,
    Known,
    Many,
    Module,
    Outline,
    Outside,
    Partial,
    Super,
    Unknown,
    Value,
    Values,
)

_KINDS = {
    "builtins.property": "property",
    "functools.cached_property": "property",
    "builtins.staticmethod": "staticmethod",
    "builtins.classmethod": "classmethod",
}
_GENERATES = (ast.Yield, ast.YieldFrom)
_MOST_CONTEXTS = 100
_MOST_FRAMES = 2_500


def decorated(reader: Interpreter, decorators: Values, values: Values, place: Place) -> Values:
    """Return what a decorator makes of a function or class; one of other people's code is taken to call it."""
    found: list[Values] = []
    for decorator in decorators:
        match decorator:
            case Outside(path) if path in _KINDS:
                found.append(frozenset(Decorated(_KINDS[path], value) for value in values))
            case Function() | Class() | Instance() | Partial():
                found.append(reader.call(frozenset({decorator}), Arguments((values,)), place))
            case Outside(path) if path.partition(".")[0] in OWN:
                found.append(values)
            case _:
                reader.hand(values)
                found.append(values)
    return join(found)


def call(reader: Interpreter, function: Function, given: Arguments, place: Place) -> Values:
    """Return what a call of a function may return."""
    if function.bound is not None:
        first = frozenset({function.bound})
        given = Arguments((first, *given.positional), given.named, given.star, given.named_star)
    frame = _frame(reader, function, _limited(reader, function, given))
    here = reader.store.frames[frame]
    if not reader.enter(frame, place):
        return frozenset({Many(here.yielded)}) if _generates(function.node) else here.returned
    if isinstance(function.node, ast.Lambda):
        reader.store.give(frame, returned=reader.value(function.node.body, frame))
        return here.returned
    reader.run(function.node.body, frame)
    if _generates(function.node):
        return frozenset({Many(here.yielded)})
    return here.returned | NONE if _may_end(function.node.body) else here.returned


def _limited(reader: Interpreter, function: Function, given: Arguments) -> Arguments:
    """Return the arguments, or any at all where there are so many different calls that they are not told apart."""
    seen = reader.contexts.setdefault(function.node, set())
    if given in seen or (len(seen) < _MOST_CONTEXTS and len(reader.store.frames) < _MOST_FRAMES):
        seen.add(given)
        return given
    first = given.positional[:1] if function.bound is not None else ()
    return Arguments(first, (), UNKNOWN, UNKNOWN)


def _frame(reader: Interpreter, function: Function, given: Arguments) -> int:
    """Return the frame of a call: calls with the same arguments share one."""
    outer = reader.store.frames[function.frame]
    made = Frame(outer.module, function.frame, owner=function.owner)
    frame = reader.store.frame((function.node, function.frame, function.bound, given), made)
    arguments = function.node.args
    parameters = [*arguments.posonlyargs, *arguments.args]
    for number, parameter in enumerate(parameters):
        reader.store.assign(frame, parameter.arg, _passed(reader, function, given, parameter.arg, number))
    if function.owner and parameters:
        reader.store.frames[frame].this = reader.store.frames[frame].values[parameters[0].arg]
    for parameter in arguments.kwonlyargs:
        reader.store.assign(frame, parameter.arg, _passed(reader, function, given, parameter.arg, None))
    _rest(reader, function, given, frame)
    return frame


def _passed(reader: Interpreter, function: Function, given: Arguments, name: str, number: int | None) -> Values:
    """Return what a parameter may be: what is passed for it, else its default."""
    named = dict(given.named)
    if number is not None and number < len(given.positional):
        return given.positional[number]
    if name in named:
        return named[name]
    more = given.named_star | (given.star if number is not None else NOTHING)
    default = _default(function.node.args, name)
    return more | (reader.value(default, function.frame) if default else NOTHING) or UNKNOWN


def _default(arguments: ast.arguments, name: str) -> ast.expr | None:
    positional = [*arguments.posonlyargs, *arguments.args]
    with_default = positional[len(positional) - len(arguments.defaults) :]
    pairs = [
        *zip(with_default, arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return next((default for parameter, default in pairs if parameter.arg == name), None)


def _rest(reader: Interpreter, function: Function, given: Arguments, frame: int) -> None:
    """Bind `*args` and `**kwargs`."""
    arguments = function.node.args
    count = len(arguments.posonlyargs) + len(arguments.args)
    if arguments.vararg:
        rest = given.positional[count:]
        found = Many(join([*rest, given.star])) if given.star else Items(rest)
        reader.store.assign(frame, arguments.vararg.arg, frozenset({found}))
    if arguments.kwarg:
        own = {one.arg for one in (*arguments.args, *arguments.kwonlyargs)}
        entries = tuple((Known(name), values) for name, values in given.named if name not in own)
        reader.store.assign(frame, arguments.kwarg.arg, frozenset({Entries(entries, given.named_star)}))


@cache
def _generates(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
    return not isinstance(node, ast.Lambda) and any(isinstance(one, _GENERATES) for one in own_nodes(node))


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a function, without those of functions in it."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            yield from own_nodes(child)


def _may_end(body: list[ast.stmt]) -> bool:
    """Tell whether statements may end without `return` or an exception."""
    match body[-1] if body else None:
        case ast.Return() | ast.Raise():
            return False
        case ast.If(body=body, orelse=orelse):
            return _may_end(body) or _may_end(orelse)
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
            ways = [orelse or body, *(one.body for one in handlers)]
            return any(map(_may_end, ways)) and (not final or _may_end(final))
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return _may_end(body)
        case ast.Match(cases=cases):
            whole = any(
                isinstance(one.pattern, ast.MatchAs) and not one.pattern.pattern and not one.guard for one in cases
            )
            return not whole or any(_may_end(one.body) for one in cases)
        case ast.While(test=ast.Constant(True)):
            return False
        case _:
            return True


def make(reader: Interpreter, of: Class, given: Arguments, place: Place) -> Values:
    """Return the object that a class makes."""
    made = Instance(of, reader.store.object(of, given))
    start = class_attribute(reader, of, "__init__")
    functions = [value for value in start if isinstance(value, Function)]
    for function in functions:
        bound = Function(function.node, function.frame, function.owner, made)
        reader.call(frozenset({bound}), given, place)
    if not functions:
        for number, (name, default) in enumerate(fields(reader, of)):
            passed = dict(given.named).get(name) or (
                given.positional[number] if number < len(given.positional) else given.named_star | given.star
            )
            reader.store.set_attribute(made.key, name, passed or default)
    return frozenset({made})


def attribute(reader: Interpreter, value: Value, name: str, place: Place) -> Values:
    """Return what an attribute of a value may be."""
    match value:
        case Module(module):
            found = reader.store.frames[module_frame(reader, module)].values.get(name)
            return found if found is not None else reader.module(f"{module}.{name}", place)
        case Instance(of, number):
            own = reader.store.objects[number].get(name, NOTHING)
            shared = join(_bound(reader, one, value, place) for one in class_attribute(reader, of, name))
            return own or shared
        case Class():
            return join(_of_class(one, value) for one in class_attribute(reader, value, name))
        case Super(of, instance):
            above = [one for one in lineage(reader, of) if one != of][:1]
            found = join(class_attribute(reader, one, name) for one in above)
            return join(_bound(reader, one, instance, place) for one in found)
        case Outside(path):
            return frozenset({Environ() if f"{path}.{name}" == "os.environ" else Outside(f"{path}.{name}")})
        case Outline(attributes):
            return dict(attributes).get(name, UNKNOWN)
        case Known(None):
            return NOTHING
        case Known() if name == "value":
            return frozenset({value})
        case Unknown() | Attribute() | Function() | Decorated():
            return frozenset({Attribute(Unknown(), name)})
        case _:
            return frozenset({Attribute(value, name)})


def _bound(reader: Interpreter, found: Value, instance: Value, place: Place) -> Values:
    """Return what a class's attribute is on an object of it."""
    match found:
        case Function(node, frame, owner, None) if owner is not None:
            return frozenset({Function(node, frame, owner, instance)})
        case Decorated("property", Function(node, frame, owner, None)):
            return reader.call(frozenset({Function(node, frame, owner, instance)}), Arguments(), place)
        case Decorated("classmethod", Function(node, frame, owner, None)) if isinstance(instance, Instance):
            return frozenset({Function(node, frame, owner, instance.of)})
        case Decorated(_, inner):
            return frozenset({inner})
        case _:
            return frozenset({found})


def _of_class(found: Value, of: Class) -> Values:
    match found:
        case Decorated("classmethod", Function(node, frame, owner, None)):
            return frozenset({Function(node, frame, owner, of)})
        case Decorated("staticmethod", inner):
            return frozenset({inner})
        case Decorated():
            return UNKNOWN
        case _:
            return frozenset({found})
