"""Every id that a command prints in brackets has a page, and no page is about an id that nothing prints."""

import ast
from collections.abc import Iterator
from functools import cache

from generator import pages
from tests.tools import ROOT

# What makes a problem or a change, and which of its arguments is the id; the functions that hand one on call it `rule`.
MAKERS = {"Diagnostic": 2, "Change": 1, "problem": 1}
ID = "rule"


def parameters(function: ast.FunctionDef) -> list[str]:
    every = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return [one.arg for one in every if one.arg != "self"]


def handed(within: ast.AST, makers: dict[str, int]) -> Iterator[ast.expr]:
    """Yield what stands for the id in each call of a maker."""
    for call in ast.walk(within):
        match call:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in makers:
                named = [keyword.value for keyword in call.keywords if keyword.arg == ID]
                yield from named or call.args[makers[name] : makers[name] + 1]


def texts(within: ast.AST) -> set[str]:
    return {one.value for one in ast.walk(within) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def returned(name: str, function: ast.FunctionDef, functions: list[ast.FunctionDef]) -> set[str]:
    """Return the ids of a variable that another function of the module gives with its message."""
    found: set[str] = set()
    for assigned in ast.walk(function):
        match assigned:
            case ast.Assign(targets=[ast.Tuple(elts=elts)], value=ast.Call(func=ast.Name(id=called))):
                names = [one.id for one in elts if isinstance(one, ast.Name)]
                if name in names:
                    [source] = [one for one in functions if one.name == called]
                    answers = [one.value for one in ast.walk(source) if isinstance(one, ast.Return)]
                    given = [one.elts[names.index(name)] for one in answers if isinstance(one, ast.Tuple)]
                    found |= {text for one in given for text in texts(one)}
    assert found, f"which ids can {function.name} print by {name}?"
    return found


def printed_by(tree: ast.Module) -> Iterator[str]:
    """Yield the ids that the problems of a module can have."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    forwarding = [
        one for one in functions
        if ID in parameters(one) and ID in {name.id for name in handed(one, MAKERS) if isinstance(name, ast.Name)}
    ]  # fmt: skip
    makers = MAKERS | {one.name: parameters(one).index(ID) for one in forwarding}
    for function in functions:
        for given in handed(function, makers):
            if not isinstance(given, ast.Name):
                yield from texts(given)
            elif function not in forwarding:
                yield from returned(given.id, function, functions)
    for function in forwarding:
        yield from (text for one in (*function.args.defaults, *function.args.kw_defaults) if one for text in texts(one))


@cache
def printed() -> set[str]:
    files = sorted((ROOT / "generator").rglob("*.py"))
    return {one for file in files for one in printed_by(ast.parse(file.read_text(encoding="utf-8")))}


def test_every_id_that_is_printed_has_a_page() -> None:
    assert set() == printed() - set(pages.ids())


def test_no_page_is_about_an_id_that_nothing_prints() -> None:
    assert set() == set(pages.ids()) - printed()
