"""Large specs: services of ten functions each, with a table, two queues and a state machine of their own."""

from collections.abc import Mapping
from typing import Any

import yaml

FUNCTIONS_PER_SERVICE = 10

Entry = dict[str, Any]


def spec(functions: int) -> str:
    """Return the text of a spec with this many functions, the same text each time."""
    services: dict[str, list[str]] = {}
    for number in range(functions):
        service = f"service_{number // FUNCTIONS_PER_SERVICE:03}"
        services.setdefault(service, []).append(f"{service}_f{number % FUNCTIONS_PER_SERVICE}")
    document = {
        **system(),
        "functions": {name: function(service, name) for service, names in services.items() for name in names},
        "routes": {
            f"GET /{service}/{name}/{{id}}": {"function": name} for service in services for name in services[service]
        },
        "tables": {service: table(service) for service in services},
        "queues": {name: entry for service in services for name, entry in queues(service).items()},
        "workflows": {service: workflow(service, names) for service, names in services.items()},
    }
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def system() -> Entry:
    """Return the sections that do not grow."""
    prod = {"defaults": {"functions": {"memory": 1024, "deployment": canary()}}}
    return {
        "version": 1,
        "system": {"name": "large", "title": "Large", "description": "A system of many services.", "owner": "Platform"},
        "environments": {
            "dev": {"description": "Tests.", "account": "111122223333", "regions": ["eu-west-1"]},
            "prod": {"description": "Users.", "account": "444455556666", "regions": ["eu-west-1"], "set": prod},
        },
        "defaults": {
            "functions": {
                "runtime": "python3.13",
                "architecture": "arm64",
                "memory": 512,
                "timeout": "15s",
                "environment": {"LOG_LEVEL": "INFO"},
            },
        },
        "auth": {
            "sign_in_with": ["email"],
            "clients": {
                "web": {"flows": ["code"], "scopes": ["openid"], "callback_urls": ["https://example.com/callback"]}
            },
        },
        "api": {"description": "The HTTP API of all services.", "auth": "jwt"},
    }


def canary() -> Entry:
    """Return a deployment that shifts a tenth of the traffic first."""
    return {"strategy": "canary", "percent": 10, "minutes": 10, "rollback_above_percent": 5}


def function(service: str, name: str) -> Entry:
    """Return a function that reads and writes its service's table and fills its queue."""
    return {
        "description": f"One of the functions of {service}.",
        "handler": f"handlers.{name}.app:handler",
        "feature": service,
        "environment": {"TABLE_NAME": f"${{tables.{service}.name}}", "QUEUE_URL": f"${{queues.{service}_jobs.url}}"},
        "grants": [
            {"allow": ["dynamodb:GetItem", "dynamodb:PutItem"], "resource": f"tables.{service}"},
            {"allow": ["dynamodb:Query"], "resource": f"tables.{service}.indexes.by_day"},
            {"allow": ["sqs:SendMessage"], "resource": f"queues.{service}_jobs"},
        ],
    }


def table(service: str) -> Entry:
    """Return a table with one index."""
    return {
        "description": f"What {service} knows.",
        "feature": service,
        "key": {"partition": "PK", "sort": "SK"},
        "attributes": {"day": "string"},
        "indexes": {"by_day": {"partition": "day", "sort": "SK"}},
    }


def queues(service: str) -> Mapping[str, Entry]:
    """Return a queue and the one where its failures go."""
    dead_letter = {"queue": f"queues.{service}_failures", "after": 5}
    return {
        f"{service}_jobs": {"description": f"Jobs of {service}.", "feature": service, "dead_letter": dead_letter},
        f"{service}_failures": {"description": f"Jobs of {service} that failed.", "feature": service},
    }


def workflow(service: str, names: list[str]) -> Entry:
    """Return a state machine that calls all functions of a service in turn."""
    states = {
        f"Step{number}": {"task": f"functions.{name}", "timeout": "20s", "Next": f"Step{number + 1}"}
        for number, name in enumerate(names)
    }
    return {
        "description": f"Calls each function of {service}.",
        "feature": service,
        "states": {**states, f"Step{len(names)}": {"Type": "Succeed"}},
    }
