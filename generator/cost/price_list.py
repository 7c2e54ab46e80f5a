"""Today's prices, from AWS's Price List API.

A product is found by its offer, its region and its usage type, which begins with a short name of the region in most
offers (`USE1-`) and with none in the oldest ones. Its steps are those of its on-demand term.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.cost.prices import Listed, Price, Prices, Tier
from generator.facts import replace

if TYPE_CHECKING:
    from botocore.client import BaseClient

# The API answers in three regions, for all of them (AWS Billing user guide).
_ENDPOINT = "us-east-1"
_REGION = re.compile(r"^(?:(?:AF|AP|CA|IL|ME|MX|SA|UG|US)[A-Z]\d|EU(?:[A-Z]\d)?|[a-z]{2}(?:-[a-z]+)+-\d)-")


class PriceListError(Exception):
    """AWS's price list could not be read."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Prices of today. changed: keys of those that differ from before; missing: of those that AWS's list does not have."""

    prices: Prices
    changed: tuple[str, ...]
    missing: tuple[str, ...]


def refreshed(table: Prices, region: str, client: "BaseClient | None" = None) -> Refreshed:
    """Return the prices of a region as AWS's list has them now; what the list does not have stays as it is.

    Raises PriceListError where AWS does not answer.
    """
    from datetime import UTC, datetime

    from botocore.exceptions import BotoCoreError, ClientError

    today = datetime.now(UTC).date().isoformat()
    offers = {price.listed.service for price in table.by_key.values() if price.listed}
    try:
        asked = client or _client()
        listed = {offer: list(_products(asked, offer, region)) for offer in sorted(offers)}
    except (BotoCoreError, ClientError) as error:
        raise PriceListError(f"AWS's price list could not be read: {error}") from error
    found = {key: _found(price, listed, today) for key, price in table.by_key.items()}
    new = {key: found[key] or price for key, price in table.by_key.items()}
    changed = tuple(key for key, price in new.items() if price.tiers != table.by_key[key].tiers)
    missing = tuple(key for key, price in found.items() if price is None)
    return Refreshed(Prices(region, today, new), changed, missing)


def _client() -> "BaseClient":
    import boto3

    return boto3.client("pricing", region_name=_ENDPOINT)  # type: ignore[no-any-return] # no stubs for it


def _products(client: Any, offer: str, region: str) -> Iterator[Mapping[str, Any]]:
    filters = [{"Type": "TERM_MATCH", "Field": "regionCode", "Value": region}]
    pages = client.get_paginator("get_products").paginate(ServiceCode=offer, Filters=filters, FormatVersion="aws_v1")
    for page in pages:
        yield from (json.loads(product) for product in page["PriceList"])


def _found(price: Price, listed: Mapping[str, list[Mapping[str, Any]]], today: str) -> Price | None:
    """Return a price with the steps of the one product that it means; None where none or several are meant."""
    if price.listed is None:
        return None
    meant = [product for product in listed[price.listed.service] if _is(product, price.listed)]
    steps = {_tiers(product) for product in meant} - {()}
    return replace(price, tiers=steps.pop(), read=today) if len(steps) == 1 else None


def _is(product: Mapping[str, Any], wanted: Listed) -> bool:
    attributes = product["product"]["attributes"]
    usage = _REGION.sub("", str(attributes.get("usagetype", "")), count=1)
    return usage == wanted.usage and wanted.operation in ("", attributes.get("operation"))


def _tiers(product: Mapping[str, Any]) -> tuple[Tier, ...]:
    """Return the steps of a product's on-demand term that cost something, from the first unit that is not free on."""
    dimensions = [
        dimension
        for term in product["terms"].get("OnDemand", {}).values()
        for dimension in term["priceDimensions"].values()
    ]
    paid = sorted(
        (float(one["beginRange"]), one["endRange"], float(one["pricePerUnit"].get("USD", 0)))
        for one in dimensions
        if float(one["pricePerUnit"].get("USD", 0)) > 0
    )
    first = paid[0][0] if paid else 0
    return tuple(Tier(None if end == "Inf" else float(end) - first, usd) for _, end, usd in paid)
