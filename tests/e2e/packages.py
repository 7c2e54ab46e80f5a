"""Packages as the engine runs them: it has no Python runtime of AWS's, so each zip gets a `bootstrap` that is one.

AWS's own runtime client serves the functions, out of an environment that holds it and boto3 and nothing else, as AWS's
runtimes do: what a package forgets is missing here as well. What was compiled for the functions' own architecture and
Python is replaced by this machine's build of the same distribution.
"""

import io
import json
import sysconfig
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tests.e2e.engine import Engine
from tests.tools import tool

VARIABLES = "packages.auto.tfvars.json"

BOOTSTRAP = """#!/bin/sh
export PYTHONPATH="$LAMBDA_TASK_ROOT" PYTHONPYCACHEPREFIX="$TMPDIR/bytecode"
exec {python} -m awslambdaric "$_HANDLER"
"""

_INSTALLED = Path(sysconfig.get_path("purelib"))
_EXECUTABLE = 0o100755 << 16
_UNIX = 3


def run_here(engine: Engine, bucket: str, root: Path) -> None:
    """Put a version of each uploaded package beside it that runs on this machine, and let Terraform point at it.

    root: the Terraform root whose packages were uploaded.
    """
    python = tool("lambda-runtime", "python")
    s3 = engine.client("s3")
    told = json.loads((root / VARIABLES).read_text(encoding="utf-8"))
    for name, place in told["packages"].items():
        uploaded = s3.get_object(Bucket=bucket, Key=place["key"])["Body"].read()
        body = _adapted(uploaded, BOOTSTRAP.format(python=python))
        digest = sha256(body)
        place |= {"key": f"{name}/{digest.hexdigest()}.zip", "sha256": b64encode(digest.digest()).decode()}
        s3.put_object(Bucket=bucket, Key=place["key"], Body=body)
    (root / VARIABLES).write_text(json.dumps(told), encoding="utf-8")


def _adapted(uploaded: bytes, bootstrap: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(uploaded)) as old, zipfile.ZipFile(out, "w") as new:
        compiled = {_top(name) for name in old.namelist() if ".so" in name.rpartition("/")[2]}
        for entry in old.infolist():
            if _top(entry.filename) not in compiled:
                new.writestr(entry, old.read(entry))
        for path in sorted(path for top in compiled for path in _files(top)):
            new.write(path, path.relative_to(_INSTALLED))
        entry = zipfile.ZipInfo("bootstrap")
        entry.create_system, entry.external_attr = _UNIX, _EXECUTABLE
        new.writestr(entry, bootstrap)
    return out.getvalue()


def _top(name: str) -> str:
    return name.partition("/")[0]


def _files(top: str) -> Iterator[Path]:
    folder = _INSTALLED / top
    assert folder.is_dir(), f"{folder} is missing: it stands in for what a package has compiled"
    return (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
