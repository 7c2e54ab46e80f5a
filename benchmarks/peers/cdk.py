"""AWS CDK, in JavaScript and in Python: `cdk synth`, and the app alone, as its own tests would run it."""

import json
import shutil
from pathlib import Path

from benchmarks.peers import cloudformation
from benchmarks.peers.peer import INPUTS, Peer, modules, python
from benchmarks.peers.system import Counts, System, document

OUT = "out"
SYNTH = (
    "node",
    modules("cdk") / "aws-cdk" / "bin" / "cdk",
    "synth",
    "--quiet",
    "--no-notices",
    "--output",
    OUT,
    "--app",
)
APPS = {"app.js": "cdk.js", "app.py": "cdk.py"}
ALONE = ("CDK_OUTDIR", OUT)
LIBRARY = ("NODE_PATH", str(modules("cdk")))

LIMIT = "CloudFormation's limit of 500 resources in a stack is off: CDK would refuse 100 functions in one."


def write(system: System, folder: Path) -> None:
    """Write both apps, and the system that they loop over."""
    (folder / "system.json").write_text(document(system), encoding="utf-8")
    for name, source in APPS.items():
        shutil.copy(INPUTS / source, folder / name)


def counts(folder: Path) -> Counts:
    """Return what the template describes."""
    return cloudformation.counts(json.loads((folder / OUT / "large.template.json").read_text(encoding="utf-8")))


JAVASCRIPT = Peer(
    name="CDK, JavaScript, `cdk synth`",
    write=write,
    command=(*SYNTH, "node app.js"),
    counts=counts,
    does=f"CloudFormation from a program, roles and grants by its constructs, with their checks. {LIMIT}",
    packages=(("cdk", "aws-cdk"), ("cdk", "aws-cdk-lib")),
    environment=(LIBRARY,),
)
JAVASCRIPT_APP = Peer(
    name="CDK, JavaScript, the app alone",
    write=write,
    command=("node", "app.js"),
    counts=counts,
    does="The same without the command around it.",
    packages=(("cdk", "aws-cdk-lib"),),
    environment=(LIBRARY, ALONE),
)
PYTHON = Peer(
    name="CDK, Python, `cdk synth`",
    write=write,
    command=(*SYNTH, f"{python('cdk-python')} app.py"),
    counts=counts,
    does="The same from Python, which speaks to the JavaScript library in a process of Node's.",
    packages=(("cdk", "aws-cdk"), ("cdk-python", "aws-cdk-lib"), ("cdk-python", "jsii")),
)
PYTHON_APP = Peer(
    name="CDK, Python, the app alone",
    write=write,
    command=(python("cdk-python"), "app.py"),
    counts=counts,
    does="The same without the command around it.",
    packages=(("cdk-python", "aws-cdk-lib"), ("cdk-python", "jsii")),
    environment=(ALONE,),
)
