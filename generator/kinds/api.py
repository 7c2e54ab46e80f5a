"""The HTTP API: who may call it, how much it takes, what it logs and counts."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.kinds import contract
from generator.kinds.route import Throttle
from generator.scope import Scope, Thing

# What AWS gives an account (API Gateway quotas): the API's own share where the spec sets none.
_ACCOUNT_THROTTLE = {"rate": 10000, "burst": 5000}


class Cors(Fact):
    """What pages of other origins may do. max_age_s: 0-86400, None for a browser's own default."""

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...]
    expose_headers: tuple[str, ...]
    credentials: bool
    max_age_s: int | None


class Domain(Fact):
    """A domain of its own. certificate: ARN. path: first part of the path, empty for none. zone: Route 53 zone, for its record."""

    name: str
    certificate: str
    path: str
    zone: str | None


class Issuer(Fact):
    """Who issues the tokens that the API takes, and for whom."""

    issuer: str
    audiences: tuple[str, ...]


class LogMetric(Fact):
    """A metric counted in the access log: requests that were answered with one of these statuses."""

    description: str
    namespace: str
    name: str
    statuses: tuple[int, ...]


class Api(Fact):
    """The HTTP API in one stack.

    auth: what holds for a route that does not say. jwt: None where nobody issues tokens. timeout_s: 1-30 (API Gateway quota).
    responses: what any route may answer beside its own, by status; None for an answer without a body.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    auth: str
    jwt: Issuer | None
    timeout_s: int
    log_retention_days: int
    detailed_metrics: bool
    throttle: Throttle
    cors: Cors | None
    metrics: Mapping[str, LogMetric]
    domain: Domain | None
    responses: Mapping[int, Thing | None]

    @property
    def name(self) -> str:
        return self.thing.name

    @property
    def log_group(self) -> str:
        return self.thing.attributes["log_group"]


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Api:
    """Build the API from the `api` section."""
    system = scope.tree["system"]
    return Api(
        thing=scope.this,
        description=entry.get("description", system.get("description", "")),
        feature=entry.get("feature", system["name"]),
        tags=entry.get("tags", {}),
        auth=entry.get("auth", "jwt"),
        jwt=_issuer(entry.get("jwt"), scope.at("jwt")),
        timeout_s=scope.seconds(entry.get("timeout", 30)),
        log_retention_days=entry.get("log_retention_days", 30),
        detailed_metrics=entry.get("detailed_metrics", False),
        throttle=Throttle(**entry.get("throttle", _ACCOUNT_THROTTLE)),
        cors=_cors(entry["cors"], scope.tree.get("routes") or {}, scope.at("cors")) if "cors" in entry else None,
        metrics={name: _metric(name, metric, scope) for name, metric in entry.get("metrics", {}).items()},
        domain=_domain(entry["domain"], scope.at("domain")) if "domain" in entry else None,
        responses=contract.responses(entry.get("responses", {}), scope.at("responses")),
    )


def _issuer(entry: Mapping[str, Any] | None, scope: Scope) -> Issuer | None:
    """Return the issuer that the spec names, or else the system's own user pool for all its clients."""
    if entry:
        audiences = tuple(scope.at("audiences", index).text(one) for index, one in enumerate(entry["audiences"]))
        return Issuer(scope.at("issuer").text(entry["issuer"]), audiences)
    pool = scope.things.get(("auth", ""))
    if pool is None:
        return None
    clients = [scope.thing(f"auth.clients.{client}") for client in pool.entry.get("clients") or {}]
    if not clients:
        return None
    return Issuer(pool.attributes["issuer"], tuple(client.attributes["id"] for client in clients))


def _cors(entry: Mapping[str, Any], routes: Mapping[str, Any], scope: Scope) -> Cors:
    """Return what `cors` says; without methods, those that the routes have."""
    max_age = entry.get("max_age")
    declared = {route.partition(" ")[0] for route in routes}
    methods = ["*"] if declared & {"ANY", "$default"} else sorted(declared)
    return Cors(
        origins=tuple(scope.at("origins", index).text(one) for index, one in enumerate(entry["origins"])),
        methods=tuple(entry.get("methods", methods)),
        headers=tuple(entry.get("headers", ())),
        expose_headers=tuple(entry.get("expose_headers", ())),
        credentials=entry.get("credentials", False),
        max_age_s=None if max_age is None else scope.seconds(max_age),
    )


def _metric(name: str, entry: Mapping[str, Any], scope: Scope) -> LogMetric:
    namespace = scope.tree["system"].get("title", scope.names.system)
    metric = scope.names.log_metric(scope.this.name, name)
    return LogMetric(entry.get("description", ""), namespace, metric, tuple(entry["statuses"]))


def _domain(entry: Mapping[str, Any], scope: Scope) -> Domain:
    return Domain(
        name=scope.at("name").text(entry["name"]),
        certificate=scope.at("certificate").text(entry["certificate"]),
        path=entry.get("path", ""),
        zone=scope.at("zone").text(entry["zone"]) if "zone" in entry else None,
    )
