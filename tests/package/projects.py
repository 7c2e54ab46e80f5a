"""Small projects and wheels that the tests of packages are made of."""

import hashlib
import io
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

from generator import report
from generator.package.build import Build, build
from generator.pipeline import compile_spec

HANDLER = "def handler(event, context):\n    return event\n"
LINUX = "manylinux_2_17"


def spec(functions: Mapping[str, str] | None = None, environments: str = "{dev: {regions: [us-east-1]}}") -> str:
    """Return the text of a spec with these functions: name -> settings, in YAML's short form."""
    given = functions or {"orders": "handler: handlers.orders.app:handler"}
    lines = [f"  {name}: {{{settings}}}" for name, settings in given.items()]
    head = ["version: 1", "system: {name: shop}", f"environments: {environments}", "functions:"]
    return "\n".join([*head, *lines]) + "\n"


def project(folder: Path, files: Mapping[str, str | bytes], text: str | None = None) -> Path:
    """Write a spec and these files, one handler that does nothing where there are none."""
    contents = {"collectiq.yaml": text or spec(), **(files or {"handlers/orders/app.py": HANDLER})}
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def built(folder: Path) -> Build:
    """Build the packages of a project into its `dist/`."""
    compiled = compile_spec(folder / "collectiq.yaml")
    assert compiled.model, report.text(compiled.diagnostics, compiled.source, colour=False)
    return build(compiled.model, folder, folder / "dist", lambda _said: None)


def problems(folder: Path) -> list[str]:
    """Return what is wrong with the packages of a project: "rule: message", in the order found."""
    return [f"{problem.rule}: {problem.message}" for problem in built(folder).problems]


def names(folder: Path, package: str = "orders") -> list[str]:
    """Return the paths in a package of a project, which this builds."""
    assert problems(folder) == []
    with zipfile.ZipFile(folder / "dist" / f"{package}.zip") as archive:
        assert archive.testzip() is None
        return archive.namelist()


def wheel(
    folder: Path, named: str, files: Mapping[str, bytes], *, tag: str = "py3-none-any", requires: tuple[str, ...] = ()
) -> str:
    """Write a wheel and return the line that locks it; named: such as `pets 2.0`, or `pets` for 1.0; a script is executable."""
    name, _, version = named.partition(" ")
    stem = f"{name.replace('-', '_')}-{version or '1.0'}"
    metadata = [f"Name: {name}", f"Version: {version or '1.0'}", *(f"Requires-Dist: {one}" for one in requires)]
    facts = {
        f"{stem}.dist-info/METADATA": "\n".join(["Metadata-Version: 2.1", *metadata, ""]).encode(),
        f"{stem}.dist-info/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n".encode(),
        f"{stem}.dist-info/RECORD": b"",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in {**files, **facts}.items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = (stat.S_IFREG | (0o755 if content.startswith(b"#!") else 0o644)) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}-{tag}.whl").write_bytes(buffer.getvalue())
    return f"{name}=={version or '1.0'} --hash=sha256:{hashlib.sha256(buffer.getvalue()).hexdigest()}"


def lock(*lines: str) -> str:
    """Return a lock of wheels that lie in `wheels/` beside the handlers."""
    return "\n".join(["--no-index", "--find-links ../wheels", *lines]) + "\n"
