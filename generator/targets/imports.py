"""What another system publishes in Systems Manager: one data source each, in the roots that read it."""

import re
from collections.abc import Iterator
from typing import Any

from generator.hcl import Comment
from generator.model import Model, Stack
from generator.targets.file import File
from generator.targets.layout import root
from generator.texts import texts

_NAMED = re.compile(r'\bimports\.("?)([A-Za-z][A-Za-z0-9_-]*)\1')


def files(model: Model) -> Iterator[File]:
    """Yield `imports.tf` for every root that reads parameters of other systems."""
    read = {key for text in model.attachments.values() for key in _named(text)}
    for stack in model.stacks:
        if not stack.imports:
            continue
        used = read | set(_named({key: entry for key, entry in stack.tree.items() if key != "imports"}))
        if found := _sources(stack, used):
            yield File(root(stack) / "imports.tf", "terraform/envs/imports.tf.j2", {"imports": found})


def _sources(stack: Stack, used: set[str]) -> list[dict[str, Any]]:
    return [
        {
            "key": one.key,
            "name": one.ssm,
            "purpose": Comment(" ".join(one.description.split()) or f"The {one.kind} of another system."),
        }
        for one in stack.imports.values()
        if one.ssm and one.key in used
    ]


def _named(value: Any) -> Iterator[str]:
    """Yield the imports that a text names, or any text in a value, at any depth."""
    for text in texts(value):
        if "imports." in text:
            yield from (found[2] for found in _NAMED.finditer(text))
