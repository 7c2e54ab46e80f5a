"""Puts packages into the artifact buckets of an environment, and tells Terraform where they lie."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator import cloud
from generator.cloud import CloudError
from generator.model import Stack
from generator.names import token
from generator.package.build import Package
from generator.package.files import replacing
from generator.package.wanted import target_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

VARIABLES = "packages.auto.tfvars.json"

_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
_THERE = frozenset({"PreconditionFailed", "412"})


@dataclass(frozen=True, slots=True)
class Uploaded:
    """One package in one bucket. is_new: it was not there before."""

    bucket: str
    key: str
    is_new: bool


def upload(stack: Stack, packages: Sequence[Package]) -> list[Uploaded]:
    """Put the packages of a stack into its artifact bucket; what is there already is never written again.

    Raises CloudError.
    """
    here = cloud.of(stack.names)
    account = cloud.account(here, stack.names)
    bucket = stack.names.artifacts_bucket().replace(token("account"), account)
    absent = "apply generated/terraform/bootstrap first, which makes it"
    with cloud.told(f'bucket "{bucket}"', absent=absent, needs="s3:ListBucket, s3:GetObject and s3:PutObject"):
        client: S3Client = here.client("s3")
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
            if cloud.code(error) not in _THERE:
                raise
            return Uploaded(bucket, package.key, is_new=False)
        return Uploaded(bucket, package.key, is_new=True)
    if there != package.size:
        raise CloudError(f"s3://{bucket}/{package.key} is not the package of that name: remove it")
    return Uploaded(bucket, package.key, is_new=False)


def _size(client: "S3Client", bucket: str, account: str, key: str) -> int | None:
    """Return the size of an object; None where there is none."""
    from botocore.exceptions import ClientError

    try:
        return client.head_object(Bucket=bucket, Key=key, ExpectedBucketOwner=account)["ContentLength"]
    except ClientError as error:
        if cloud.code(error) in _ABSENT:
            return None
        raise
