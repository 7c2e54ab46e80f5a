"""Which origins browsers send, and how those are written that they do not."""

import pytest

from tests.specs import compiled

SPEC = """
version: 1
system: {name: shop}
environments: {prod: {regions: [eu-west-1], values: {domain: shop.example.com}}}
terraform: {variables: {domain: {description: Of the shop.}}}
buckets: {images: {cors: {methods: [GET], origins: ["%s"]}}}
"""


def told(origin: str) -> list[str]:
    return [one.message for one in compiled(SPEC % origin).diagnostics if one.rule == "origin-never-sent"]


@pytest.mark.parametrize(
    ("origin", "sent"),
    [
        ("shop.example.com", "https://shop.example.com"),
        ("localhost:3000", "http://localhost:3000"),
        ("https://shop.example.com/", "https://shop.example.com"),
        ("https://shop.example.com/app", "https://shop.example.com"),
        ("https://Shop.example.com", "https://shop.example.com"),
        ("https://shop.example.com:443", "https://shop.example.com"),
        ("https://${variables.domain}/", "https://${variables.domain}"),
        ("${environment.values.domain}", "https://shop.example.com"),
    ],
)
def test_an_origin_that_no_browser_sends_is_told_as_it_is_sent(origin: str, sent: str) -> None:
    [message] = told(origin)
    assert message.endswith(f'write "{sent}"')


@pytest.mark.parametrize(
    "origin",
    ["*", "null", "https://*.example.com", "*.example.com", "http://localhost:3000", "https://${variables.domain}", "${variables.domain}",
     "capacitor://localhost", "https://shop.example.com:8443"],
)  # fmt: skip
def test_an_origin_that_can_be_sent_is_right(origin: str) -> None:
    assert [] == told(origin)
