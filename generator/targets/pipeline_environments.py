"""What a pipeline knows of an environment: its roots, its roles, what goes live in it, and what has to work then."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.hcl import Raw
from generator.kinds.frontend import Frontend
from generator.model import Model, Stack
from generator.names import OUTPUT, token
from generator.targets import bootstrap, pipeline_roles
from generator.targets.layout import root
from generator.tokens import PATTERN, has_tokens

_ACCOUNT = "${{ vars.AWS_ACCOUNT_ID }}"


def environment(model: Model, stacks: Sequence[Stack]) -> dict[str, Any]:
    """Return an environment as the templates print it; stacks: all of its regions."""
    home = stacks[0]
    name, branch = home.names.environment, home.environment.branch
    roots = [_root(stack) for stack in stacks]
    roles = {role.purpose: _role(home, role) for role in pipeline_roles.roles(stacks)}
    frontends = _frontends(home, roles)
    return {
        "name": name,
        "plan_environment": home.names.plan_environment,
        "job": Raw(name),
        "branch": branch,
        "pushed": f"github.event_name == 'push' && github.ref == 'refs/heads/{branch}'",
        "planned": f"github.ref == 'refs/heads/{branch}' || ({_OWN_PULL_REQUEST} && github.base_ref == '{branch}')",
        "approval": home.environment.approval,
        "region": home.names.region,
        "roles": roles,
        "packaged": any(stack.functions for stack in stacks),
        "shifts": any(one.deployment.shifts for stack in stacks for one in stack.functions.values()),
        "roots": roots,
        "stacks": " ".join(root["stack"] for root in roots),
        "destroyed": roots[::-1],
        "tested": bool(home.smoke_tests),
        "frontends": frontends,
        "frontend_names": " ".join(frontend["name"] for frontend in frontends),
        "state": _expressed(literal(f"s3://{home.terraform.state_bucket}/{home.names.state_key}")),
        "state_region": bootstrap.state_region(model, home),
    }


# A fork's pull request gets no identity from GitHub: its plan could only fail.
_OWN_PULL_REQUEST = "github.event.pull_request.head.repo.full_name == github.repository"


def literal(text: str) -> str:
    """Return a text of the spec so that GitHub reads it as nothing but text."""
    return text.replace("${{", "${{ '${{' }}")


def _role(home: Stack, role: pipeline_roles.PipelineRole) -> dict[str, Any]:
    arn = home.names.role_arn(home.names.pipeline_role(role.purpose))
    return {"arn": arn.replace(token("account"), _ACCOUNT), "seconds": role.session_s}


def _root(stack: Stack) -> dict[str, Any]:
    return {
        "stack": stack.names.stack,
        "path": f"{OUTPUT}/{root(stack)}",
        "region": stack.names.region,
        "backend": _backend(stack),
        "variables": _variables(stack) | _backend(stack),
        "outputs": " ".join(stack.outputs),
    }


def _backend(stack: Stack) -> dict[str, str]:
    """Return what `terraform init` has to be told: the state bucket, where it is no literal."""
    bucket = stack.terraform.state_bucket
    return {"TF_CLI_ARGS_init": f"-backend-config=bucket={_expressed(bucket)}"} if has_tokens(bucket) else {}


def _variables(stack: Stack) -> dict[str, str]:
    """Return the Terraform variables that the spec leaves open: GitHub's environment has them."""
    variables = {"TF_VAR_account_id": _ACCOUNT} if stack.names.account == token("account") else {}
    for name, variable in stack.terraform.variables.items():
        if variable.default is None:
            variables[f"TF_VAR_{name}"] = _kept(name, sensitive=variable.sensitive)
    return variables


def setting(name: str) -> str:
    """Return under which name GitHub keeps a Terraform variable; it keeps those that begin with GITHUB_ for itself."""
    return f"TF_VAR_{name.upper().replace('-', '_')}"


def _kept(name: str, *, sensitive: bool) -> str:
    return f"${{{{ {'secrets' if sensitive else 'vars'}.{setting(name)} }}}}"


def _expressed(text: str) -> str:
    """Return a text with what GitHub knows in place of its tokens."""
    return PATTERN.sub(lambda match: _of_token(match[1]), text)


def _of_token(name: str) -> str:
    return _ACCOUNT if name == "account" else _kept(name.removeprefix("variables."), sensitive=False)


def _frontends(home: Stack, roles: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the frontends whose builds a role can start or watch."""
    watched = {test.frontend.key for test in home.smoke_tests.values() if test.frontend}
    return [
        _frontend(one, f"find_{home.names.environment}", roles)
        for one in home.frontends.values()
        if not one.automatic_builds or one.key in watched
    ]


def _frontend(frontend: Frontend, finder: str, roles: Mapping[str, Any]) -> dict[str, Any]:
    output = frontend.key.replace("-", "_")
    return {
        "name": frontend.key,
        "output": output,
        "found": f"${{{{ steps.state.outputs.{output} }}}}",
        "needs": f"${{{{ needs.{finder}.outputs.{output} }}}}",
        "branch": _expressed(literal(frontend.branch)),
        "starts": not frontend.automatic_builds,
        "role": roles["smoke" if frontend.automatic_builds else "deploy"]["arn"],
    }
