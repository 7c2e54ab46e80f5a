"""The way to AWS: clients of one region, whose account they are of, and what AWS refuses, in a person's words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Any

from generator.extras import installing
from generator.names import Names, token

if TYPE_CHECKING:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

_ABSENT = frozenset(
    {
        "AWS.SimpleQueueService.NonExistentQueue", "NoSuchBucket", "NotFoundException", "QueueDoesNotExist",
        "ResourceNotFoundException", "StateMachineDoesNotExist",
    }
)  # fmt: skip
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
_INVALID = frozenset(
    {"InvalidAccessKeyId", "InvalidClientTokenId", "SignatureDoesNotMatch", "UnrecognizedClientException"}
)
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "403", "Forbidden", "UnauthorizedOperation"})
# What botocore's standard mode tries again for, but for what may be a quota.
_THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded", "PriorRequestNotComplete", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
        "RequestThrottled", "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling",
        "ThrottlingException", "TooManyRequestsException",
    }
)  # fmt: skip


class CloudError(Exception):
    """AWS, or the way to it, stops a command; the message is for a person."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """AWS in one region. endpoint: where it answers instead, None for AWS itself. clients: those made so far, by service."""

    session: "boto3.Session"
    region: str
    endpoint: str | None = None
    clients: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def client(self, service: str) -> Any:
        """Return a client, which tries again where AWS throttles it. service: as boto3 calls it."""
        from botocore.config import Config

        if service not in self.clients:
            config = Config(retries={"mode": "standard"}, connect_timeout=10)
            made = self.session.client(service, region_name=self.region, endpoint_url=self.endpoint, config=config)
            self.clients[service] = made
        return self.clients[service]

    def all(self, service: str, operation: str, key: str, **given: Any) -> list[Any]:
        """Return the entries of all pages of an answer. key: where they stand in a page."""
        pages = self.client(service).get_paginator(operation).paginate(**given)
        return [entry for page in pages for entry in page.get(key) or ()]


def of(names: Names) -> Cloud:
    """Return AWS in a stack's region, with the credentials of whoever runs this; raises CloudError."""
    sdk = _sdk()
    with told("AWS credentials"):
        return Cloud(sdk.Session(), names.region)


def fake(endpoint: str, region: str) -> Cloud:
    """Return what stands in for AWS on this machine; raises CloudError."""
    session = _sdk().Session(aws_access_key_id="local", aws_secret_access_key="local")  # noqa: S106 - it opens nothing
    return Cloud(session, region, endpoint)


def account(cloud: Cloud, names: Names) -> str:
    """Return the caller's account, which must be the one that the spec names, if it names one; raises CloudError.

    Everybody may ask this, and the answer to bad credentials says what is wrong with them.
    """
    with told("caller's identity"):
        identity: Mapping[str, Any] = cloud.client("sts").get_caller_identity()
    found = str(identity["Account"])
    if names.account not in (found, token("account")):
        raise CloudError(
            f'the credentials are of account {found}, and environment "{names.environment}" lives in {names.account}'
        )
    return found


def code(error: "ClientError") -> str:
    """Return the code by which AWS names an error."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def told(what: str, *, absent: str = "", needs: str = "") -> Iterator[None]:
    """Raise what AWS refuses as a CloudError. absent: the way out where it is not there; needs: the permissions."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        raise CloudError(_refusal(error, what, absent, needs)) from error
    except BotoCoreError as error:
        raise CloudError(_failure(error)) from error


def _sdk() -> ModuleType:
    try:
        import boto3
    except ImportError:
        raise CloudError(f"boto3 is not installed, and what speaks to AWS needs it: {installing('aws')}") from None
    return boto3


def _refusal(error: "ClientError", what: str, absent: str, needs: str) -> str:
    found, words = code(error), str(error.response.get("Error", {}).get("Message", "")).rstrip(".")
    if found in _ABSENT:
        return f"there is no {what}{f'; {absent}' if absent else ''}"
    if found in _EXPIRED:
        return "the AWS credentials have expired; sign in again"
    if found in _INVALID:
        return "AWS does not accept the credentials; sign in again"
    if found in _DENIED:
        return f"AWS denies access to the {what}{f'; {needs} are needed there' if needs else f': {words}'}"
    if found in _THROTTLED:
        return f"AWS throttles calls for the {what}; wait a minute and run this again"
    return f"AWS refuses the {what}: {error}"


def _failure(error: "BotoCoreError") -> str:
    from botocore.exceptions import (
        EndpointConnectionError,
        HTTPClientError,
        NoCredentialsError,
        PartialCredentialsError,
        SSOError,
        TokenRetrievalError,
    )

    match error:
        case NoCredentialsError() | PartialCredentialsError():
            return "there are no AWS credentials; sign in, or name a profile in AWS_PROFILE"
        case SSOError() | TokenRetrievalError():
            return "the sign-in to AWS has expired; sign in again"
        case EndpointConnectionError() | HTTPClientError():
            return f"AWS cannot be reached: {error}"
        case _:
            return f"AWS cannot be used: {error}"
