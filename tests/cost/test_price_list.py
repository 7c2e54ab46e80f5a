"""`collectiq cost --refresh`: today's prices from AWS's Price List API, in the shape that AWS documents."""

import json
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from generator.cost.price_list import PriceListError, refreshed
from generator.cost.prices import Listed, Price, Prices, Tier


def price(key: str, offer: str, usage: str) -> Price:
    listed = Listed(offer, usage)
    return Price(
        key, "Service", "Item", "units", (Tier(None, 1.0),), 0, key, "https://example.com", "2020-01-01", listed
    )


TABLE = Prices(
    "us-east-1",
    "2020-01-01",
    {
        one.key: one
        for one in (
            price("lambda.requests", "AWSLambda", "Request"),
            price("kms.keys", "awskms", "KMS-Keys"),
            price("kms.requests", "awskms", "KMS-Requests"),
            Price(
                "other",
                "Other",
                "Item",
                "units",
                (Tier(None, 2.0),),
                0,
                "other",
                "https://example.com",
                "2020-01-01",
                None,
            ),
        )
    },
)


def product(usage: str, *steps: tuple[str, str, str]) -> str:
    """Return a product as GetProducts answers it (AWS Billing user guide, "Reading the price list files")."""
    dimensions = {
        f"SKU.TERM.{number}": {
            "unit": "Requests",
            "beginRange": begin,
            "endRange": end,
            "description": "A price.",
            "appliesTo": [],
            "rateCode": f"SKU.TERM.{number}",
            "pricePerUnit": {"USD": usd},
        }
        for number, (begin, end, usd) in enumerate(steps)
    }
    return json.dumps(
        {
            "product": {
                "productFamily": "Serverless",
                "sku": "SKU",
                "attributes": {"usagetype": usage, "regionCode": "eu-west-1"},
            },
            "serviceCode": "Code",
            "terms": {"OnDemand": {"SKU.TERM": {"sku": "SKU", "priceDimensions": dimensions, "termAttributes": {}}}},
            "version": "20261126",
            "publicationDate": "2026-11-26T00:00:00Z",
        }
    )


def answered(stubber: Stubber, offer: str, *products: str, token: str | None = None, after: str | None = None) -> None:
    asked: dict[str, Any] = {
        "ServiceCode": offer,
        "Filters": [{"Type": "TERM_MATCH", "Field": "regionCode", "Value": "eu-west-1"}],
        "FormatVersion": "aws_v1",
    }
    answer = {"FormatVersion": "aws_v1", "PriceList": list(products)}
    stubber.add_response(
        "get_products",
        answer | ({"NextToken": token} if token else {}),
        asked | ({"NextToken": after} if after else {}),
    )


@pytest.fixture
def stubber() -> Stubber:
    client = boto3.client("pricing", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    return Stubber(client)


def test_prices_are_those_of_the_region_and_say_so(stubber: Stubber) -> None:
    answered(stubber, "AWSLambda", product("EU-Request", ("0", "Inf", "0.0000002200")))
    answered(stubber, "awskms", product("eu-west-1-KMS-Keys", ("0", "Inf", "1.1")), token="more")
    answered(stubber, "awskms", product("eu-west-1-KMS-Requests", ("0", "Inf", "0.000003")), after="more")
    with stubber:
        found = refreshed(TABLE, "eu-west-1", stubber.client)
    assert "eu-west-1" == found.prices.region
    assert "2020-01-01" < found.prices.read
    by_key = found.prices.by_key
    assert [(Tier(None, 2.2e-07),), (Tier(None, 1.1),)] == [by_key["lambda.requests"].tiers, by_key["kms.keys"].tiers]
    assert ("lambda.requests", "kms.keys", "kms.requests") == found.changed


def test_steps_begin_where_something_is_paid(stubber: Stubber) -> None:
    steps = [("10000", "90000", "0.0055"), ("90000", "Inf", "0.0046"), ("0", "10000", "0.0000")]
    answered(stubber, "AWSLambda", product("Request", *steps))
    answered(stubber, "awskms")
    with stubber:
        found = refreshed(TABLE, "eu-west-1", stubber.client)
    assert (Tier(80000, 0.0055), Tier(None, 0.0046)) == found.prices.by_key["lambda.requests"].tiers


def test_what_the_list_does_not_have_or_has_twice_stays_as_it_was(stubber: Stubber) -> None:
    answered(stubber, "AWSLambda", product("EU-Request-ARM", ("0", "Inf", "1")))
    answered(stubber, "awskms", *(product("EU-KMS-Keys", ("0", "Inf", usd)) for usd in ("1.0", "2.0")))
    with stubber:
        found = refreshed(TABLE, "eu-west-1", stubber.client)
    assert ("lambda.requests", "kms.keys", "kms.requests", "other") == found.missing
    assert TABLE.by_key == found.prices.by_key


@pytest.mark.parametrize(
    "usage", ["Request", "USE1-Request", "EU-Request", "EUC1-Request", "APN2-Request", "us-gov-west-1-Request"]
)
def test_the_region_s_short_name_is_not_part_of_a_usage_type(usage: str, stubber: Stubber) -> None:
    answered(stubber, "AWSLambda", product(usage, ("0", "Inf", "3")), product("IA-Request", ("0", "Inf", "4")))
    answered(stubber, "awskms")
    with stubber:
        found = refreshed(TABLE, "eu-west-1", stubber.client)
    assert (Tier(None, 3.0),) == found.prices.by_key["lambda.requests"].tiers


def test_a_refusal_is_told_and_nothing_is_guessed(stubber: Stubber) -> None:
    stubber.add_client_error("get_products", "AccessDeniedException", "User may not: pricing:GetProducts")
    with stubber, pytest.raises(PriceListError, match=r"could not be read: .*pricing:GetProducts"):
        refreshed(TABLE, "eu-west-1", stubber.client)
