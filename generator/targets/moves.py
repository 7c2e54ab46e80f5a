"""`moved` blocks: what Terraform is told when an entry got another name, so that it moves what is there."""

from collections.abc import Iterable, Mapping

from generator.hcl import Raw


def moves(module: str, resources: Iterable[str], renamed: Mapping[str, str | None]) -> list[dict[str, Raw]]:
    """Return the moves of a module's resources for `terraform/envs/_moved.tf.j2`.

    resources: addresses inside the module, such as `aws_lambda_function.this`. renamed: key -> the key before, if any.
    """
    return [
        {"old": Raw(f'module.{module}.{resource}["{before}"]'), "new": Raw(f'module.{module}.{resource}["{key}"]')}
        for key, before in renamed.items()
        if before
        for resource in resources
    ]
