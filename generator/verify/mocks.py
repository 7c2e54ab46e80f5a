"""The test files by which `terraform test` plans a root without an account: the provider's calls to AWS are mocked."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.hcl import literal
from generator.verify.identifiers import invented, secret_elsewhere, stream_arn
from generator.verify.plan import Place, Plan

RUN = "collectiq_verify"

_VARIABLE = re.compile(r'^variable "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_DEFAULT = re.compile(r"^  default\b", re.MULTILINE)
_TYPE = re.compile(r"^  type\s*=\s*(\w+)", re.MULTILINE)
_ALIAS = re.compile(r'^provider "aws" \{\n(?:(?!\}).*\n)*?  alias\s*=\s*"(\w+)"', re.MULTILINE)
_KEY = re.compile(r'var\.(\w+)\["([^"]+)"\]')
_REPLICAS = re.compile(r'^data "aws_dynamodb_table" "(\w+)" \{\n  for_each = \{\n(.*?)^  \}', re.MULTILINE | re.DOTALL)
_ENTRY = re.compile(r'^ +"?([^"\s]+)"? += "([^"]+)"$', re.MULTILINE)
_PARAMETER = re.compile(r'^data "aws_ssm_parameter" "([^"]+)" \{\n  name\s*=\s*"([^"]+)"', re.MULTILINE)


def written(root: Path, place: Place, values: Mapping[str, str], first: Plan | None) -> str:
    """Return the test that plans a root.

    values: of variables that have to be something else than a made-up text.
    first: a plan without ids and ARNs; with it, the test gives each resource its own.
    """
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(root.glob("*.tf")))
    tfvars = root / "terraform.tfvars"
    given = tfvars.read_text(encoding="utf-8") if tfvars.is_file() else ""
    variables = "".join(f"  {name} = {literal(value)}\n" for name, value in _variables(text, given, values))
    blocks = [
        *_providers(text, place, is_second=first is not None),
        f"variables {{\n{variables}}}\n",
        *_read_elsewhere(text, place),
        *_overrides(first),
        f'run "{RUN}" {{\n  command = plan\n}}\n',
    ]  # fmt: skip
    return "\n".join(blocks)


def _providers(text: str, place: Place, *, is_second: bool) -> Iterator[str]:
    during = "  override_during = plan\n" if is_second else ""
    secret = literal({"arn": secret_elsewhere(place)})
    data = f'  mock_data "aws_secretsmanager_secret" {{\n    defaults = {secret}\n  }}\n'
    for alias in ("", *_ALIAS.findall(text)):
        named = f'  alias = "{alias}"\n' if alias else ""
        yield f'mock_provider "aws" {{\n{named}{during}{data}}}\n'


def _read_elsewhere(text: str, place: Place) -> Iterator[str]:
    """Yield what a root reads of other systems and of its home root."""
    for key, name in _PARAMETER.findall(text):
        yield _override("data", f"data.aws_ssm_parameter.{key}", _parameter(name, place))
    for label, entries in _REPLICAS.findall(text):
        for key, name in _ENTRY.findall(entries):
            values = {"stream_arn": stream_arn(name, place)}
            yield _override("data", f'data.aws_dynamodb_table.{label}["{key}"]', values)


def _overrides(first: Plan | None) -> Iterator[str]:
    if first is None:
        return
    for address, resource in first.resources.items():
        if values := invented(resource, first.place):
            yield _override("resource", address, values)


def _override(kind: str, target: str, values: Mapping[str, str]) -> str:
    during = "" if kind == "data" else "  override_during = plan\n"
    return f"override_{kind} {{\n  target = {target}\n{during}  values = {literal(values)}\n}}\n"


def _parameter(name: str, place: Place) -> dict[str, str]:
    """Return what a parameter of another system holds: a name where it says so, else the ARN of something."""
    last = name.rpartition("/")[2]
    made = f"arn:aws:made-up:{place.region}:{place.account}:{last}"
    text = {"name": "made-up", "id": "made-up", "value": "made-up", "url": "https://example.com"}.get(last, made)
    return {"value": text, "insecure_value": text}


def _variables(text: str, given: str, values: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Yield a value for each variable that a root asks for and that nobody has given."""
    for name, body in _VARIABLE.findall(text):
        is_given = _DEFAULT.search(body) or re.search(rf"^{name}\s*=", given, re.MULTILINE)
        if not is_given and f"TF_VAR_{name}" not in os.environ:
            kind = _TYPE.search(body)
            yield name, values.get(name) or _made_up(name, kind[1] if kind else "string", text)


def _made_up(name: str, kind: str, text: str) -> Any:
    match kind:
        case "map":
            return {key: f"{name}-{key}" for variable, key in _KEY.findall(text) if variable == name}
        case "list" | "set":
            return []
        case "number":
            return 1
        case "bool":
            return False
        case _:
            return f"https://{name}.example.com"
