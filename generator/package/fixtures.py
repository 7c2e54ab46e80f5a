"""Answers that stand for sites and services on a developer's machine: they lie beside a handler, and packages leave them out.

Those of services stay where an environment imitates some (`mocks`): its deployed functions answer from their own packages.
"""

from collections.abc import Iterable
from dataclasses import replace

from generator.package.tree import Tree

FOLDER = "fixtures"
SUFFIX = ".json"
_SITE_DEPTH = 2  # folders below that of the fixtures: the host and the method


def folder(module: str) -> str:
    """Return where the fixtures of a handler's module lie: `handlers/orders/fixtures` for `handlers.orders.app`."""
    return "/".join([*module.split(".")[:-1], FOLDER])


def without(tree: Tree, modules: Iterable[str], *, imitated: bool) -> Tree:
    """Return a tree without the fixtures of these handlers' modules. imitated: those of services stay."""
    folders = [f"{folder(module)}/" for module in modules]
    left_out = {
        path
        for path in (*tree.files, *tree.refused)
        for start in folders
        if path.startswith(start) and _is_local(path.removeprefix(start), imitated=imitated)
    }
    return replace(
        tree,
        files={path: executable for path, executable in tree.files.items() if path not in left_out},
        refused={path: why for path, why in tree.refused.items() if path not in left_out},
    )


def _is_local(path: str, *, imitated: bool) -> bool:
    """Tell whether a file is used on a developer's machine only. path: below the folder of the fixtures."""
    depth = path.count("/")
    return path.endswith(SUFFIX) and (depth >= _SITE_DEPTH or (depth == 0 and not imitated))
