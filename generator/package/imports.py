"""What a module's text says about other modules: its imports and the names it defines, by Python's own ast."""

import ast
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

_MISSING = frozenset({"ImportError", "ModuleNotFoundError", "Exception"})


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """One import. names: what is taken out of the module, which may be modules too.

    module: dotted, made absolute; it starts with a dot where it leads out of the code. is_optional: the program goes on
    without it.
    """

    line: int
    module: str
    names: tuple[str, ...] = ()
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What one module says. defined: its top-level names, None where a star import may bring any name.

    computed: lines that import a module by a name that is computed at run time.
    """

    imports: tuple[Import, ...]
    computed: tuple[int, ...]
    defined: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class NotPython:
    """Why a text cannot be read."""

    line: int
    message: str


def read(text: bytes, module: str, version: tuple[int, int], *, is_package: bool) -> Facts | NotPython:
    """Return what a module says, read as this version of Python reads it, or as the one that runs this does if that is older."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, feature_version=min(version, sys.version_info[:2]))
    except SyntaxError as error:
        return NotPython(error.lineno or 1, _why(error, version))
    except ValueError as error:
        return NotPython(1, f"this is not valid Python: {error}")
    package = module if is_package else module.rpartition(".")[0]
    found = list(_found(tree))
    imports = [one for node, optional in found for one in _imports(node, package, is_optional=optional)]
    computed = [node.lineno for node, _ in found if isinstance(node, ast.Call) and _is_computed(node)]
    names = set(_names(tree.body))
    return Facts(tuple(sorted(imports)), tuple(sorted(computed)), None if "*" in names else frozenset(names))


def _why(error: SyntaxError, version: tuple[int, int]) -> str:
    running = sys.version_info[:2]
    read, runs = (".".join(str(part) for part in one) for one in (min(version, running), version))
    advice = "" if read == runs else f"; the function runs on {runs}, so run this command with that"
    return f"this is not valid Python {read}: {error.msg}{advice}"


def _found(tree: ast.Module) -> Iterator[tuple[ast.Import | ast.ImportFrom | ast.Call, bool]]:
    """Yield all imports and calls, and whether the program goes on without; what only type checkers see is left out."""
    pending: list[tuple[ast.AST, bool]] = [(tree, False)]
    while pending:
        node, optional = pending.pop()
        children = list(ast.iter_child_nodes(node))
        match node:
            case ast.Import() | ast.ImportFrom() | ast.Call():
                yield node, optional
            case ast.If(test=ast.Name("TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"), orelse=rest):
                children = list(rest)
            case ast.Try(body=body, handlers=handlers) if any(_catches(one.type) for one in handlers):
                pending += [(child, True) for child in body]
                children = [child for child in children if child not in body]
            case ast.With(items=items) if any(_suppresses(item.context_expr) for item in items):
                optional = True
        pending += [(child, optional) for child in children]


def _catches(caught: ast.expr | None) -> bool:
    match caught:
        case None:
            return True
        case ast.Name(name):
            return name in _MISSING
        case ast.Tuple(parts):
            return any(_catches(part) for part in parts)
        case _:
            return False


def _suppresses(manager: ast.expr) -> bool:
    match manager:
        case ast.Call(func=ast.Name("suppress") | ast.Attribute(attr="suppress"), args=caught):
            return any(_catches(one) for one in caught)
        case _:
            return False


def _imports(node: ast.Import | ast.ImportFrom | ast.Call, package: str, *, is_optional: bool) -> Iterator[Import]:
    match node:
        case ast.Import(names=names):
            yield from (Import(node.lineno, name.name, is_optional=is_optional) for name in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            full = absolute(module or "", level, package)
            yield Import(node.lineno, full, tuple(name.name for name in names), is_optional)
        case ast.Call(args=[ast.Constant(str(name)), *_]) if _imports_by_name(node) and not name.startswith("."):
            yield Import(node.lineno, name, is_optional=is_optional)


def absolute(module: str, level: int, package: str) -> str:
    """Return the dotted name of what is imported, with the dots before it resolved."""
    if level == 0:
        return module
    parts = package.split(".") if package else []
    if level > len(parts):
        return "." * level + module
    return ".".join([*parts[: len(parts) - level + 1], *filter(None, [module])])


def _imports_by_name(call: ast.Call) -> bool:
    match call.func:
        case ast.Name("__import__" | "import_module") | ast.Attribute(attr="import_module"):
            return True
        case _:
            return False


def _is_computed(call: ast.Call) -> bool:
    match call:
        case ast.Call(args=[ast.Constant(str(name)), *_]):
            return _imports_by_name(call) and name.startswith(".")
        case _:
            return _imports_by_name(call)


def _names(body: list[ast.stmt]) -> Iterator[str]:
    """Yield the names that statements bind, `*` for a star import; those in `if`, `try` and `with` too."""
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (one.asname or one.name.partition(".")[0] for one in names)
            case _:
                yield from _bound(node)


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that a statement assigns, and those of the statements in it."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Name(name, ast.Store()):
                yield name
            case ast.stmt():
                yield from _names([child])
            case ast.ExceptHandler() | ast.Tuple() | ast.List() | ast.NamedExpr() | ast.withitem():
                yield from _bound(child)
