"""What another system publishes in Systems Manager: one data source each, read by the environment's root."""

from collections.abc import Iterator

from generator.hcl import Comment
from generator.model import Model
from generator.targets.file import File
from generator.targets.layout import root


def files(model: Model) -> Iterator[File]:
    """Yield `imports.tf` for every root that reads parameters of other systems."""
    for stack in model.stacks:
        found = [
            {
                "key": item.key,
                "name": item.ssm,
                "purpose": Comment(item.description or f"The {item.kind} of another system."),
            }
            for item in stack.imports.values()
            if item.ssm
        ]
        if found:
            yield File(root(stack) / "imports.tf", "terraform/envs/imports.tf.j2", {"imports": found})
