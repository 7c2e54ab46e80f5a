"""AWS's services as botocore and boto3 describe them: operations by the names of their methods, waiters, resources.

Nothing else imports botocore, which takes longer to load than all of a spec to check. Service names are boto3's.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.extras import installing

if TYPE_CHECKING:
    from botocore.loaders import Loader
    from botocore.model import ServiceModel

# Names by which requests are signed that IAM does not use in its actions (Service Authorization Reference, November 2026).
_IAM_NAMES: Mapping[str, str] = {
    "awsssoportal": "sso",
    "cloudcontrolapi": "cloudformation",
    "IoTSecuredTunneling": "iot",
    "iot-jobs-data": "iotjobsdata",
    "iotdata": "iot",
    "monitoring": "cloudwatch",
    "mturk-requester": "mechanicalturk",
    "tagging": "tag",
}

# Whose clients take the actions of a service that boto3 calls otherwise.
_CLIENTS: Mapping[str, tuple[str, ...]] = {
    "bedrock": ("bedrock", "bedrock-runtime", "bedrock-agent-runtime"),
    "elasticloadbalancing": ("elb", "elbv2"),
    "es": ("es", "opensearch"),
    "execute-api": ("apigatewaymanagementapi",),
    "iot": ("iot", "iot-data"),
    "ses": ("ses", "sesv2"),
    "states": ("stepfunctions",),
    "tag": ("resourcegroupstaggingapi",),
}


class SdkMissing(Exception):  # noqa: N818 - a state
    """botocore is not installed."""


def demand() -> None:
    """Raise SdkMissing where AWS's descriptions are not installed."""
    try:
        import boto3  # noqa: F401
    except ImportError:
        raise SdkMissing(
            f"boto3 is not installed, and the audit needs its descriptions of AWS: {installing('aws')}"
        ) from None


def exists(service: str) -> bool:
    """Tell whether boto3 has a client of this name."""
    return service in _services()


def operation(service: str, method: str) -> str | None:
    """Return the operation that a client's method calls, as in `put_item` -> `PutItem`."""
    return _operations(service).get(method)


def is_signed(service: str, name: str) -> bool:
    """Tell whether AWS asks who calls an operation; Cognito's sign-in, for one, is open to everybody."""
    return bool(_model(service).operation_model(name).auth_type != "none")


def iam_name(service: str) -> str:
    """Return a service's name in IAM's actions: `states` for `stepfunctions`."""
    signing = _model(service).signing_name
    return _IAM_NAMES.get(signing, signing)


def of_iam(name: str) -> list[str]:
    """Return the clients that take the actions of a service in IAM's words."""
    return [client for client in _CLIENTS.get(name, (name,)) if exists(client)]


def waits_on(service: str, waiter: str) -> str | None:
    """Return the operation that a waiter polls; None where there is no such waiter."""
    from botocore import xform_name

    waiters = _loader().load_service_model(service, "waiters-2")["waiters"] if _has(service, "waiters-2") else {}
    return next((str(one["operation"]) for name, one in waiters.items() if xform_name(name) == waiter), None)


@cache
def resource(service: str, kind: str) -> Mapping[str, Any]:
    """Return how boto3 describes a resource, or with an empty kind the service's own; empty where there is none."""
    if not _has(service, "resources-1"):
        return {}
    described = _loader().load_service_model(service, "resources-1")
    found: Mapping[str, Any] = described["service"] if not kind else described["resources"].get(kind, {})
    return found


def method_name(name: str) -> str:
    """Return a name of the API as boto3 writes it in Python."""
    from botocore import xform_name

    written: str = xform_name(name)
    return written


def member_names(service: str, shape: str) -> Iterator[str]:
    """Yield the attributes that a resource of this shape has, as boto3 writes them."""
    described: Any = _model(service).shape_for(shape)
    return (method_name(name) for name in described.members)


def _has(service: str, kind: str) -> bool:
    return service in _loader().list_available_services(kind)


@cache
def _services() -> frozenset[str]:
    return frozenset(_loader().list_available_services("service-2"))


@cache
def _operations(service: str) -> Mapping[str, str]:
    from botocore import xform_name

    return {xform_name(name): str(name) for name in _model(service).operation_names} if exists(service) else {}


@cache
def _model(service: str) -> "ServiceModel":
    from botocore.model import ServiceModel

    return ServiceModel(_loader().load_service_model(service, "service-2"), service)


@cache
def _loader() -> "Loader":
    import boto3
    from botocore.loaders import Loader

    return Loader(extra_search_paths=[str(Path(boto3.__file__).parent / "data")])
