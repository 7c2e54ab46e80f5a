"""What CloudWatch sends with an alarm: what is wrong, and where to look. In the night it is all that one has."""

from generator.kinds.alarm import Alarm
from generator.kinds.slo import Burn, Slo
from generator.model import Stack
from generator.names import OUTPUT
from generator.scope import Thing

# Of characters (CloudWatch API reference, PutMetricAlarm); Terraform's provider counts bytes.
MOST_BYTES = 1024


def of_alarm(stack: Stack, alarm: Alarm) -> str:
    """Return the description of all that an alarm watches."""
    return _with_places(stack, alarm.description, alarm.dashboard, alarm.runbook)


def of_burn(stack: Stack, slo: Slo, burn: Burn) -> str:
    """Return the description of an objective's alarm."""
    said = f"What may fail of {slo.key} is used up {burn.rate:g} times as fast as it may be. {slo.description}"
    return _with_places(stack, said, slo.dashboard, slo.runbook)


def runbook(stack: Stack, thing: Thing) -> str:
    """Return where a runbook's page is: on GitHub, in the branch that is deployed, or else its path in the repository.

    No full stop may follow: mail programs take it for a part of the address.
    """
    path = f"{OUTPUT}/{stack.names.runbook(thing.key)}"
    repository = stack.tree["system"].get("repository")
    return f"https://github.com/{repository}/blob/{stack.environment.branch}/{path}" if repository else path


def _with_places(stack: Stack, said: str, dashboard: Thing | None, page: Thing | None) -> str:
    words = [said.strip()]
    if dashboard:
        words.append(f"Dashboard: {dashboard.name}.")
    if page:
        words.append(f"Runbook: {runbook(stack, page)}")
    return " ".join(word for word in words if word)
