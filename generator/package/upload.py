"""Puts packages into the artifact buckets of an environment, and tells Terraform where they lie."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.model import Stack
from generator.names import token
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
    session = _session()
    names = stack.names
    with _told(names.artifacts_bucket()):
        account = _account(session) if names.account == token("account") else names.account
        bucket = names.artifacts_bucket().replace(token("account"), account)
    with _told(bucket):
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


def _session() -> "boto3.Session":
    try:
        import boto3
    except ImportError:
        raise UploadError('boto3 is not installed; "pip install collectiq[aws]" brings it') from None
    from botocore.exceptions import ProfileNotFound

    try:
        return boto3.Session()
    except ProfileNotFound as error:
        raise UploadError(f"{error}; AWS_PROFILE names it") from None


def _account(session: "boto3.Session") -> str:
    """Return the account of whoever calls, for a spec that names none."""
    identity: Mapping[str, Any] = session.client("sts").get_caller_identity()
    return str(identity["Account"])


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
def _told(bucket: str) -> Iterator[None]:
    """Say in a person's words what AWS refused."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        raise UploadError(_refusal(error, bucket)) from error
    except BotoCoreError as error:
        raise UploadError(_failure(error)) from error


def _refusal(error: "ClientError", bucket: str) -> str:
    code = _code(error)
    if code == "NoSuchBucket":
        return f'there is no bucket "{bucket}"; apply generated/terraform/bootstrap first, which makes it'
    if code in _EXPIRED:
        return "the AWS credentials have expired; sign in again"
    if code in _INVALID:
        return "AWS does not accept the credentials; sign in again"
    if code in _DENIED:
        return (
            f'AWS denies access to the bucket "{bucket}"; use credentials of its account that may '
            "s3:ListBucket, s3:GetObject and s3:PutObject there"
        )
    return f'AWS refuses the bucket "{bucket}": {error}'


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
