"""Whatever stands in a text of the spec, every output stays what it is: Terraform parses, JSON parses, nothing is added."""

import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import hcl2
import pytest
import yaml

from generator.pipeline import compile_source
from generator.source import parse
from tests.systems import CASES, roots, write
from tests.tools import Terraform

FOLDER = CASES / "an_order_pipeline_needs_no_api"
TEXTS = {
    "quotes": "'\" \\ \\\" '''",
    "interpolation": "${var.secret} %{ if true }x%{ endif } ${{ github.token }} $${ %%{",
    "lines": "one\ntwo\r\n\n# three\n}\n",
    "heredoc ends": "<<EOT\nEOT\n<<-END",
    "emoji": "🧑‍🚀 👍🏽 e\u0301 \u202e right to left",
    "markup": "<script>|`*_[a](b) {{ x }} {% y %}",
}


def compiled_with(text: str) -> dict[str, str]:
    """Return the output for a spec that says this text wherever a person writes one."""
    spec = yaml.safe_load((FOLDER / "collectiq.yaml").read_text())
    for section in ("functions", "queues", "tables", "secrets", "workflows", "schedules", "imports"):
        for entry in spec[section].values():
            entry["description"] = text
    spec["system"] |= {"description": text, "title": "T"}
    spec["functions"]["ship"]["environment"] = {"TEXT": text.replace("${", "$${")}
    source, problems = parse(yaml.safe_dump(spec, allow_unicode=True), "collectiq.yaml")
    compiled = compile_source(source, problems, FOLDER)
    assert compiled.model, compiled.diagnostics
    return {str(path): content for path, content in compiled.rendered().items()}


def shape(value: Any) -> Any:
    """Return a document without its texts: what text must not be able to change."""
    match value:
        case dict():
            return {key: shape(item) for key, item in value.items() if "comments__" not in key}
        case list():
            return [shape(item) for item in value]
        case _:
            return type(value).__name__


def shapes(files: dict[str, str]) -> dict[str, Any]:
    parsed = {path: hcl2.loads(text) for path, text in files.items() if path.endswith(".tf") and "/envs/" in path}
    return {path: shape(document) for path, document in parsed.items()} | {
        path: shape(json.loads(text)) for path, text in files.items() if path.endswith(".json")
    }


# python-hcl2 8.1 cannot read `%%{`: the real Terraform reads it below.
@pytest.mark.parametrize("name", sorted(TEXTS.keys() - {"interpolation"}))
def test_text_never_changes_the_structure_of_the_output(name: str) -> None:
    assert shapes(compiled_with(TEXTS[name])) == shapes(compiled_with("Plain."))


@pytest.mark.slow
def test_terraform_validates_hostile_text(terraform: Callable[[Path], Terraform], tmp_path: Path) -> None:
    write({PurePosixPath(path): text for path, text in compiled_with("\n".join(TEXTS.values())).items()}, tmp_path)
    assert [terraform(root).validate()["diagnostics"] for root in roots(tmp_path)] == [[] for _ in roots(tmp_path)]
