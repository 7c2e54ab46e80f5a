"""Which entry of the spec each part of the output comes from: `.sources.json`, for whoever finds something in the output.

A resource is named by its module and its key there, as in `module.MODULE.aws_x.this["KEY"]`, for all environments at once; an
entry is named by a JSON pointer (RFC 6901) into the spec. No line numbers: they would change with every edit.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.diagnostics import SpecPath
from generator.model import Model, Stack
from generator.targets import dynamodb, moved, s3_buckets, service_access
from generator.targets.callers import callers
from generator.targets.file import File

SOURCES = PurePosixPath(".sources.json")

# Modules whose resources stand under the keys of a section, or under what begins with such a key, beside those of `moved`.
_MODULES: tuple[tuple[str, str], ...] = (
    ("alarms", "alarms"),
    ("amplify_hosting", "frontends"),
    ("api_gateway_http", "routes"),
    ("chatbot", "notifications"),
    ("codedeploy", "functions"),
    ("cost_anomaly", "budgets"),
    ("event_sources", "functions"),
    ("lambda_fn", "functions"),
    ("lambda_fn", "routes"),
    ("provisioned_concurrency", "functions"),
    ("slos", "slos"),
)


def files(model: Model) -> Iterator[File]:
    """Yield `.sources.json` of the output's root."""
    modules: dict[str, dict[str, str]] = {}
    written: dict[str, str] = {}
    for stack in model.stacks:
        for module, key, path in _entries(stack):
            modules.setdefault(module, {})[key] = pointer(path)
        written |= {str(file): pointer(path) for file, path in _files(stack)}
    view = {module: dict(sorted(entries.items())) for module, entries in sorted(modules.items())}
    yield File(SOURCES, "sources.json.j2", {"sources": {"modules": view, "files": dict(sorted(written.items()))}})


def pointer(path: SpecPath) -> str:
    """Return a path into the spec as a JSON pointer."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def _entries(stack: Stack) -> Iterator[tuple[str, str, SpecPath]]:
    """Yield the module, the key there, and the entry of the spec, for all that stands under a key."""
    for caller in callers(stack):
        yield "lambda_fn", caller.label, ("functions", caller.function)
    names = {"dynamodb": dynamodb.module_name(stack), "s3_buckets": s3_buckets.module_name(stack)}
    for module, section in (*_MODULES, *((module, section) for section, module, _ in moved.RESOURCES)):
        for key in stack.tree.get(section) or {}:
            yield names.get(module, module), key, (section, key)
    for bus in stack.buses.values():
        for rule in bus.rules.values():
            yield "eventbridge_bus", f"{bus.key}.{rule.key}", ("buses", bus.key, "rules", rule.key)
    for function in stack.functions.values():
        for service in service_access.services(function):
            yield service_access.module_name(service), function.key, ("functions", function.key)
    for section, module in (("api", "api_gateway_http"), ("auth", "cognito_user_pool"), ("tracing", "xray")):
        if section in stack.tree:
            yield module, "", (section,)


def _files(stack: Stack) -> Iterator[tuple[PurePosixPath, SpecPath]]:
    """Yield the files, beside Terraform's, that one entry of the spec makes."""
    environment = stack.names.stack
    for key in stack.workflows:
        yield PurePosixPath("state_machines") / environment / f"{key}.asl.json", ("workflows", key)
    for key in stack.dashboards:
        yield PurePosixPath("dashboards") / environment / f"{key}.json", ("dashboards", key)
