"""What is taken for a secret, and what is not."""

import pytest

from generator.model import build
from generator.rules.plaintext_secret import plaintext_secret


def found(name: str, value: str) -> bool:
    function = {"handler": "handlers.work.app:handler", "environment": {name: value}}
    spec = {
        "system": {"name": "shop"},
        "environments": {"dev": {"regions": ["eu-west-1"]}},
        "functions": {"work": function},
    }
    model, _ = build(spec, "collectiq.yaml")
    paths = [problem.path for problem in plaintext_secret(model)]
    assert paths in ([], [("functions", "work", "environment", name)])
    return bool(paths)


# Each is put together here, so that no scanner takes this file for a leak.
FORMS = {
    "an access key": "AKIA" + "ABCDEFGHIJKLMNOP",
    "a token of GitHub": "ghp_" + "a1" * 18,
    "a token of Slack": "xoxb-" + "1234567890-abcdef",
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIE",
    "a key of Stripe": "sk_live_" + "a" * 24,
    "a password inside a URL": "postgres://shop:" + "staple@db.example/orders",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_known_by_its_form_whatever_its_name(form: str) -> None:
    assert found("SETTING", FORMS[form])


@pytest.mark.parametrize("name", ["API_KEY", "DB_PASSWORD", "githubToken", "client-secret", "AUTH_TOKEN", "Passwd"])
def test_a_secret_is_known_by_its_name(name: str) -> None:
    assert found(name, "correct-horse")


@pytest.mark.parametrize(
    "name", ["TOKEN_TTL", "PARTITION_KEY", "SECRET_NAME", "TOKENS_PER_CALL", "PASSWORD_LENGTH", "MONKEY"]
)
def test_what_only_speaks_of_secrets_is_none(name: str) -> None:
    assert not found(name, "correct-horse")


@pytest.mark.parametrize(
    "value", ["${secrets.key.name}", "", "true", "300", "5m", "/shop/dev/key", "arn:aws:ssm:x:y:z"]
)
def test_the_place_of_a_secret_is_none(value: str) -> None:
    assert not found("API_KEY", value)
