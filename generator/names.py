"""Every derived name, ARN and output path: nobody else builds one.

Names are `<system>-<environment>-<key>`. Roles are global in an account, so those of a further region carry it.
Values that AWS makes at run time stand in the text as tokens (see `token`); targets turn them into expressions.
"""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact

# The folder of all output, as it lies in the repository, wherever a run writes it to.
OUTPUT = "generated"

TOKEN_START = "\ufdd0"
TOKEN_END = "\ufdd1"


# Where a change of name would replace the thing and lose what it holds: data, or the logs of functions and workflows.
HOLDS_DATA = frozenset({"tables", "buckets", "queues", "secrets", "parameters", "buses", "functions", "workflows"})


# What the names of log groups begin with. The one of workflows keeps the log delivery's resource policy within its size
# limit (AWS Step Functions guide).
FUNCTION_LOGS = "/aws/lambda/"
WORKFLOW_LOGS = "/aws/vendedlogs/states/"
API_LOGS = "/aws/apigateway/"


def token(text: str) -> str:
    """Return the mark of a value that is known only at run time, such as `api.url`."""
    return f"{TOKEN_START}{text}{TOKEN_END}"


class Names(Fact):
    """The names of one stack: one environment in one region.

    account: twelve digits, or the token `account` where the spec leaves it out.
    """

    system: str
    environment: str
    region: str
    home_region: str
    account: str

    @property
    def prefix(self) -> str:
        return f"{self.system}-{self.environment}"

    @property
    def stack(self) -> str:
        """The stack's folder under `envs/`: `prod`, and `prod-eu-west-1` for a further region."""
        return self.environment + self.region_suffix

    @property
    def region_suffix(self) -> str:
        return "" if self.region == self.home_region else f"-{self.region}"

    @property
    def alias(self) -> str:
        """The alias of every function."""
        return self.environment

    def resource(self, key: str) -> str:
        return f"{self.prefix}-{key}"

    def rule(self, bus: str, key: str) -> str:
        return self.resource(key if bus == "default" else f"{bus}-{key}")

    def rule_arn(self, bus_name: str, rule: str) -> str:
        return self.arn("events", f"rule/{rule}" if bus_name == "default" else f"rule/{bus_name}/{rule}")

    @property
    def schedule_group(self) -> str:
        """The ARN of the group that all schedules are in, for which Scheduler takes their roles."""
        return self.arn("scheduler", "schedule-group/default")

    def target(self, reference: str) -> str:
        """Return the id of a rule's target, which AWS limits to 64 characters; the last ones tell more."""
        return reference[-64:]

    def role(self, purpose: str, key: str) -> str:
        return f"{self.prefix}-{purpose}-{key}{self.region_suffix}"

    def role_arn(self, role: str) -> str:
        return f"arn:aws:iam::{self.account}:role/{role}"

    def bucket(self, key: str) -> str:
        return f"{self.prefix}-{key.replace('_', '-').lower()}-{self.account}{self.region_suffix}"

    def secret(self, key: str) -> str:
        return f"{self.system}/{self.environment}/{key}"

    def parameter(self, key: str) -> str:
        return f"/{self.system}/{self.environment}/{key}"

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"

    def function_log_group(self, function: str) -> str:
        return f"{FUNCTION_LOGS}{function}"

    def workflow_log_group(self, workflow: str) -> str:
        return f"{WORKFLOW_LOGS}{workflow}"

    @property
    def lock_table(self) -> str:
        return f"{self.system}-terraform-locks"

    def runbook(self, key: str) -> str:
        """Return the path of a runbook's page."""
        return f"docs/runbooks/{key}.md"

    def log_metric(self, owner: str, metric: str) -> str:
        """Return the name of a metric that a filter makes of a log.

        Environments of one account share its namespace, the system's title.
        """
        return f"{owner}-{metric}"

    def rollback_alarm(self, function: str) -> str:
        return f"{function}-rollback"

    def slo_alarm(self, slo: str, purpose: str) -> str:
        """Return an alarm of an objective: `fast` for the one that tells somebody, `fast-long` for one of its windows."""
        return self.resource(f"slo-{slo}-{purpose}")

    def new_version_alarm(self, function: str) -> str:
        return f"{function}-rollback-new-version"

    def deployment_config(self, strategy: str, percent: int, minutes: int) -> str:
        return f"{self.prefix}-{strategy}-{percent}-percent-{minutes}-minutes"

    @property
    def trail(self) -> str:
        """The CloudTrail trail that records what is done in the account."""
        return self.resource("audit")

    @property
    def trail_arn(self) -> str:
        return self.arn("cloudtrail", f"trail/{self.trail}")

    @property
    def trail_bucket(self) -> str:
        return self.bucket("audit-trail")

    @property
    def trail_log_group(self) -> str:
        return f"/aws/cloudtrail/{self.trail}"

    def key_alias(self, key: str) -> str:
        """Return the alias of a customer key."""
        return f"alias/{self.resource(key)}"

    def artifacts_bucket(self) -> str:
        return self.bucket("artifacts")

    @property
    def state_key(self) -> str:
        """Where the state of this stack lies in the state bucket."""
        return f"{self.stack}/terraform.tfstate"

    @property
    def plan_environment(self) -> str:
        """The GitHub environment whose jobs may plan; those of the environment itself may change things."""
        return f"{self.environment}-plan"

    def pipeline_role(self, purpose: str) -> str:
        """Return a role of the pipelines with its path: it lies outside of what the role `apply` may change."""
        return f"pipelines/{self.prefix}-{purpose}"


# Sections whose entries others can refer to, and those that are one thing themselves.
THINGS = (
    "functions", "routes", "tables", "buckets", "queues", "topics", "buses", "schedules", "secrets", "parameters", "workflows",
    "schemas", "alarms", "dashboards", "queries", "notifications", "runbooks", "frontends", "imports", "access",
    "budgets", "slos",
)  # fmt: skip
SINGLE_THINGS = ("auth", "api")


def lasting_key(section: str, key: str, entry: Mapping[str, Any]) -> str:
    """Return the key that an entry's names in AWS are made of: what holds data keeps that under which it was made."""
    lasting: str = entry.get("renamed_from", key) if section in HOLDS_DATA else key
    return lasting


# The user pool lives in the home region: the roots of further regions are told its id.
def default_name(names: Names, section: str, key: str, entry: Mapping[str, Any]) -> str:
    """Return the physical name of a thing whose entry gives none."""
    if section == "buses" and entry.get("existing"):
        return key
    key = lasting_key(section, key, entry)
    match section:
        case "buckets":
            return names.bucket(key)
        case "queues" | "topics" if entry.get("fifo"):
            return f"{names.resource(key)}.fifo"
        case "secrets":
            return names.secret(key)
        case "parameters":
            return names.parameter(key)
        case "auth" | "api":
            return names.prefix
        case _:
            return names.resource(key)
