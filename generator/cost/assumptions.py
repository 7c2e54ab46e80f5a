"""What a spec does not say and a cost depends on: each with a low, an expected and a high value."""

from generator.facts import Fact, replace

HOURS_PER_MONTH = 730
SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600


class Assumption(Fact):
    """One of them. field: its name in `Assumed`. low, high: the values at which the system costs least and most."""

    field: str
    title: str
    unit: str
    low: float
    expected: float
    high: float


class Assumed(Fact):
    """One value of each.

    Factors, shares and percent are of 1. build_minutes, pages_per_request and so on: as `ASSUMPTIONS` says.
    """

    duration: float
    default_ms: float
    cold_starts: float
    failures: float
    retries: float
    tokens: float
    log_bytes: float
    item_bytes: float
    items_per_query: float
    items_per_map: float
    months_kept: float
    untouched: float
    response_bytes: float
    pages_per_request: float
    page_bytes: float
    page_ms: float
    builds: float
    build_minutes: float
    metric_hours: float


ASSUMPTIONS = (
    Assumption("duration", "time of a call against the stated one", "times", 0.6, 1, 1.8),
    Assumption("default_ms", "time of a call that is not stated", "ms", 40, 100, 300),
    Assumption("cold_starts", "calls that start cold, which takes 0.4 s more", "of all", 0.005, 0.02, 0.1),
    Assumption("failures", "executions that fail", "of all", 0.002, 0.01, 0.05),
    Assumption("retries", "tasks of workflows that are tried again", "of all", 0.005, 0.02, 0.1),
    Assumption("tokens", "tokens of a call against the stated ones", "times", 0.7, 1, 1.5),
    Assumption("log_bytes", "log of one call, four times that at level DEBUG", "bytes", 600, 1200, 3000),
    Assumption("item_bytes", "size of an item in a table", "bytes", 500, 1000, 3000),
    Assumption("items_per_query", "items that a query returns", "items", 5, 20, 50),
    Assumption("items_per_map", "items that a Map state goes through", "items", 3, 10, 50),
    Assumption("months_kept", "age of the data, at which storage is counted", "months", 3, 12, 24),
    Assumption("untouched", "objects in Intelligent-Tiering that nobody reads", "of all", 0.9, 0.7, 0.4),
    Assumption("response_bytes", "size of an answer of the API", "bytes", 2000, 5000, 20000),
    Assumption("pages_per_request", "pages of the frontend for each request to the API", "pages", 0.05, 0.1, 0.3),
    Assumption("page_bytes", "what a page loads from Amplify", "bytes", 100_000, 250_000, 600_000),
    Assumption("page_ms", "rendering of a page on the server, with 1 GB", "ms", 50, 100, 250),
    Assumption("builds", "builds of a frontend in a month", "builds", 8, 20, 60),
    Assumption("build_minutes", "time of a build", "minutes", 3, 5, 8),
    Assumption("metric_hours", "hours in which a custom metric is written", "of all", 0.3, 0.8, 1),
)  # fmt: skip

EXPECTED = Assumed(**{one.field: one.expected for one in ASSUMPTIONS})
LOW = Assumed(**{one.field: one.low for one in ASSUMPTIONS})
HIGH = Assumed(**{one.field: one.high for one in ASSUMPTIONS})


def alone(assumption: Assumption) -> tuple[Assumed, Assumed]:
    """Return what is expected but for one assumption, at its low and at its high value."""
    low, high = ({assumption.field: value} for value in (assumption.low, assumption.high))
    return replace(EXPECTED, **low), replace(EXPECTED, **high)
