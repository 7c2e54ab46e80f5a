from datetime import UTC, datetime, timedelta

from handlers.shared.secrets import KEPT, Secrets
from tests.handlers.cloud import Cloud

START = datetime(2026, 3, 12, tzinfo=UTC)


def test_a_secret_is_read_again_only_after_a_while(cloud: Cloud) -> None:
    client, moments = cloud.clients["secretsmanager"], iter([START, START + KEPT / 2, START + KEPT])
    client.create_secret(Name="rotated", SecretString="old")
    secrets = Secrets(client, lambda: next(moments))
    first = secrets.read("rotated")
    client.put_secret_value(SecretId="rotated", SecretString="new")
    assert ["old", "old", "new"] == [first, secrets.read("rotated"), secrets.read("rotated")]


def test_only_the_current_version_is_read(cloud: Cloud) -> None:
    client = cloud.clients["secretsmanager"]
    client.create_secret(Name="pending", SecretString="current")
    client.put_secret_value(SecretId="pending", SecretString="next", VersionStages=["AWSPENDING"])
    assert "current" == Secrets(client, lambda: START + timedelta()).read("pending")
