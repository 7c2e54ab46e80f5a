"""Puts packages into the artifact buckets of an environment, and tells Terraform where they lie."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.model import Stack
from generator.names import Names, token
from generator.package.build import Package
from generator.package.files import replacing
from generator.package.wanted import target_of

if TYPE_CHECKING:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError
    from mypy_boto3_s3 import S3Client

VARIABLES = "packages.auto.tfvars.json"

_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
_THERE = frozenset({"PreconditionFailed", "412"})
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
_INVALID = frozenset(
    {"InvalidAccessKeyId", "InvalidClientTokenId", "SignatureDoesNotMatch", "UnrecognizedClientException"}
)
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "403", "Forbidden"})


class UploadError(Exception):
    """AWS, or the way to it, stops the upload; the message is for a person."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """One package in one bucket. is_new: it was not there before."""

    bucket: str
    key: str
    is_new: bool


def upload(stack: Stack, packages: Sequence[Package]) -> list[Uploaded]:
    """Put the packages of a stack into its artifact bucket; what is there already is never written again.

    Raises UploadError.
    """
    _installed()
    names = stack.names
    with _told("caller's identity"):
        session = _session()
        account = _account(session, names)
    bucket = names.artifacts_bucket().replace(token("account"), account)
    with _told(f'bucket "{bucket}"'):
        client: S3Client = session.client("s3", region_name=names.region)
        return [_put(client, bucket, account, package) for package in of_stack(stack, packages)]


def of_stack(stack: Stack, packages: Sequence[Package]) -> list[Package]:
    """Return the packages that the functions of a stack run."""
    needed = {(function.package, target_of(stack, key)) for key, function in stack.functions.items()}
    return [package for package in packages if (package.name, package.target) in needed]


def write_variables(root: Path, packages: Sequence[Package]) -> Path:
    """Write the variables file of a Terraform root and return its path; raises OSError where the disk refuses."""
    entries = {package.name: {"key": package.key, "sha256": package.sha256} for package in packages}
    path = root / VARIABLES
    with replacing(path) as out:
        out.write((json.dumps({"packages": entries}, indent=2, sort_keys=True) + "\n").encode())
    return path


def _installed() -> None:
    try:
        import boto3  # noqa: F401
    except ImportError:
        raise UploadError('boto3 is not installed; "pip install collectiq[aws]" brings it') from None


def _session() -> "boto3.Session":
    import boto3

    return boto3.Session()


def _account(session: "boto3.Session", names: Names) -> str:
    """Return the caller's account, which must be the one that the spec names, if it names one.

    Everybody may ask this, and the answer to bad credentials says what is wrong with them; that to a HEAD does not.
    """
    identity: Mapping[str, Any] = session.client("sts", region_name=names.region).get_caller_identity()
    account = str(identity["Account"])
    if names.account not in (account, token("account")):
        raise UploadError(
            f'the credentials are of account {account}, and environment "{names.environment}" lives in {names.account}'
        )
    return account


def _put(client: "S3Client", bucket: str, account: str, package: Package) -> Uploaded:
    """Put a package where none lies; the bucket has to be the account's own, whoever else may have taken its name."""
    from botocore.exceptions import ClientError

    there = _size(client, bucket, account, package.key)
    if there is None:
        try:
            with package.file.open("rb") as body:
                client.put_object(
                    Bucket=bucket,
                    Key=package.key,
                    Body=body,
                    ContentType="application/zip",
                    ChecksumSHA256=package.sha256,
                    ExpectedBucketOwner=account,
                    IfNoneMatch="*",
                )
        except ClientError as error:
            if _code(error) not in _THERE:
                raise
            return Uploaded(bucket, package.key, is_new=False)
        return Uploaded(bucket, package.key, is_new=True)
    if there != package.size:
        raise UploadError(f"s3://{bucket}/{package.key} is not the package of that name: remove it")
    return Uploaded(bucket, package.key, is_new=False)


def _size(client: "S3Client", bucket: str, account: str, key: str) -> int | None:
    """Return the size of an object; None where there is none."""
    from botocore.exceptions import ClientError

    try:
        return client.head_object(Bucket=bucket, Key=key, ExpectedBucketOwner=account)["ContentLength"]
    except ClientError as error:
        if _code(error) in _ABSENT:
            return None
        raise


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Say in a person's words what AWS refused."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        raise UploadError(_refusal(error, what)) from error
    except BotoCoreError as error:
        raise UploadError(_failure(error)) from error


def _refusal(error: "ClientError", what: str) -> str:
    code = _code(error)
    if code == "NoSuchBucket":
        return f"there is no {what}; apply generated/terraform/bootstrap first, which makes it"
    if code in _EXPIRED:
        return "the AWS credentials have expired; sign in again"
    if code in _INVALID:
        return "AWS does not accept the credentials; sign in again"
    if code in _DENIED:
        return f"AWS denies access to the {what}; s3:ListBucket, s3:GetObject and s3:PutObject are needed there"
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


def _code(error: "ClientError") -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
