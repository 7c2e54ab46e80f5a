"""Addresses of AWS's consoles, for people who look at one thing."""

from urllib.parse import quote

from generator.scope import Thing, section_of
from generator.tokens import has_tokens

_HEALTH = "https://health.console.aws.amazon.com/health/home"

# The console's own place of one thing.
_THINGS = {
    "dashboards": "cloudwatch/home?region={region}#dashboards/dashboard/{name}",
    "alarms": "cloudwatch/home?region={region}#alarmsV2:alarm/{name}",
    "queries": "cloudwatch/home?region={region}#logsV2:logs-insights",
    "queues": "sqs/v3/home?region={region}#/queues/{url}",
    "functions": "lambda/home?region={region}#/functions/{name}?tab=monitoring",
    "workflows": "states/home?region={region}#/statemachines/view/{arn}",
    "tables": "dynamodbv2/home?region={region}#table?name={name}",
    "buckets": "s3/buckets/{name}?region={region}",
}
_LINKS = {
    "traces": "cloudwatch/home?region={region}#xray:traces/query",
    "quotas": "servicequotas/home/services?region={region}",
}
TITLES = {"traces": "X-Ray traces", "health": "AWS Health Dashboard", "quotas": "Service Quotas"}


def of_thing(thing: Thing, region: str) -> str:
    """Return where a thing is shown; an empty text where AWS has no page, or its address is known only at run time."""
    place = _THINGS.get(section_of(thing), "")
    facts = {"name": thing.name, "arn": thing.arn, "url": thing.attributes.get("url", "")}
    used = {fact: text for fact, text in facts.items() if f"{{{fact}}}" in place}
    if not place or has_tokens(used):
        return ""
    return _address(place, region, **used)


def of_alarm(name: str, region: str) -> str:
    """Return where an alarm is shown."""
    return _address(_THINGS["alarms"], region, name=name)


def of_log_group(name: str, region: str) -> str:
    """Return where a log group is shown; its console encodes the name twice, `%` as `$`."""
    encoded = quote(quote(name, safe=""), safe="").replace("%", "$")
    return _address("cloudwatch/home?region={region}#logsV2:log-groups/log-group/", region) + encoded


def of_link(link: str, region: str) -> str:
    """Return the address that a step's link stands for."""
    if link == "health":
        return _HEALTH
    return _address(_LINKS[link], region) if link in _LINKS else link


def _address(place: str, region: str, **facts: str) -> str:
    encoded = {fact: quote(text, safe=":") for fact, text in facts.items()}
    return f"https://{region}.console.aws.amazon.com/{place.format(region=region, **encoded)}"
