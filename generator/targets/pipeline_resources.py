"""The ARNs that the pipelines of a stack act on, by the words that the permissions' tables use.

A thing whose name begins as the system's names do is covered by one pattern, so that one more needs no new permission;
any other is named. Where AWS chooses an id, the pattern covers all of that kind in the account and region.
"""

from collections.abc import Iterable, Mapping
from os.path import commonprefix

from generator.kinds.bus import Bus
from generator.model import Stack
from generator.names import TOKEN_START, Names
from generator.scope import Thing
from generator.tokens import PATTERN

Arns = Mapping[str, tuple[str, ...]]

# More names than this of one kind are covered by what they begin with: a policy has 6,144 characters.
_LISTED = 6
_EMPTIED = 20


def arns(stack: Stack) -> dict[str, tuple[str, ...]]:
    """Return the ARNs by word; a word is missing where the stack has nothing of the kind."""
    found = {**_compute(stack), **_data(stack), **_messages(stack), **_watching(stack), **_access(stack)}
    if stack.home:
        found |= _home(stack)
    if stack.api:
        found |= _api(stack)
    return {word: tuple(dict.fromkeys(map(_pattern, some))) for word, some in found.items() if some}


def _pattern(arn: str) -> str:
    """Return the ARN with `*` for what is known only at run time, but for the account."""
    return PATTERN.sub(lambda match: match[0] if match[1] == "account" else "*", arn)


def _own(names: Names, things: Iterable[str], head: str, begin: str = "") -> tuple[str, ...]:
    """Return patterns that cover names; `head` is the ARN up to the name, `begin` what the system's names begin with."""
    begin = begin or f"{names.prefix}-"
    found = sorted(set(things))
    others = [name for name in found if not name.startswith(begin)]
    if len(others) > _LISTED:
        others = [f"{commonprefix(others).partition(TOKEN_START)[0]}*"]  # noqa: RUF071 - names, not paths
    return (f"{head}{begin}*", *(head + name for name in others)) if found else ()


def _with_parts(arns: Iterable[str]) -> tuple[str, ...]:
    """Return the ARNs with those below them: versions and aliases of functions, streams of log groups."""
    return tuple(part for arn in arns for part in ((arn,) if arn.endswith("*") else (arn, f"{arn}:*")))


def _names(things: Iterable[Thing]) -> list[str]:
    return [thing.name for thing in things]


def _compute(stack: Stack) -> dict[str, tuple[str, ...]]:
    names, functions = stack.names, stack.functions.values()
    head = names.arn("lambda", "function:")
    own = _own(names, (function.name for function in functions), head)
    shifted = any(function.deployment.shifts for function in functions)
    scaled = any(one.provisioned_concurrency and one.provisioned_concurrency.scales for one in functions)
    sources = any(trigger.kind in ("queue", "stream") for function in functions for trigger in function.triggers)
    tables = any(table.autoscaling for table in stack.tables.values())
    return {
        "functions": _with_parts(own),
        "layers": tuple(sorted({layer for function in functions for layer in function.layers})),
        "packages": (f"arn:aws:s3:::{names.artifacts_bucket()}/*",) if functions else (),
        "networked_functions": ("*",) if any(function.network for function in functions) else (),
        "event_source_mappings": (names.arn("lambda", "event-source-mapping:*"),) if sources else (),
        "scalable_targets": (names.arn("application-autoscaling", "scalable-target/*"),) if scaled or tables else (),
        "scaling_alarms": (names.arn("cloudwatch", "alarm:TargetTracking-*"),) if scaled or tables else (),
        "scaled_functions": ("*",) if scaled else (),
        "scaled_tables": ("*",) if tables else (),
        "workflows": _own(names, (one.name for one in stack.workflows.values()), names.arn("states", "stateMachine:")),
        "deployments": _deployments(names) if shifted else (),
    }


def _deployments(names: Names) -> tuple[str, ...]:
    return (
        names.arn("codedeploy", f"application:{names.prefix}"),
        names.arn("codedeploy", f"deploymentgroup:{names.prefix}/*"),
        names.arn("codedeploy", f"deploymentconfig:{names.prefix}-*"),
    )


