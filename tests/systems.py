"""Every system that tests compile: the reference, the starter, and the cases."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from generator import report
from generator.pipeline import compile_spec
from tests.tools import ROOT

CASES = ROOT / "tests" / "cases"
VALID_CASES = tuple(sorted(folder.name for folder in CASES.iterdir() if not (folder / "expected.txt").exists()))
SYSTEMS: Mapping[str, Path] = {
    "reference": ROOT / "collectiq.yaml",
    "starter": ROOT / "templates/init/collectiq.yaml",
    **{name: CASES / name / "collectiq.yaml" for name in VALID_CASES},
}


def problems(spec: Path) -> str:
    """Return what `collectiq validate` prints about a spec, an empty text where it is valid."""
    compiled = compile_spec(spec)
    return report.text(compiled.diagnostics, compiled.source, colour=False) if compiled.diagnostics else ""


def rendered(name: str) -> Mapping[PurePosixPath, str]:
    """Return the output of a system by path."""
    compiled = compile_spec(SYSTEMS[name])
    assert compiled.model, problems(SYSTEMS[name])
    return compiled.rendered()


def write(files: Mapping[PurePosixPath, str], folder: Path) -> Path:
    """Write output files below a folder, as `generate` would, and return the folder."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


def roots(folder: Path) -> list[Path]:
    """Return the Terraform roots of an output tree."""
    terraform = folder / "terraform"
    return sorted(
        path for path in (*terraform.glob("envs/*"), terraform / "bootstrap") if (path / "versions.tf").exists()
    )
