"""What AWS refuses is refused here, and pages of a named origin may upload."""

from collections.abc import Iterator

import boto3
import pytest
import urllib3
from botocore.config import Config

from tests.local.running import System, running

pytestmark = [pytest.mark.slow, pytest.mark.system]

SPEC = """
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1]}}
functions: {echo: {handler: handlers.echo:echo}}
buckets: {files: {cors: {origins: ["https://app.example.com"], methods: [PUT], headers: [content-type]}}}
buses: {news: {}}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "collectiq.yaml").write_text(SPEC)
    with running(folder / "collectiq.yaml", "dev", folder / "output.txt") as system:
        yield system


def test_a_page_uploads_to_a_bucket_that_names_its_origin(shop: System) -> None:
    bucket = shop.client("s3").list_buckets()["Buckets"][0]["Name"]
    signing = boto3.client(
        "s3", endpoint_url=shop.about["aws_url"], region_name=shop.about["region"],
        aws_access_key_id="local", aws_secret_access_key="local", config=Config(signature_version="s3v4"),
    )  # fmt: skip
    url = signing.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "from/a-page"})
    ours = {"origin": "https://app.example.com", "access-control-request-method": "PUT"}
    http = urllib3.PoolManager()
    preflight = http.request("OPTIONS", url, headers=ours)
    assert (200, "https://app.example.com") == (preflight.status, preflight.headers["access-control-allow-origin"])
    uploaded = http.request("PUT", url, body=b"1", headers={"origin": ours["origin"]})
    assert (200, "https://app.example.com") == (uploaded.status, uploaded.headers["access-control-allow-origin"])
    assert 403 == http.request("OPTIONS", url, headers={**ours, "origin": "https://evil.example.com"}).status


def test_a_payload_that_is_not_json_is_refused(shop: System) -> None:
    client = shop.client("lambda")
    for kind in ("RequestResponse", "Event"):
        with pytest.raises(client.exceptions.InvalidRequestContentException):
            client.invoke(FunctionName="shop-dev-echo", InvocationType=kind, Payload=b"{")


def test_more_events_at_once_than_aws_takes_are_refused(shop: System) -> None:
    client = shop.client("events")
    entry = {"EventBusName": "shop-dev-news", "Source": "shop", "DetailType": "Other", "Detail": "{}"}
    with pytest.raises(client.exceptions.ClientError, match="ValidationException"):
        client.put_events(Entries=[entry] * 11)
