"""Where Terraform files lie: modules, environments' roots, and the templates that mirror them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from generator.model import Model, Stack
from generator.targets.expressions import expression
from generator.targets.file import File
from generator.tokens import tokens_in

TERRAFORM = PurePosixPath("terraform")
_MODULE = re.compile(r"module\.([A-Za-z0-9_-]+)\.")


def module(model: Model, name: str, view: Mapping[str, Any], *, template: str = "") -> Iterator[File]:
    """Yield the four files of `modules/<name>`; template names its folder of templates where that differs."""
    folder = PurePosixPath("terraform/modules") / (template or name)
    out = TERRAFORM / "modules" / name
    for file in ("main", "variables", "outputs"):
        yield File(out / f"{file}.tf", f"{folder}/{file}.tf.j2", view)
    yield File(out / "versions.tf", "terraform/modules/versions.tf.j2", versions(model))


def root_file(stack: Stack, name: str | None, view: Mapping[str, Any], *, template: str = "") -> File:
    """Return `envs/<stack>/<name>.tf`: one concern's module call, and the outputs that need its module.

    name: the module; None for the outputs that are known without one.
    Its template ends by including `terraform/envs/_outputs.tf.j2`.
    """
    outputs = [output for output in stack.outputs.values() if module_of(output.value) == name]
    stem = name or "outputs"
    return File(root(stack) / f"{stem}.tf", f"terraform/envs/{template or stem}.tf.j2", {**view, "outputs": outputs})


def root(stack: Stack) -> PurePosixPath:
    """Return the folder of a stack's root."""
    return TERRAFORM / "envs" / stack.names.stack


def module_of(text: str) -> str | None:
    """Return the module whose output a text needs; None where it is known without one."""
    found = {match[1] for token in tokens_in(text) if (match := _MODULE.match(expression(token)))}
    return min(found, default=None)


def versions(model: Model) -> dict[str, str]:
    """Return the versions that every module and root asks for."""
    settings = model.stacks[0].terraform
    return {"required_version": settings.required_version, "provider_version": settings.provider_version}