def _data(stack: Stack) -> dict[str, tuple[str, ...]]:
    names = stack.names
    tables = _own(names, (table.name for table in stack.tables.values()), names.arn("dynamodb", "table/"))
    secrets = _own(
        names, (one.name for one in stack.secrets.values()), names.arn("secretsmanager", "secret:"), names.secret("")
    )
    rotating = [secret.rotation.function for secret in stack.secrets.values() if secret.rotation]
    parameters = [parameter.name for parameter in stack.parameters.values()]
    parameters += [output.publish for output in stack.outputs.values() if output.publish]
    imported = [one.ssm for one in stack.imports.values() if one.ssm]
    head = names.arn("ssm", "parameter")
    regions = len(stack.environment.regions) > 1
    removable = _removable(stack)
    return {
        "tables": tables,
        "replicated_tables": tables if any(table.replicas for table in stack.tables.values()) else (),
        "buckets": _buckets(stack),
        "removable_buckets": removable,
        "removable_objects": tuple(f"{arn}/*" for arn in removable),
        "replicated_buckets": ("*",) if regions and stack.buckets else (),
        # AWS appends a dash and six random characters to a secret's name.
        "secrets": tuple(arn if arn.endswith("*") else f"{arn}-??????" for arn in secrets),
        "rotated_secrets": tuple(arn if arn.endswith("*") else f"{arn}-??????" for arn in secrets) if rotating else (),
        "rotating_functions": tuple(sorted({function.arn for function in rotating})),
        "parameters": _own(names, (f"/{name.removeprefix('/')}" for name in parameters), head, names.parameter("")),
        "imported_parameters": tuple(f"{head}/{name.removeprefix('/')}" for name in imported),
    }


def _buckets(stack: Stack) -> tuple[str, ...]:
    found = [bucket.name for bucket in stack.buckets.values()]
    if stack.home and stack.environment.audit_trail:
        found.append(stack.names.trail_bucket)
    return _own(stack.names, found, "arn:aws:s3:::")


def _removable(stack: Stack) -> tuple[str, ...]:
    """Return the buckets that Terraform may empty: by name, since a pattern would cover the audit trail's too."""
    found = [bucket.thing.arn for bucket in stack.buckets.values() if not bucket.protected]
    return tuple(found) if len(found) <= _EMPTIED else (f"{commonprefix(found).partition(TOKEN_START)[0]}*",)  # noqa: RUF071


def _messages(stack: Stack) -> dict[str, tuple[str, ...]]:
    names = stack.names
    topics = [*_names(one.thing for one in stack.topics.values()), *(one.name for one in stack.notifications.values())]
    triggers = [trigger for function in stack.functions.values() for trigger in function.triggers]
    foreign = [one.source for one in triggers if one.kind == "topic" and one.source.section == "imports"]
    return {
        "queues": _own(names, (queue.name for queue in stack.queues.values()), names.arn("sqs", "")),
        "topics": _own(names, topics, names.arn("sns", "")),
        "imported_topics": tuple(one.arn if one.arn.startswith("arn:") else names.arn("sns", "*") for one in foreign),
        **_buses(names, list(stack.buses.values())),
        "schedules": _own(
            names, (one.name for one in stack.schedules.values()), names.arn("scheduler", "schedule/default/")
        ),
    }


def _buses(names: Names, buses: list[Bus]) -> dict[str, tuple[str, ...]]:
    own = _own(names, (bus.name for bus in buses if not bus.existing), names.arn("events", "event-bus/"))
    archives = _own(names, (bus.name for bus in buses if bus.archive_days), names.arn("events", "archive/"))
    # A rule's ARN begins with its bus's name, but for the default bus.
    elsewhere = {bus.name for bus in buses if bus.name != "default" and not bus.name.startswith(f"{names.prefix}-")}
    rules = [names.rule_arn(name, f"{names.prefix}-*") for name in ("default", *sorted(elsewhere))]
    return {
        "buses": own,
        "rules": tuple(rules) if any(bus.rules for bus in buses) else (),
        "archives": (*archives, *own) if archives else (),
    }


def _api(stack: Stack) -> dict[str, tuple[str, ...]]:
    assert stack.api is not None, "the caller has looked"
    root = f"arn:aws:apigateway:{stack.names.region}::"
    domain = stack.api.domain
    zone = domain.zone if domain else None
    routed = any(route.target.section != "functions" for route in stack.routes.values())
    return {
        "gateway": (f"{root}/apis", f"{root}/apis/*", f"{root}/tags/*"),
        "service_integrations": ("*",) if routed else (),
        "gateway_domains": (
            f"{root}/domainnames",
            f"{root}/domainnames/{domain.name}",
            f"{root}/domainnames/{domain.name}/*",
        )
        if domain
        else (),
        "zones": (f"arn:aws:route53:::hostedzone/{zone}",) if zone else (),
        "zone_changes": ("arn:aws:route53:::change/*",) if zone else (),
    }


def _watching(stack: Stack) -> dict[str, tuple[str, ...]]:
    names = stack.names
    watched = [one.name for alarm in stack.alarms.values() for one in alarm.watched]
    shifted = [
        alarm
        for one in stack.functions.values()
        if one.deployment.shifts
        for alarm in (names.rollback_alarm(one.name), names.new_version_alarm(one.name))
    ]
    groups = stack.tracing.groups if stack.tracing else ()
    dashboards = _names(one.thing for one in stack.dashboards.values())
    return {
        "log_groups": _log_groups(stack),
        "queries": ("*",) if stack.queries else (),
        "alarms": _own(names, [*watched, *shifted], names.arn("cloudwatch", "alarm:")),
        "dashboards": _own(names, dashboards, f"arn:aws:cloudwatch::{names.account}:dashboard/"),
        "traces": (
            names.arn("xray", f"sampling-rule/{stack.tracing.name}"),
            *_own(names, (group.name for group in groups), names.arn("xray", "group/")),
        )
        if stack.tracing
        else (),
    }


