"""`collectiq package --upload`: what is new goes into the artifact buckets, and Terraform is told; against moto."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import boto3
import pytest
from moto import mock_aws
from moto.core import set_initial_no_auth_action_count
from typer.testing import CliRunner, Result

from generator.cli import app
from tests.package.projects import HANDLER, built, project, spec

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ACCOUNT = "123456789012"  # moto's
BUCKET = f"shop-dev-artifacts-{ACCOUNT}"
FUNCTIONS = {name: f"handler: handlers.{name}.app:handler" for name in ("orders", "stock")}
FILES = {f"handlers/{name}/app.py": f"{HANDLER}# {name}\n" for name in FUNCTIONS}
ENVIRONMENTS = f'{{dev: {{regions: [us-east-1], account: "{ACCOUNT}"}}}}'


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Credentials that mean nothing, and nothing of whoever runs this."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


@pytest.fixture
def s3() -> Iterator["S3Client"]:
    """An account with the artifact bucket of dev."""
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield client
        # moto forgets nothing here where the same process tests the handlers against it, too.
        for name in (found["Name"] for found in client.list_buckets()["Buckets"]):
            if name.startswith("shop-"):
                remove(client, name)


def remove(client: "S3Client", bucket: str) -> None:
    for version in client.list_object_versions(Bucket=bucket).get("Versions", []):
        client.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
    client.delete_bucket(Bucket=bucket)


def shop(folder: Path, environments: str = ENVIRONMENTS, *roots: str) -> Path:
    """Write a project of two functions whose Terraform roots exist."""
    for root in roots or ("dev",):
        (folder / "generated/terraform/envs" / root).mkdir(parents=True)
    return project(folder, FILES, spec(FUNCTIONS, environments))


def upload(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(
        app, ["package", "--spec", str(folder / "collectiq.yaml"), "--upload", "--env", "dev", *words]
    )


def variables(folder: Path, root: str = "dev") -> dict[str, Any]:
    path = folder / f"generated/terraform/envs/{root}/packages.auto.tfvars.json"
    found: dict[str, Any] = json.loads(path.read_text())["packages"]
    return found


def keys(client: "S3Client", bucket: str = BUCKET) -> list[str]:
    return [item["Key"] for item in client.list_objects_v2(Bucket=bucket).get("Contents", [])]


def test_new_packages_are_uploaded_and_terraform_is_told(tmp_path: Path, s3: "S3Client") -> None:
    answer = upload(shop(tmp_path))
    expected = {one.name: {"key": one.key, "sha256": one.sha256} for one in built(tmp_path).packages}
    assert (0, expected) == (answer.exit_code, variables(tmp_path))
    assert sorted(one["key"] for one in expected.values()) == keys(s3)
    body = s3.get_object(Bucket=BUCKET, Key=expected["orders"]["key"])["Body"].read()
    assert (tmp_path / "dist/orders.zip").read_bytes() == body
    assert f"+ s3://{BUCKET}/{expected['orders']['key']}" in answer.stdout.splitlines()
    assert "2 of 2 packages uploaded to us-east-1" in answer.stderr


def test_the_hash_is_the_one_that_lambda_computes(tmp_path: Path, s3: "S3Client") -> None:
    upload(shop(tmp_path))
    entry = variables(tmp_path)["orders"]
    iam, functions = boto3.client("iam"), boto3.client("lambda", region_name="us-east-1")
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    code = {"S3Bucket": BUCKET, "S3Key": entry["key"]}
    made = functions.create_function(FunctionName="f", Runtime="python3.13", Role=role, Handler="a.b", Code=code)
    assert entry["sha256"] == made["CodeSha256"]


def test_what_is_there_is_not_uploaded_again(tmp_path: Path, s3: "S3Client") -> None:
    upload(shop(tmp_path))
    before = {key: s3.head_object(Bucket=BUCKET, Key=key)["LastModified"] for key in keys(s3)}
    (tmp_path / "handlers/stock/app.py").write_text(HANDLER)
    answer = upload(tmp_path)
    assert "1 of 2 packages uploaded" in answer.stderr
    assert 3 == len(keys(s3))
    assert before == {key: s3.head_object(Bucket=BUCKET, Key=key)["LastModified"] for key in before}


def test_an_object_is_never_overwritten(tmp_path: Path, s3: "S3Client") -> None:
    [first, _] = built(shop(tmp_path)).packages
    s3.put_object(Bucket=BUCKET, Key=first.key, Body=b"something else")
    answer = upload(tmp_path)
    assert (3, b"something else") == (answer.exit_code, s3.get_object(Bucket=BUCKET, Key=first.key)["Body"].read())
    assert f"s3://{BUCKET}/{first.key} is not the package of that name" in answer.stderr
    assert not (tmp_path / "generated/terraform/envs/dev/packages.auto.tfvars.json").exists()


def test_every_region_has_its_own_bucket(tmp_path: Path, s3: "S3Client") -> None:
    further = f"{BUCKET}-eu-west-1"
    s3.create_bucket(Bucket=further, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    environments = f'{{dev: {{regions: [us-east-1, eu-west-1], account: "{ACCOUNT}"}}}}'
    answer = upload(shop(tmp_path, environments, "dev", "dev-eu-west-1"))
    assert 0 == answer.exit_code, answer.stderr
    assert keys(s3) == keys(s3, further)
    assert variables(tmp_path) == variables(tmp_path, "dev-eu-west-1")


def test_an_account_that_the_spec_leaves_out_is_the_callers(tmp_path: Path, s3: "S3Client") -> None:
    answer = upload(shop(tmp_path, "{dev: {regions: [us-east-1]}}"))
    assert (0, 2) == (answer.exit_code, len(keys(s3))), answer.stderr


def test_each_environment_gets_the_zip_for_its_architecture(tmp_path: Path, s3: "S3Client") -> None:
    other = "prod: {regions: [us-east-1], set: {functions: {orders: {architecture: x86_64}}}}"
    answer = upload(shop(tmp_path, f"{ENVIRONMENTS[:-1]}, {other}}}"))
    assert (0, 2) == (answer.exit_code, len(keys(s3))), answer.stderr
    assert {"orders", "stock"} == variables(tmp_path).keys()


def test_another_account_is_refused(tmp_path: Path, s3: "S3Client") -> None:
    answer = upload(shop(tmp_path, '{dev: {regions: [us-east-1], account: "111122223333"}}'))
    message = f'the credentials are of account {ACCOUNT}, and environment "dev" lives in 111122223333'
    assert (3, message) == (answer.exit_code, answer.stderr.splitlines()[-1])


def test_a_bucket_that_does_not_exist_is_named_with_the_way_out(tmp_path: Path) -> None:
    with mock_aws():
        answer = upload(shop(tmp_path))
    message = f'there is no bucket "{BUCKET}"; apply generated/terraform/bootstrap first, which makes it'
    assert (3, message) == (answer.exit_code, answer.stderr.splitlines()[-1])


def test_no_credentials_say_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    answer = upload(shop(tmp_path))
    message = "there are no AWS credentials; sign in, or name a profile in AWS_PROFILE"
    assert (3, message) == (answer.exit_code, answer.stderr.splitlines()[-1])


def test_an_unknown_profile_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    answer = upload(shop(tmp_path))
    assert (3, True) == (answer.exit_code, "(nobody) could not be found" in answer.stderr)


def test_denied_access_says_what_is_needed(tmp_path: Path, s3: "S3Client", monkeypatch: pytest.MonkeyPatch) -> None:
    iam = boto3.client("iam")
    iam.create_user(UserName="visitor")
    key = iam.create_access_key(UserName="visitor")["AccessKey"]
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:*", "Resource": "*"}]}
    iam.put_user_policy(UserName="visitor", PolicyName="p", PolicyDocument=json.dumps(policy))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    shop(tmp_path)
    answer = set_initial_no_auth_action_count(0)(upload)(tmp_path)
    message = (
        f'AWS denies access to the bucket "{BUCKET}"; s3:ListBucket, s3:GetObject and s3:PutObject are needed there'
    )
    assert (3, message) == (answer.exit_code, answer.stderr.splitlines()[-1])


class Refusal(BaseHTTPRequestHandler):
    """Answers as STS does."""

    code: ClassVar[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = f"<ErrorResponse><Error><Code>{self.code}</Code><Message>No.</Message></Error></ErrorResponse>".encode()
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        pass


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("ExpiredToken", "the AWS credentials have expired; sign in again"),
        ("InvalidClientTokenId", "AWS does not accept the credentials; sign in again"),
        ("SignatureDoesNotMatch", "AWS does not accept the credentials; sign in again"),
    ],
)
def test_credentials_that_aws_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, message: str) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("This", (Refusal,), {"code": code}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    answer = upload(shop(tmp_path))
    server.shutdown()
    server.server_close()
    assert (3, message) == (answer.exit_code, answer.stderr.splitlines()[-1])


def test_aws_out_of_reach_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    answer = upload(shop(tmp_path))
    assert (3, True) == (answer.exit_code, "AWS cannot be reached" in answer.stderr)


def test_nothing_is_uploaded_before_there_is_terraform(tmp_path: Path, s3: "S3Client") -> None:
    answer = upload(project(tmp_path, FILES, spec(FUNCTIONS, ENVIRONMENTS)))
    assert (1, []) == (answer.exit_code, keys(s3))
    assert "run collectiq generate first" in answer.stderr


def test_an_unknown_environment_is_wrong_use(tmp_path: Path) -> None:
    answer = upload(shop(tmp_path), "--env", "def")
    assert 2 == answer.exit_code
    assert 'environment "def" is not declared in' in answer.stderr
    assert 'did you mean "dev"?' in answer.stderr


def test_terraform_can_be_told_without_an_upload(tmp_path: Path) -> None:
    words = ["package", "--spec", str(shop(tmp_path) / "collectiq.yaml"), "--env", "dev"]
    expected = {one.name: {"key": one.key, "sha256": one.sha256} for one in built(tmp_path).packages}
    assert (0, expected) == (CliRunner().invoke(app, words).exit_code, variables(tmp_path))


def test_an_upload_needs_an_environment(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["package", "--spec", str(shop(tmp_path) / "collectiq.yaml"), "--upload"])
    assert (2, True) == (answer.exit_code, "--env ENV" in answer.stderr)
