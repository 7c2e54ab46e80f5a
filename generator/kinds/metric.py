"""Metrics, as alarms and dashboards name them: `section.key.metric`, `section.*.metric`, `api.metric`, or CloudWatch's own facts."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from generator.diagnostics import SpecPath, did_you_mean
from generator.facts import Fact, replace
from generator.metrics import EMITTED, STATS, Emitted, Share, Total
from generator.names import token
from generator.references import TITLES, called
from generator.scope import Scope, Thing, segments

_NAME_DIMENSION = {
    "functions": "FunctionName",
    "queues": "QueueName",
    "topics": "TopicName",
    "tables": "TableName",
    "buckets": "BucketName",
}

# CloudWatch's names of units, as people write them.
_OWN_UNITS = {"Percent": "%", "Milliseconds": "ms", "Count": "", "None": ""}

# Things that only the home region has.
_HOME_ONLY = frozenset({"auth", "clients", "frontends"})


class Metric(Fact):
    """One CloudWatch metric, or an expression over some.

    title: what the spec calls it. owner: whose it is, None where the spec gives CloudWatch's own facts. stat: `Sum`, `p95`.
    expression: a metric math over the ids of `parts`; empty for a plain metric.
    missing: why nobody emits it, with the way out; empty when somebody does. path: where the spec names it.
    unit: of its values, such as `%` or `ms`; empty for what is counted, and where nobody knows.
    """

    title: str
    owner: Thing | None
    namespace: str = ""
    name: str = ""
    dimensions: Mapping[str, str] = MappingProxyType({})
    stat: str = ""
    expression: str = ""
    parts: Mapping[str, "Metric"] = MappingProxyType({})
    missing: str = ""
    path: SpecPath = ()
    unit: str = ""

    @property
    def key(self) -> str:
        """What tells it apart from the same metric of other things."""
        if self.owner is None:
            return " ".join(self.dimensions.values())
        parent = f"{self.owner.parent.key}." if self.owner.section in ("indexes", "rules") and self.owner.parent else ""
        return parent + self.owner.key

    @property
    def plain(self) -> tuple["Metric", ...]:
        """The metrics that CloudWatch holds: itself, or those of its expression."""
        if not self.expression:
            return (self,)
        return tuple(plain for part in self.parts.values() for plain in part.plain)


def from_spec(entry: str | Mapping[str, Any], scope: Scope, stat: str | None = None) -> tuple[Metric, ...]:
    """Return what a reference names: one metric, or for a `*` one of each thing, by name.

    entry: a reference, `{namespace, name, dimensions}`, or `{expression, metrics}`.
    """
    if isinstance(entry, str):
        found = [_of(owner, name, scope, stat) for owner, name in _owners(entry, scope)]
        return tuple(replace(metric, path=scope.path) for metric in found if metric)
    if "expression" in entry:
        return (_expression(entry, scope),)
    dimensions = scope.at("dimensions").texts(entry.get("dimensions") or {})
    title = entry.get("label", entry["name"])
    wanted = _stat(entry.get("stat", stat), "Sum")
    return (Metric(title, None, entry["namespace"], entry["name"], dimensions, wanted, path=scope.path),)


def _expression(entry: Mapping[str, Any], scope: Scope) -> Metric:
    parts: dict[str, Metric] = {}
    for name, part in entry["metrics"].items():
        here = scope.at("metrics", name)
        found = from_spec(part, here)
        if len(found) != 1:
            here.problem(f"an expression needs one metric here, not {len(found)}", "metric-of-many")
        parts.update(zip([name], found, strict=False))
    missing = next((part.missing for part in parts.values() if part.missing), "")
    return Metric(
        entry.get("label", entry["expression"]), None, expression=entry["expression"], parts=parts, missing=missing
    )


def _owners(reference: str, scope: Scope) -> list[tuple[Thing, str]]:
    """Return the things of a reference, each with the metric's name; the things of a `*` in alphabetical order."""
    *owner, name = segments(reference)
    if owner[-1:] == ["*"]:
        return [(thing, name) for thing in _all(owner[:-1], scope)]
    match owner:
        case ["buses", bus, "rules", rule]:
            found = _rule(bus, rule, scope)
        case []:
            scope.problem(
                f'"{reference}" is not a metric; write it like "functions.orders.errors"', "dangling-reference"
            )
            found = None
        case _:
            found = scope.thing(".".join(f'"{part}"' if "." in part else part for part in owner))
    known = found is not None and found.section
    return [(found, name)] if found and known else []


