"""Budgets: what an environment may cost, and spending that does not look like the weeks before."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope, Thing


class Budget(Fact):
    """A limit with the shares of it that are told, or an anomaly monitor.

    limit: US dollars a period; period: `MONTHLY`, `QUARTERLY`, `ANNUALLY` or `DAILY`. anomalies_above: US dollars.
    monitor_arn: a monitor that is there already and is told about, None where one is made.
    whole_account: it counts all that the account costs; otherwise what bears the environment's tag.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    limit: float | None
    period: str
    alert_at_percent: tuple[float, ...]
    forecast_at_percent: tuple[float, ...]
    anomalies_above: float | None
    monitor_arn: str | None
    whole_account: bool
    notify: Thing

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Budget:
    """Build a budget from `{limit, alert_at_percent, notify}` or `{anomalies_above, monitor_arn, notify}`."""
    if ("limit" in entry) == ("anomalies_above" in entry):
        scope.problem("a budget needs either a limit or anomalies_above", "budget-without-limit", at_key=True)
    if "monitor_arn" in entry and "anomalies_above" not in entry:
        message = "a limit counts without a monitor; monitor_arn goes with anomalies_above"
        scope.at("monitor_arn").problem(message, "budget-without-limit", at_key=True)
    return Budget(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=scope.at("tags").texts(entry.get("tags", {})),
        limit=entry.get("limit"),
        period=entry.get("period", "monthly").upper(),
        alert_at_percent=tuple(entry.get("alert_at_percent", (80, 100))),
        forecast_at_percent=tuple(entry.get("forecast_at_percent", ())),
        anomalies_above=entry.get("anomalies_above"),
        monitor_arn=scope.at("monitor_arn").text(entry["monitor_arn"]) if "monitor_arn" in entry else None,
        whole_account=entry["counts"] == "account" if "counts" in entry else _has_its_own_account(scope),
        notify=scope.at("notify").thing(f"notifications.{entry['notify']}", "notifications"),
    )


def _has_its_own_account(scope: Scope) -> bool:
    """Tell whether no other environment lives in the same account; an account left out may be anyone's."""
    accounts = [environment.get("account") for environment in scope.tree["environments"].values()]
    own = scope.environment.get("account")
    return own is not None and accounts.count(own) == 1 and (None not in accounts)
