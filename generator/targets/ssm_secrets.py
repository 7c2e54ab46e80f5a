"""Secrets and parameters.

A home root owns the secrets with their replicas; parameters hold no data of their own and are made in every region.
Rotation needs its function, so it stands in a module and a root file of its own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.hcl import Raw
from generator.kinds.parameter import Parameter
from generator.kinds.secret import Rotation, Secret
from generator.model import Model, Stack
from generator.names import token
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.mentions import mentions
from generator.targets.parts import comment, present, tags

_TIERS = {"standard": "Standard", "advanced": "Advanced", "intelligent_tiering": "Intelligent-Tiering"}


def files(model: Model) -> Iterator[File]:
    """Yield the module and its call in each root that has something to keep, and the same for rotation."""
    if not any(_kept(stack) for stack in model.stacks):
        return
    uses = _uses(model)
    yield from module(model, "ssm_secrets", {"uses": uses})
    for stack in model.stacks:
        if _kept(stack):
            yield root_file(stack, "ssm_secrets", _root(stack, uses))
    if uses["rotation"]:
        yield from module(model, "secret_rotation", {"uses": uses})
    for stack in model.stacks:
        rotations = {key: secret.rotation for key, secret in stack.secrets.items() if secret.rotation}
        if stack.home and rotations:
            view = {"rotations": {key: _rotation(key, rotation) for key, rotation in rotations.items()}}
            yield root_file(stack, "secret_rotation", view)


def _kept(stack: Stack) -> bool:
    return bool(stack.parameters or (stack.home and stack.secrets) or _looked_up(stack))


def _looked_up(stack: Stack) -> dict[str, str]:
    """Return the secrets whose ARN a further region's texts name; the home root has made their replicas there."""
    if stack.home:
        return {}
    named = mentions(stack.tree)
    return {key: secret.name for key, secret in stack.secrets.items() if f"secrets.{key}.arn" in named}


def _named(stack: Stack) -> bool:
    return bool(stack.secrets) and any(
        name.startswith("secrets.") and name.endswith(".arn") for name in mentions(stack.tree)
    )


def _uses(model: Model) -> dict[str, Any]:
    secrets = [secret for stack in model.stacks if stack.home for secret in stack.secrets.values()]
    parameters = [parameter for stack in model.stacks for parameter in stack.parameters.values()]
    rotation = any(secret.rotation for secret in secrets)
    named = any(_named(stack) for stack in model.stacks)
    return {
        "secrets": bool(secrets),
        "parameters": bool(parameters),
        "some_secrets": any(not (stack.home and stack.secrets) for stack in model.stacks if _kept(stack)),
        "some_parameters": any(not stack.parameters for stack in model.stacks if _kept(stack)),
        "parameter_description": any(parameter.description for parameter in parameters),
        "parameter_type": any(not isinstance(parameter.value, str) for parameter in parameters),
        "tier": any(parameter.tier != "standard" for parameter in parameters),
        "allowed_pattern": any(parameter.allowed_pattern for parameter in parameters),
        "customer_key": any(secret.encryption == "customer" for secret in secrets),
        "replicas": any(secret.replicas for secret in secrets),
        "replica_keys": any(secret.replicas and secret.encryption == "customer" for secret in secrets),
        "rotation": rotation,
        "window": any(secret.rotation and secret.rotation.window_hours for secret in secrets),
        "arns": rotation or named,
        "lookups": any(_looked_up(stack) for stack in model.stacks),
    }


def _root(stack: Stack, uses: Mapping[str, Any]) -> dict[str, Any]:
    secrets = stack.secrets if stack.home else {}
    return {
        "secrets": {key: _secret(secret, uses) for key, secret in secrets.items()},
        "parameters": {key: comment(p.description, _parameter(p)) for key, p in stack.parameters.items()},
        "lookups": _looked_up(stack),
    }


def _secret(secret: Secret, uses: Mapping[str, Any]) -> dict[str, Any]:
    customer = secret.encryption == "customer"
    replicas: object = list(secret.replicas)
    if uses["replica_keys"]:
        replicas = {r: token(f"replica_keys.{r}.data") if customer else None for r in secret.replicas}
    return present(
        name=secret.name,
        description=" ".join(secret.description.split()),
        recovery_window_in_days=secret.recovery_days,
        kms_key_id=token("keys.data") if customer else None,
        replicas=replicas,
        tags=tags("secretsmanager", secret),
    )


def _parameter(parameter: Parameter) -> dict[str, Any]:
    single = isinstance(parameter.value, str)
    return present(
        name=parameter.name,
        description=" ".join(parameter.description.split()) or None,
        type=None if single else "StringList",
        value=parameter.value if single else ",".join(parameter.value),
        tier=None if parameter.tier == "standard" else _TIERS[parameter.tier],
        allowed_pattern=parameter.allowed_pattern,
        tags=tags("ssm", parameter),
    )


def _rotation(key: str, rotation: Rotation) -> dict[str, Any]:
    return present(
        secret_arn=Raw(f'module.ssm_secrets.secret_arns["{key}"]'),
        function_arn=rotation.function.arn,
        schedule=rotation.schedule,
        duration=f"{rotation.window_hours}h" if rotation.window_hours else None,
    )