def _log_groups(stack: Stack) -> tuple[str, ...]:
    """Return the log groups of functions, workflows, the API, frontends and the audit trail."""
    names = stack.names
    head = names.arn("logs", "log-group:")
    functions = _own(names, (one.name for one in stack.functions.values()), head + names.function_log_group(""))
    workflows = _own(names, (one.name for one in stack.workflows.values()), head + names.workflow_log_group(""))
    found = [*functions, *workflows]
    found += [head + stack.api.log_group] if stack.api else []
    if stack.home:
        trail = stack.environment.audit_trail
        found += [f"{head}/aws/amplify/*"] if stack.frontends else []
        found += [head + names.trail_log_group] if trail and trail.log_group else []
    return _with_parts(found)


def _home(stack: Stack) -> dict[str, tuple[str, ...]]:
    """Return what only the home region has."""
    names, account = stack.names, stack.names.account
    limits = [one.name for one in stack.budgets.values() if one.limit is not None]
    monitors = any(one.anomalies_above is not None for one in stack.budgets.values())
    slack = [one.name for one in stack.notifications.values() if one.slack]
    trail, pool = stack.environment.audit_trail, stack.auth
    apps = names.arn("amplify", "apps/*")
    return {
        "user_pools": (names.arn("cognito-idp", "userpool/*"),) if pool else (),
        "pools_with_email": ("*",) if pool and pool.email else (),
        "pool_distributions": ("arn:aws:cloudfront::*:distribution/*",) if pool and pool.certificate else (),
        "frontends": (apps,) if stack.frontends else (),
        "frontend_parts": (f"{apps}/branches/*", f"{apps}/domains/*", names.arn("amplify", "webhooks/*"))
        if stack.frontends
        else (),
        "budgets": _own(names, limits, f"arn:aws:budgets::{account}:budget/"),
        "billing_views": (f"arn:aws:billing::{account}:billingview/primary",) if limits else (),
        "anomaly_monitors": (f"arn:aws:ce::{account}:anomalymonitor/*", f"arn:aws:ce::{account}:anomalysubscription/*")
        if monitors
        else (),
        "slack_channels": _own(names, slack, f"arn:aws:chatbot::{account}:chat-configuration/slack-channel/"),
        "policies": (f"arn:aws:iam::{account}:policy/{names.prefix}-*",) if slack else (),
        "trails": (names.trail_arn,) if trail else (),
        "trail_logs": ("*",) if trail and trail.log_group else (),
    }


def _access(stack: Stack) -> dict[str, tuple[str, ...]]:
    names = stack.names
    keys = (names.arn("kms", "key/*"),) if _has_keys(stack) else ()
    return {
        "roles": (names.role_arn(f"{names.prefix}-*"),) if _has_roles(stack) else (),
        "keys": keys,
        "key_aliases": (names.arn("kms", names.key_alias("*")), *keys) if keys else (),
        "replicated_keys": keys if len(stack.environment.regions) > 1 else (),
        **_endpoints(stack),
    }


def _has_roles(stack: Stack) -> bool:
    """Tell whether something of the stack may act in a role of its own."""
    acting = (stack.functions, stack.workflows, stack.schedules, stack.buses, stack.routes, stack.frontends)
    copied = stack.buckets if len(stack.environment.regions) > 1 else ()
    return any((*acting, copied, stack.notifications, stack.environment.audit_trail))


def _has_keys(stack: Stack) -> bool:
    """Tell whether the stack has customer keys: for its logs, for what alarms publish to, or because the spec wants them."""
    kept = [one.encryption for some in (stack.tables, stack.buckets, stack.secrets) for one in some.values()]
    sent = [one.customer_key for some in (stack.queues, stack.topics) for one in some.values()]
    logging = (stack.functions, stack.workflows, stack.api, stack.frontends, stack.notifications)
    return "customer" in kept or any(sent) or any((*logging, stack.environment.audit_trail))


def _endpoints(stack: Stack) -> dict[str, tuple[str, ...]]:
    network, names = stack.environment.network, stack.names
    if network is None or not network.endpoints:
        return {}
    parts = {
        "vpc": (network.vpc,),
        "subnet": network.subnets,
        "route-table": network.route_tables,
        "security-group": network.security_groups,
    }
    made = ("vpc-endpoint", "security-group", "security-group-rule")
    return {
        "endpoints": tuple(names.arn("ec2", f"{kind}/*") for kind in made),
        "endpoint_networks": tuple(names.arn("ec2", f"{kind}/{name}") for kind, some in parts.items() for name in some),
    }
