"""Routes: what answers a method and path of the HTTP API, and who may call it."""

import re
from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.kinds import contract
from generator.kinds.contract import Contract
from generator.scope import Scope, Thing

_TARGETS = {"function": "functions", "workflow": "workflows", "queue": "queues"}
_PARAMETER = re.compile(r"\{[^}]*\}")


class Throttle(Fact):
    """How many requests are taken. rate: per second in the long run. burst: at once."""

    rate: float
    burst: int


class Route(Fact):
    """One route in one stack.

    auth: `jwt`, `iam` or `none`; reason: why everybody may call it. scopes: the token must hold one of them.
    target: a function, or a workflow or queue that API Gateway calls by itself.
    wait: the answer is the workflow's result, not its execution's ARN.
    """

    thing: Thing
    description: str
    auth: str
    reason: str | None
    scopes: tuple[str, ...]
    target: Thing
    wait: bool
    throttle: Throttle | None
    contract: Contract

    @property
    def key(self) -> str:
        """`METHOD /path`, or `$default`."""
        return self.thing.key

    @property
    def method(self) -> str:
        return self.key.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.key.partition(" ")[2]

    @property
    def source(self) -> str:
        """What follows the API's execution ARN in the source of its calls: any stage, the method, the path."""
        if not self.path:
            return f"*/{self.key}"
        method = "*" if self.method == "ANY" else self.method
        return f"*/{method}{_PARAMETER.sub('*', self.path)}"

    @property
    def integration(self) -> str:
        """The name of its integration: routes with the same target share one."""
        if self.target.section == "functions":
            return self.target.key
        return f"{self.target.section}.{self.target.key}{'.wait' if self.wait else ''}"


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Route:
    """Build a route from `{function: ...}`, `{workflow: ...}` or `{queue: ...}` with its settings."""
    api = scope.tree.get("api") or {}
    in_path = tuple(part.strip("{}+") for part in _PARAMETER.findall(scope.key))
    return Route(
        thing=scope.this,
        description=entry.get("description", ""),
        auth=entry.get("auth", api.get("auth", "jwt")),
        reason=entry.get("reason"),
        scopes=tuple(scope.at("scopes", index).text(name) for index, name in enumerate(entry.get("scopes", ()))),
        target=_target(entry, scope),
        wait=entry.get("wait", False),
        throttle=Throttle(**entry["throttle"]) if "throttle" in entry else None,
        contract=contract.from_spec(entry, scope, in_path),
    )


def _target(entry: Mapping[str, Any], scope: Scope) -> Thing:
    named = [key for key in _TARGETS if key in entry]
    if len(named) != 1:
        said = " and ".join(f'"{key}"' for key in named) or "none of them"
        message = f'a route has one of "function", "workflow" and "queue"; this one has {said}'
        scope.problem(message, "invalid-route", at_key=True)
        return Thing("functions", "", scope.path, "", "")
    [kind] = named
    section, reference = _TARGETS[kind], entry[kind]
    if kind == "function" and "." not in reference:
        reference = f"functions.{reference}"
    return scope.at(kind).thing(reference, section)
