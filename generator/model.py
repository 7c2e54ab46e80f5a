"""The model: what the spec means, one stack per environment and region, every name resolved and default filled in."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from generator import arns
from generator import names as naming
from generator.diagnostics import Diagnostic, SpecPath
from generator.effective import effective, ordered, phases
from generator.facts import Fact, replace
from generator.kinds import (
    acceptance,
    access,
    alarm,
    api,
    auth,
    bucket,
    budget,
    bus,
    dashboard,
    exception,
    frontend,
    function,
    imported,
    message,
    notification,
    output,
    parameter,
    phase,
    pipeline,
    query,
    queue,
    route,
    runbook,
    schedule,
    secret,
    slo,
    smoke_test,
    table,
    terraform,
    topic,
    tracing,
    traffic,
    workflow,
)
from generator.kinds import environment as environments
from generator.kinds.acceptance import Acceptance
from generator.kinds.access import Access
from generator.kinds.alarm import Alarm
from generator.kinds.api import Api
from generator.kinds.auth import UserPool
from generator.kinds.bucket import Bucket
from generator.kinds.budget import Budget
from generator.kinds.bus import Bus
from generator.kinds.dashboard import Dashboard
from generator.kinds.environment import Environment
from generator.kinds.exception import Accepted
from generator.kinds.frontend import Frontend
from generator.kinds.function import Function
from generator.kinds.imported import Import
from generator.kinds.message import Message
from generator.kinds.notification import Notification
from generator.kinds.output import Output
from generator.kinds.parameter import Parameter
from generator.kinds.phase import Phase
from generator.kinds.pipeline import Pipeline
from generator.kinds.query import Query
from generator.kinds.queue import Queue
from generator.kinds.route import Route
from generator.kinds.runbook import Runbook
from generator.kinds.schedule import Schedule
from generator.kinds.secret import Secret
from generator.kinds.slo import Slo
from generator.kinds.smoke_test import SmokeTest
from generator.kinds.table import Table
from generator.kinds.terraform import Terraform
from generator.kinds.topic import Topic
from generator.kinds.tracing import Tracing
from generator.kinds.traffic import Traffic
from generator.kinds.workflow import Workflow
from generator.names import Names, token
from generator.references import incomplete
from generator.schema import required
from generator.scope import Scope, Thing

Read = Callable[[Mapping[str, Any], Scope], Any]

# Kind by kind: the section, and how one of its entries is read.
KINDS: tuple[tuple[str, Read], ...] = (
    ("functions", function.from_spec),
    ("queues", queue.from_spec),
    ("topics", topic.from_spec),
    ("buses", bus.from_spec),
    ("schedules", schedule.from_spec),
    ("imports", imported.from_spec),
    ("schemas", message.from_spec),
    ("workflows", workflow.from_spec),
    ("tables", table.from_spec),
    ("buckets", bucket.from_spec),
    ("secrets", secret.from_spec),
    ("parameters", parameter.from_spec),
    ("routes", route.from_spec),
    ("frontends", frontend.from_spec),
    ("alarms", alarm.from_spec),
    ("dashboards", dashboard.from_spec),
    ("queries", query.from_spec),
    ("notifications", notification.from_spec),
    ("budgets", budget.from_spec),
    ("exceptions", exception.from_spec),
    ("accept", acceptance.from_spec),
    ("access", access.from_spec),
    ("phases", phase.from_spec),
    ("slos", slo.from_spec),
    ("runbooks", runbook.from_spec),
    ("pipelines", pipeline.from_spec),
    ("smoke_tests", smoke_test.from_spec),
    ("outputs", output.from_spec),
)  # fmt: skip

# Sections that are one thing themselves.
SINGLE_KINDS: tuple[tuple[str, Read], ...] = (
    ("auth", auth.from_spec),
    ("api", api.from_spec),
    ("tracing", tracing.from_spec),
    ("traffic", traffic.from_spec),
)  # fmt: skip


class Stack(Fact):
    """The whole system in one environment and region."""

    names: Names
    tree: Mapping[str, Any]
    things: Mapping[tuple[str, str], Thing]
    terraform: Terraform
    environment: Environment
    auth: UserPool | None
    api: Api | None
    routes: Mapping[str, Route]
    frontends: Mapping[str, Frontend]
    functions: Mapping[str, Function]
    queues: Mapping[str, Queue]
    topics: Mapping[str, Topic]
    buses: Mapping[str, Bus]
    schedules: Mapping[str, Schedule]
    imports: Mapping[str, Import]
    schemas: Mapping[str, Message]
    workflows: Mapping[str, Workflow]
    tables: Mapping[str, Table]
    buckets: Mapping[str, Bucket]
    secrets: Mapping[str, Secret]
    parameters: Mapping[str, Parameter]
    alarms: Mapping[str, Alarm]
    dashboards: Mapping[str, Dashboard]
    queries: Mapping[str, Query]
    notifications: Mapping[str, Notification]
    budgets: Mapping[str, Budget]
    exceptions: Mapping[str, Accepted]
    accept: Mapping[str, Acceptance]
    access: Mapping[str, Access]
    phases: Mapping[str, Phase]
    slos: Mapping[str, Slo]
    runbooks: Mapping[str, Runbook]
    pipelines: Mapping[str, Pipeline]
    smoke_tests: Mapping[str, SmokeTest]
    tracing: Tracing | None
    traffic: Traffic | None
    outputs: Mapping[str, Output]

    @property
    def home(self) -> bool:
        """True in the first region, whose root owns what holds data."""
        return self.names.region == self.names.home_region


class Model(Fact):
    """All stacks of the system, by environment in the spec's order, home regions first.

    phased: by phase, those of its environment as they are in that phase.
    complete: no entry was left out because of a problem.
    """

    spec_name: str
    spec: Mapping[str, Any]
    attachments: Mapping[str, str]
    stacks: tuple[Stack, ...]
    phased: Mapping[str, tuple[Stack, ...]]
    complete: bool

    @property
    def system(self) -> Mapping[str, Any]:
        entry: Mapping[str, Any] = self.spec["system"]
        return entry


def build(
    spec: Mapping[str, Any],
    spec_name: str,
    attachments: Mapping[str, str] = MappingProxyType({}),
    broken: frozenset[SpecPath] = frozenset(),
    cut: frozenset[SpecPath] = frozenset(),
) -> tuple[Model, list[Diagnostic]]:
    """Resolve every name of the spec; entries at `broken` paths are known by name but not read.

    attachments: text of each file that the spec names. cut: settings that were misshapen, and are not in the spec.
    """
    problems: list[Diagnostic] = []
    text = _Text(spec, attachments, broken, cut, required())
    stacks = [
        _stack(text, environment, region, problems)
        for environment, entry in sorted(spec["environments"].items())
        for region in entry["regions"]
    ]
    phased = {
        phase: tuple(_stack(replace(text, spec=there), environment, region, problems) for region in regions)
        for phase, there, environment, regions in phases(spec)
    }
    unique = list(dict.fromkeys(problems))
    whole = {**spec, "system": ordered(spec["system"])}
    return Model(spec_name, whole, attachments, tuple(stacks), phased, not (broken or unique)), unique


class _Text(Fact):
    """What stands in the spec and beside it."""

    spec: Mapping[str, Any]
    attachments: Mapping[str, str]
    broken: frozenset[SpecPath]
    cut: frozenset[SpecPath]
    required: Mapping[str, frozenset[str]]


def _stack(text: _Text, environment: str, region: str, problems: list[Diagnostic]) -> Stack:
    tree = effective(text.spec, environment)
    entry = tree["environments"][environment]
    names = Names(
        text.spec["system"]["name"], environment, region, entry["regions"][0], entry.get("account", token("account"))
    )
    things: dict[tuple[str, str], Thing] = {}
    scope = Scope(text.spec, tree, names, things, problems, text.attachments, text.cut)
    _declare(tree, scope, things)
    kinds: dict[str, Any] = {section: _read(section, read, tree, scope, text) for section, read in KINDS}
    kinds |= {section: _read_single(section, read, tree, scope, text.broken) for section, read in SINGLE_KINDS}
    settings = terraform.from_spec(tree.get("terraform") or {}, scope.at("terraform"))
    own = environments.from_spec(entry, scope.at("environments", environment))
    return Stack(names, tree, things, settings, own, **kinds)


def _declare(tree: Mapping[str, Any], scope: Scope, things: dict[tuple[str, str], Thing]) -> None:
    """Name every thing first, so that entries can refer to one another in any order."""
    for section in naming.SINGLE_THINGS:
        if section in tree:
            things[(section, "")] = _thing(section, "", tree[section], scope.at(section))
    for section in naming.THINGS:
        for key, entry in (tree.get(section) or {}).items():
            things[(section, key)] = _thing(section, key, entry or {}, scope.at(section, key))


def _thing(section: str, key: str, entry: Mapping[str, Any], scope: Scope) -> Thing:
    if section == "imports" and "arn" in entry:
        entry = {**entry, "arn": scope.at("arn").text(entry["arn"])}
    given = entry.get("name")
    name = (
        scope.at("name").text(given)
        if isinstance(given, str)
        else naming.default_name(scope.names, section, key, entry)
    )
    attributes = arns.attributes(scope.names, section, key, name, entry)
    arn = arns.thing_arn(scope.names, section, name) or attributes.get("arn", "")
    if section == "imports":
        name = attributes.get("name", "")
    return Thing(section, key, scope.path, name, arn, attributes, entry)


def _read(section: str, read: Read, tree: Mapping[str, Any], scope: Scope, text: _Text) -> dict[str, Any]:
    required = text.required.get(section, frozenset())
    found: dict[str, Any] = {}
    for key, entry in (tree.get(section) or {}).items():
        here = scope.at(section, key)
        if (section, key) not in text.broken and _is_complete(entry or {}, required, here):
            found[key] = read(entry or {}, here)
    return found


def _is_complete(entry: Mapping[str, Any], required: frozenset[str], scope: Scope) -> bool:
    """Tell whether an entry has all it needs; one that only an environment declares may lack it."""
    if lacking := sorted(required - entry.keys()):
        section = str(scope.path[0])
        scope.problem(
            incomplete(section, scope.key, lacking, scope.spec.get(section) or {}), "missing-key", at_key=True
        )
    return not lacking


def _read_single(section: str, read: Read, tree: Mapping[str, Any], scope: Scope, broken: frozenset[SpecPath]) -> Any:
    """Return what a section that is one thing says; None where there is none, or it is misshapen."""
    if section not in tree or any(path[0] == section for path in broken):
        return None
    return read(tree[section], scope.at(section))