def _all(owner: list[str], scope: Scope) -> list[Thing]:
    match owner:
        case [section] if section in TITLES:
            return sorted((thing for (kind, _), thing in scope.things.items() if kind == section), key=lambda t: t.key)
        case ["tables", table, "indexes"] if ("tables", table) in scope.things:
            indexes = scope.things[("tables", table)].entry.get("indexes") or {}
            return [scope.thing(f"tables.{table}.indexes.{index}") for index in sorted(indexes)]
        case ["buses", bus, "rules"] if ("buses", bus) in scope.things:
            rules = scope.things[("buses", bus)].entry.get("rules") or {}
            return [found for rule in sorted(rules) if (found := _rule(bus, rule, scope))]
        case _:
            text = ".".join(owner)
            scope.problem(f'"{text}.*" names nothing{did_you_mean(text, TITLES)}', "dangling-reference")
            return []


def _rule(bus: str, rule: str, scope: Scope) -> Thing | None:
    owner = scope.thing(f"buses.{bus}", "buses")
    rules = owner.entry.get("rules") or {}
    if rule not in rules:
        scope.problem(f'bus "{bus}" has no rule "{rule}"{did_you_mean(rule, rules)}', "dangling-reference")
        return None
    path = (*owner.path, "rules", rule)
    return Thing("rules", rule, path, scope.names.rule(bus, rule), "", {}, rules[rule] or {}, owner)


def _of(owner: Thing, name: str, scope: Scope, stat: str | None) -> Metric | None:
    """Return the metric that a thing emits; None in a further region, where the thing is not."""
    if owner.section in _HOME_ONLY and not scope.home:
        return None
    if own := _of_its_own(owner, name, scope, stat):
        return own
    namespace, known = EMITTED.get(owner.section, ("", {}))
    emitted = known.get(name)
    title = name.replace("_", " ")
    if isinstance(emitted, Share):
        parts = {part: _of(owner, part, scope, None) for part in (emitted.part, emitted.whole)}
        return _math(title, owner, f"100 * m_{emitted.part} / m_{emitted.whole}", parts, "%")
    if isinstance(emitted, Total):
        return _total(title, owner, {part: _of(owner, part, scope, None) for part in emitted.parts})
    if emitted is None:
        return Metric(title, owner, missing=_unknown(owner, name, known))
    dimensions = {**_dimensions(owner), **emitted.dimensions}
    missing = _missing_setting(owner, name, emitted, scope)
    wanted = _stat(stat, emitted.stat)
    return Metric(
        title, owner, namespace, emitted.name, dimensions, wanted, missing=missing, unit=_unit(wanted, emitted.unit)
    )


def _of_its_own(owner: Thing, name: str, scope: Scope, stat: str | None) -> Metric | None:
    """Return a metric that the thing's own entry asks for, or one made of several."""
    namespace = str(scope.tree["system"].get("title", scope.names.system))
    match owner.section:
        case "functions" if name in (owner.entry.get("metrics") or {}):
            environment = {
                key: _environment(owner, key, scope)
                for key in ("POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_SERVICE_NAME")
            }
            emf = environment["POWERTOOLS_METRICS_NAMESPACE"] or namespace
            service = environment["POWERTOOLS_SERVICE_NAME"] or scope.names.system
            wanted, written = _stat(stat, "Average"), owner.entry["metrics"][name].get("unit", "")
            unit = _unit(wanted, _OWN_UNITS.get(written, written.lower()))
            return Metric(name, owner, emf, name, {"service": service}, wanted, unit=unit)
        case "functions" if name == "cold_starts":
            return Metric(
                "cold starts", owner, namespace, scope.names.log_metric(owner.name, name), {}, _stat(stat, "Sum")
            )
        case "api" if name in (owner.entry.get("metrics") or {}):
            log_metric = scope.names.log_metric(owner.name, name)
            return Metric(name.replace("_", " "), owner, namespace, log_metric, {}, _stat(stat, "Sum"))
        case "tables" if name == "throttles":
            return _throttles(owner, scope)
        case _:
            return None


