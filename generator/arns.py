"""ARNs of declared things, and what `${section.key.ATTRIBUTE}` can name: two tables, and how they are read."""

import re
from collections.abc import Mapping
from typing import Any

from generator.names import API_LOGS, FUNCTION_LOGS, WORKFLOW_LOGS, Names, token

_POOL_ID = token("variables.user_pool_id")
_FAR_ISSUER = f"https://cognito-idp.{{home_region}}.amazonaws.com/{_POOL_ID}"

# That of a function is its alias's; AWS appends a dash and six random characters to that of a secret.
_ARNS: Mapping[str, str] = {
    "functions": "arn:aws:lambda:{region}:{account}:function:{name}:{alias}",
    "tables": "arn:aws:dynamodb:{region}:{account}:table/{name}",
    "buckets": "arn:aws:s3:::{name}",
    "queues": "arn:aws:sqs:{region}:{account}:{name}",
    "topics": "arn:aws:sns:{region}:{account}:{name}",
    "notifications": "arn:aws:sns:{region}:{account}:{name}",
    "buses": "arn:aws:events:{region}:{account}:event-bus/{name}",
    "schedules": "arn:aws:scheduler:{region}:{account}:schedule/default/{name}",
    "secrets": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-??????",
    "parameters": "arn:aws:ssm:{region}:{account}:parameter{name}",
    "workflows": "arn:aws:states:{region}:{account}:stateMachine:{name}",
    "alarms": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    "api": token("api.execution_arn"),
    "auth": token("auth.arn"),
    "far auth": f"arn:aws:cognito-idp:{{home_region}}:{{account}}:userpool/{_POOL_ID}",
}

_ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "functions": {
        "unqualified_arn": "arn:aws:lambda:{region}:{account}:function:{name}",
        "log_group": f"{FUNCTION_LOGS}{{name}}",
        "log_group_arn": f"arn:aws:logs:{{region}}:{{account}}:log-group:{FUNCTION_LOGS}{{name}}",
    },
    "tables": {"stream_arn": token("tables.{key}.stream_arn")},
    "queues": {"url": "https://sqs.{region}.amazonaws.com/{account}/{name}"},
    "secrets": {"arn": token("secrets.{key}.arn")},
    "workflows": {"log_group": f"{WORKFLOW_LOGS}{{name}}"},
    "frontends": {attribute: token(f"frontends.{{key}}.{attribute}") for attribute in ("id", "default_domain", "url")},
    "api": {"id": token("api.id"), "url": token("api.url"), "log_group": f"{API_LOGS}{{name}}"},
    "auth": {attribute: token(f"auth.{attribute}") for attribute in ("id", "domain", "issuer", "jwks_url")},
    "clients": {"id": token("auth.clients.{key}.id")},
    # In a further region the user pool is another root's: its ids are variables there.
    "far auth": {"id": _POOL_ID, "issuer": _FAR_ISSUER, "jwks_url": f"{_FAR_ISSUER}/.well-known/jwks.json"},
    "far clients": {"id": token('variables.user_pool_client_ids["{key}"]')},
}

# How the ARN of another system's thing is made from its name.
_IMPORTED: Mapping[str, str] = {
    "bus": _ARNS["buses"],
    "queue": _ARNS["queues"],
    "topic": _ARNS["topics"],
    "table": _ARNS["tables"],
    "bucket": _ARNS["buckets"],
    "workflow": _ARNS["workflows"],
    "function": "arn:aws:lambda:{region}:{account}:function:{name}",
    "api": "arn:aws:execute-api:{region}:{account}:{name}",
    "secret": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-??????",
    "key": "arn:aws:kms:{region}:{account}:key/{name}",
}


def thing_arn(names: Names, section: str, name: str) -> str:
    """Return the ARN of a declared thing, an empty text where it has none."""
    return _filled(_ARNS.get(_place(names, section), ""), names, "", name)


def attributes(names: Names, section: str, key: str, name: str, entry: Mapping[str, Any]) -> dict[str, str]:
    """Return what `${section.key.ATTRIBUTE}` can name, beside `name` and `arn`."""
    if section == "imports":
        return _imported(names, key, entry)
    found = _ATTRIBUTES.get(_place(names, section), {})
    return {attribute: _filled(text, names, key, name) for attribute, text in found.items()}


def _place(names: Names, section: str) -> str:
    far = names.region != names.home_region and section in ("auth", "clients")
    return f"far {section}" if far else section


def _filled(text: str, names: Names, key: str, name: str) -> str:
    return text.format(
        region=names.region,
        home_region=names.home_region,
        account=names.account,
        alias=names.alias,
        key=key,
        name=name,
    )


def _imported(names: Names, key: str, entry: Mapping[str, Any]) -> dict[str, str]:
    """Return what can be said of a thing that another system owns.

    A Systems Manager parameter whose name ends in `/name`, `/id`, `/url` or `/value` holds that; any other holds the ARN.
    """
    kind = entry.get("kind", "")
    if arn := entry.get("arn"):
        found = {"arn": arn, "name": re.split(r"[:/]", arn)[-1]}
        return found | ({"url": _queue_url(arn)} if kind == "queue" else {})
    value = token(f"imports.{key}")
    held = str(entry.get("ssm", "")).rpartition("/")[2]
    if held not in ("name", "id"):
        return {held if held in ("url", "value") else "arn": value}
    if kind not in _IMPORTED:
        return {held: value}
    arn = _filled(_IMPORTED[kind], names, key, value)
    return {held: value, "arn": arn} | ({"url": _queue_url(arn)} if kind == "queue" else {})


def _queue_url(arn: str) -> str:
    region, account, name = arn.split(":")[3:6]
    return f"https://sqs.{region}.amazonaws.com/{account}/{name}"
