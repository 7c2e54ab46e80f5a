"""Frontends: an Amplify application each, with one branch, its domain, and a webhook with which a pipeline starts builds.

Amplify owns no copy in further regions: its pages are served from everywhere.
"""

from collections.abc import Iterator
from typing import Any

from generator.hcl import Comment, Raw
from generator.kinds.frontend import Domain, Frontend
from generator.model import Model, Stack
from generator.names import token
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.moves import moves
from generator.targets.parts import present

NAME = "amplify_hosting"


def files(model: Model) -> Iterator[File]:
    """Yield the module and its call in every home root that has frontends."""
    homes = [stack for stack in model.stacks if stack.home and stack.frontends]
    if not homes:
        return
    uses = _uses([frontend for stack in homes for frontend in stack.frontends.values()])
    yield from module(model, NAME, {"uses": uses})
    for stack in homes:
        yield root_file(stack, NAME, {"uses": uses, **_call(stack, uses)})


def _uses(frontends: list[Frontend]) -> dict[str, Any]:
    """Return which parts of the module some frontend needs; some of them as `all`, `some` or empty."""
    domains = [frontend.domain for frontend in frontends if frontend.domain]
    return {
        "description": any(frontend.description for frontend in frontends),
        "access_token": _share([frontend.access_token is not None for frontend in frontends]),
        "rendering": _share([frontend.server_side_rendering for frontend in frontends]),
        "domain": _share([frontend.domain is not None for frontend in frontends]),
        "prefix": any(domain.prefix for domain in domains),
        "certificate": any(domain.certificate for domain in domains),
        "framework": any(frontend.framework for frontend in frontends),
        "build": any(frontend.build for frontend in frontends),
        "headers": any(frontend.headers for frontend in frontends),
        "redirects": any(frontend.redirects for frontend in frontends),
        "environment": any(frontend.environment for frontend in frontends),
    }


def _share(have: list[bool]) -> str:
    return "all" if all(have) else "some" if any(have) else ""


def _call(stack: Stack, uses: dict[str, Any]) -> dict[str, Any]:
    frontends = stack.frontends.values()
    resources = ["app", "branch", "webhook", "domain_association" if uses["domain"] == "all" else ""]
    before = {frontend.key: frontend.thing.entry.get("renamed_from") for frontend in frontends}
    return {
        "account": stack.names.account,
        "region": stack.names.region,
        "logs_key": token("keys.logs"),
        "access_tokens": {one.key: one.access_token for one in frontends if one.access_token},
        "frontends": [_frontend(frontend) for frontend in frontends],
        "has_domains": any(frontend.domain for frontend in frontends),
        "moves": moves(NAME, [f"aws_amplify_{resource}.this" for resource in resources if resource], before),
    }


def _frontend(frontend: Frontend) -> dict[str, Any]:
    return {
        "key": Raw(frontend.key),
        "comment": Comment(" ".join(frontend.description.split())),
        "commented": bool(frontend.description.strip()),
        "facts": frontend,
        "platform": "WEB_COMPUTE" if frontend.server_side_rendering else "WEB",
        "domain": _domain(frontend.domain),
        "build_spec": _build_spec(frontend),
        "headers": _headers(frontend),
        "redirects": [{"source": one.source, "target": one.target, "status": one.status} for one in frontend.redirects],
        "environment": dict(frontend.environment),
        "tags": {"Service": "amplify", "Feature": frontend.feature, **frontend.tags},
    }


def _domain(domain: Domain | None) -> dict[str, Any]:
    if domain is None:
        return {}
    return present(name=domain.name, prefix=domain.prefix or None, certificate_arn=domain.certificate)


def _build_spec(frontend: Frontend) -> dict[str, Any]:
    """Return Amplify's build specification (version 1), of one application among several where it has a folder."""
    build = frontend.build
    if build is None:
        return {}
    phases = present(preBuild=present(commands=list(build.install)), build={"commands": list(build.build)})
    steps = {
        "phases": phases,
        "artifacts": {"baseDirectory": build.output, "files": ["**/*"]},
        **present(cache=present(paths=list(build.cache))),
    }
    if frontend.app_root:
        return {"version": 1, "applications": [{"appRoot": frontend.app_root, "frontend": steps}]}
    return {"version": 1, "frontend": steps}


def _headers(frontend: Frontend) -> dict[str, Any]:
    """Return the response headers as Amplify's `customHttp.yml` has them."""
    rules = [
        {"pattern": pattern, "headers": [{"key": name, "value": value} for name, value in headers.items()]}
        for pattern, headers in frontend.headers.items()
    ]
    return {"customHeaders": rules} if rules else {}
