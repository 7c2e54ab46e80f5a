"""Frontends: web applications that Amplify builds from a repository and serves."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope, Thing


class Build(Fact):
    """How it is built: commands, the folder that they fill, and what is kept between builds."""

    install: tuple[str, ...]
    build: tuple[str, ...]
    output: str
    cache: tuple[str, ...]


class Domain(Fact):
    """A domain of its own. prefix: a subdomain of it, empty for none. certificate: ARN, None for one that Amplify makes."""

    name: str
    prefix: str
    certificate: str | None


class Redirect(Fact):
    """A redirect or rewrite. status: `301`, `302`, `200`, `404` or `404-200`."""

    source: str
    target: str
    status: str


class Frontend(Fact):
    """One Amplify application with its one branch, in one stack.

    app_root: its folder in a monorepo, None where it is the whole repository. access_token: a token, None for none.
    stage: as Amplify calls it. headers: response headers by the pattern of paths that get them.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    repository: str
    access_token: str | None
    app_root: str | None
    server_side_rendering: bool
    framework: str | None
    branch: str
    stage: str
    automatic_builds: bool
    previews: bool
    domain: Domain | None
    environment: Mapping[str, str]
    build: Build | None
    redirects: tuple[Redirect, ...]
    headers: Mapping[str, Mapping[str, str]]
    log_retention_days: int
    role_name: str

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Frontend:
    """Build a frontend from its entry, defaults merged in."""
    rendering = entry.get("server_side_rendering", False)
    protected = scope.environment.get("protect_data", False)
    return Frontend(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=entry.get("tags", {}),
        repository=scope.at("repository").text(entry["repository"]),
        access_token=scope.at("access_token").text(entry["access_token"]) if "access_token" in entry else None,
        app_root=entry.get("app_root"),
        server_side_rendering=rendering,
        framework=entry.get("framework", "Next.js - SSR" if rendering else None),
        branch=scope.at("branch").text(entry.get("branch", "main")),
        stage=entry.get("stage", "production" if protected else "development").upper(),
        automatic_builds=entry.get("automatic_builds", True),
        previews=entry.get("previews", False),
        domain=_domain(entry["domain"], scope.at("domain")) if "domain" in entry else None,
        environment=_environment(entry, scope),
        build=_build(entry["build"]) if "build" in entry else None,
        redirects=tuple(
            Redirect(one["from"], scope.at("redirects", index, "to").text(one["to"]), one.get("status", "302"))
            for index, one in enumerate(entry.get("redirects", ()))
        ),
        headers={
            pattern: scope.at("headers", pattern).texts(headers)
            for pattern, headers in entry.get("headers", {}).items()
        },
        log_retention_days=entry.get("log_retention_days", 30),
        role_name=scope.names.role("frontend", scope.key),
    )


def _domain(entry: Mapping[str, Any], scope: Scope) -> Domain:
    certificate = entry.get("certificate")
    return Domain(
        name=scope.at("name").text(entry["name"]),
        prefix=scope.at("prefix").text(entry.get("prefix", "")),
        certificate=None if certificate is None else scope.at("certificate").text(certificate),
    )


def _environment(entry: Mapping[str, Any], scope: Scope) -> dict[str, str]:
    """Return the user's variables, and what makes Amplify build a folder of a monorepo only when that folder changed."""
    environment = scope.at("environment").texts(entry.get("environment", {}))
    if root := entry.get("app_root"):
        environment = {
            "AMPLIFY_DIFF_DEPLOY": "true",
            "AMPLIFY_DIFF_DEPLOY_ROOT": root,
            "AMPLIFY_MONOREPO_APP_ROOT": root,
        } | environment
    return environment


def _build(entry: Mapping[str, Any]) -> Build:
    return Build(
        install=tuple(entry.get("install", ())),
        build=tuple(entry["build"]),
        output=entry["output"],
        cache=tuple(entry.get("cache", ())),
    )
