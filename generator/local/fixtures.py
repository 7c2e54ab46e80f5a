"""Answers from files: for services and sites that are not on this machine.

A function's folder holds them: `fixtures/<operation>.json` is the body of AWS's answer to an operation that the function
calls, `fixtures/<host>/<METHOD>/<path>.json` that of a site to a request. Packages leave those of sites out.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from generator.kinds.function import Function
from generator.local.substrate import Response
from generator.package.fixtures import FOLDER, SUFFIX

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
SITES = "/_sites"


def folder_of(function: Function, root: Path) -> Path:
    """Return where the module of a function's handler lies."""
    module = function.handler.partition(":")[0]
    return root.joinpath(*module.split(".")[:-1])


def package_of(function: Function, root: Path) -> Path:
    """Return the folder of the whole package that the handler's module is in."""
    return root / function.handler.partition(":")[0].split(".")[0]


def operation(folder: Path, name: str) -> Response | None:
    """Return a file's answer to an operation such as `DetectText`; None where there is no file."""
    path = folder / FOLDER / f"{_CAPITAL.sub('_', name).lower()}{SUFFIX}"
    return _answer(path)


def site(folder: Path, host: str, method: str, path: str) -> Response:
    """Return a file's answer to a request; 404 where there is no file."""
    root = (folder / FOLDER / host / method).resolve()
    wanted = (root / f"{path.strip('/')}{SUFFIX}").resolve()
    found = _answer(wanted) if wanted.is_relative_to(root) else None
    return found or Response(404, {"content-type": "application/json"}, b'{"message": "no such fixture"}')


def redirected(environment: Mapping[str, str], function: Function, root: Path, endpoint: str) -> dict[str, str]:
    """Return the environment with the addresses of sites that have fixtures replaced by local ones."""
    folder = folder_of(function, root)
    return {name: _local(value, function.key, folder, endpoint) for name, value in environment.items()}


def sites(environment: Mapping[str, str], function: Function, root: Path) -> list[str]:
    """Return the hosts in an environment that have fixtures."""
    folder = folder_of(function, root)
    return [address.netloc for value in environment.values() if (address := _address(value, folder))]


def _local(value: str, function: str, folder: Path, endpoint: str) -> str:
    address = _address(value, folder)
    return f"{endpoint}{SITES}/{function}/{address.netloc}{address.path}" if address else value


def _address(value: str, folder: Path) -> SplitResult | None:
    """Return the address of a site that has fixtures; None where a value is none."""
    address = urlsplit(value) if value.startswith(("https://", "http://")) else None
    return address if address and (folder / FOLDER / address.netloc).is_dir() else None


def _answer(path: Path) -> Response | None:
    if not path.is_file():
        return None
    return Response(200, {"content-type": "application/json"}, path.read_bytes())