def _environment(function: Thing, variable: str, scope: Scope) -> str:
    value = (function.entry.get("environment") or {}).get(variable, "")
    return scope.at("metric").text(str(value)) if value else ""


def _throttles(table: Thing, scope: Scope) -> Metric:
    """Return all refused requests of a table, with those of its indexes, which DynamoDB counts apart."""
    indexes = [index for index in _all(["tables", table.key, "indexes"], scope) if not index.entry.get("local")]
    parts = {
        f"{kind}_{number}" if number else kind: _of(owner, f"{kind}_throttles", scope, "sum")
        for number, owner in enumerate([table, *indexes])
        for kind in ("read", "write")
    }
    return _total("throttles", table, parts)


def _total(title: str, owner: Thing, parts: Mapping[str, Metric | None]) -> Metric:
    # What did not happen is not emitted, and a sum with a missing part is missing.
    return _math(title, owner, " + ".join(f"FILL(m_{part}, 0)" for part in parts), parts)


def _math(title: str, owner: Thing, expression: str, parts: Mapping[str, Metric | None], unit: str = "") -> Metric:
    named = {f"m_{name}": part for name, part in parts.items() if part}
    missing = next((part.missing for part in named.values() if part.missing), "")
    return Metric(title, owner, expression=expression, parts=named, missing=missing, unit=unit)


def _dimensions(owner: Thing) -> Mapping[str, str]:
    method, _, path = owner.key.partition(" ")
    parent = owner.parent.name if owner.parent else ""
    match owner.section:
        case "api":
            return {"ApiId": token("api.id")}
        case "routes":
            return {"ApiId": token("api.id"), "Stage": "$default", "Method": method, "Resource": path or method}
        case "workflows":
            return {"StateMachineArn": owner.arn}
        case "indexes":
            return {"TableName": parent, "GlobalSecondaryIndexName": owner.name}
        case "rules":
            # The rules of the default bus have no bus among their dimensions.
            return {"RuleName": owner.name} if parent == "default" else {"EventBusName": parent, "RuleName": owner.name}
        case "frontends":
            return {"App": owner.attributes["id"]}
        case "clients":
            return {"UserPool": token("auth.id"), "UserPoolClient": owner.attributes["id"]}
        case _:
            return {_NAME_DIMENSION[owner.section]: owner.name}


def _missing_setting(owner: Thing, name: str, emitted: Emitted, scope: Scope) -> str:
    if owner.section == "routes" and not (scope.tree.get("api") or {}).get("detailed_metrics"):
        return f'"{owner.reference}.{name}" needs detailed_metrics: true of the api; nobody emits it without'
    if owner.section == "indexes" and owner.entry.get("local"):
        return f"{owner.reference} is local: DynamoDB counts its use as the table's, so watch that"
    if emitted.needs and not owner.entry.get(emitted.needs):
        setting = f"{emitted.needs}: true" if emitted.needs == "request_metrics" else emitted.needs
        return f'"{owner.reference}.{name}" needs {setting} of {owner.reference}; nobody emits it without'
    return ""


def _unknown(owner: Thing, name: str, known: Mapping[str, object]) -> str:
    title = f'rule of a bus "{owner.key}"' if owner.section == "rules" else called(owner.section, owner.key)
    words = [*known, *(owner.entry.get("metrics") or {})]
    words += {"functions": ["cold_starts"], "tables": ["throttles"]}.get(owner.section, [])
    listed = f"; there is {', '.join(sorted(words))}" if words else ""
    return f'nobody emits a metric "{name}" for {title}{did_you_mean(name, words) or listed}'


def _stat(wanted: str | None, usual: str) -> str:
    return STATS.get(wanted, wanted) if wanted else usual


def _unit(stat: str, unit: str) -> str:
    """Return the unit of a statistic: a number of samples has none."""
    return "" if stat == "SampleCount" else unit
