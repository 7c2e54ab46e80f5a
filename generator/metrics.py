"""The one table of metrics: what each kind of thing emits, and under which namespace and name.

Names are those of each service's page on CloudWatch metrics (AWS documentation, November 2026).
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.facts import Fact

STATS = {"sum": "Sum", "average": "Average", "min": "Minimum", "max": "Maximum", "count": "SampleCount", "iqm": "IQM"}

# The name of the one filter that gives a bucket its request metrics.
WHOLE_BUCKET = "EntireBucket"


class Emitted(Fact):
    """A metric of a service. needs: the setting of the thing without which it is not emitted. unit: empty for what is counted."""

    name: str
    stat: str = "Sum"
    needs: str = ""
    dimensions: Mapping[str, str] = MappingProxyType({})
    unit: str = ""


class Share(Fact):
    """A metric math: how many in a hundred of `whole` are `part`."""

    part: str
    whole: str


class Total(Fact):
    """A metric math: the sum of `parts`."""

    parts: tuple[str, ...]


Metrics = Mapping[str, Emitted | Share | Total]


def _request(name: str, stat: str = "Sum", unit: str = "") -> Emitted:
    return Emitted(name, stat, "request_metrics", {"FilterId": WHOLE_BUCKET}, unit)


_HTTP: Metrics = {
    "count": Emitted("Count"),
    "4xx": Emitted("4xx"),
    "5xx": Emitted("5xx"),
    "4xx_rate": Share("4xx", "count"),
    "5xx_rate": Share("5xx", "count"),
    "latency": Emitted("Latency", "Average", unit="ms"),
    "integration_latency": Emitted("IntegrationLatency", "Average", unit="ms"),
    "data_processed": Emitted("DataProcessed", unit="bytes"),
}
_TABLE: Metrics = {
    "consumed_read": Emitted("ConsumedReadCapacityUnits", unit="read units"),
    "consumed_write": Emitted("ConsumedWriteCapacityUnits", unit="write units"),
    "read_throttles": Emitted("ReadThrottleEvents"),
    "write_throttles": Emitted("WriteThrottleEvents"),
}
_FUNCTION: Metrics = {
    "invocations": Emitted("Invocations"),
    "errors": Emitted("Errors"),
    "error_rate": Share("errors", "invocations"),
    "duration": Emitted("Duration", "Average", unit="ms"),
    "throttles": Emitted("Throttles"),
    "concurrent_executions": Emitted("ConcurrentExecutions", "Maximum"),
    "async_received": Emitted("AsyncEventsReceived"),
    "async_dropped": Emitted("AsyncEventsDropped"),
    "async_age": Emitted("AsyncEventAge", "Maximum", unit="ms"),
    "iterator_age": Emitted("IteratorAge", "Maximum", unit="ms"),
    "destination_failures": Emitted("DestinationDeliveryFailures"),
    "spillover": Emitted("ProvisionedConcurrencySpilloverInvocations", needs="provisioned_concurrency"),
}
_WORKFLOW: Metrics = {
    "started": Emitted("ExecutionsStarted"),
    "succeeded": Emitted("ExecutionsSucceeded"),
    "failed": Emitted("ExecutionsFailed"),
    "failure_rate": Share("failed", "started"),
    "timed_out": Emitted("ExecutionsTimedOut"),
    "aborted": Emitted("ExecutionsAborted"),
    "unsuccessful": Total(("failed", "timed_out", "aborted")),
    "throttled": Emitted("ExecutionThrottled"),
    "duration": Emitted("ExecutionTime", "Average", unit="ms"),
}
_QUEUE: Metrics = {
    "depth": Emitted("ApproximateNumberOfMessagesVisible", "Maximum", unit="messages"),
    "in_flight": Emitted("ApproximateNumberOfMessagesNotVisible", "Maximum", unit="messages"),
    "delayed": Emitted("ApproximateNumberOfMessagesDelayed", "Maximum", unit="messages"),
    "age": Emitted("ApproximateAgeOfOldestMessage", "Maximum", unit="seconds"),
    "sent": Emitted("NumberOfMessagesSent"),
    "received": Emitted("NumberOfMessagesReceived"),
    "deleted": Emitted("NumberOfMessagesDeleted"),
}
_TOPIC: Metrics = {
    "published": Emitted("NumberOfMessagesPublished"),
    "delivered": Emitted("NumberOfNotificationsDelivered"),
    "failed": Emitted("NumberOfNotificationsFailed"),
    "filtered_out": Emitted("NumberOfNotificationsFilteredOut"),
}
_BUCKET: Metrics = {
    "requests": _request("AllRequests"),
    "get_requests": _request("GetRequests"),
    "put_requests": _request("PutRequests"),
    "delete_requests": _request("DeleteRequests"),
    "bytes_uploaded": _request("BytesUploaded", unit="bytes"),
    "bytes_downloaded": _request("BytesDownloaded", unit="bytes"),
    "4xx": _request("4xxErrors"),
    "5xx": _request("5xxErrors"),
    "latency": _request("TotalRequestLatency", "Average", "ms"),
    "size": Emitted("BucketSizeBytes", "Average", dimensions={"StorageType": "StandardStorage"}, unit="bytes"),
    "objects": Emitted("NumberOfObjects", "Average", dimensions={"StorageType": "AllStorageTypes"}),
}
_RULE: Metrics = {
    "triggered": Emitted("TriggeredRules"),
    "invocations": Emitted("Invocations"),
    "failed_invocations": Emitted("FailedInvocations"),
    "throttled": Emitted("ThrottledRules"),
    "dead_letters": Emitted("InvocationsSentToDlq"),
    "dead_letters_failed": Emitted("InvocationsFailedToBeSentToDlq"),
}
_FRONTEND: Metrics = {
    "requests": Emitted("Requests"),
    "4xx": Emitted("4xxErrors"),
    "5xx": Emitted("5xxErrors"),
    "latency": Emitted("Latency", "Average", unit="seconds"),
    "bytes_downloaded": Emitted("BytesDownloaded", unit="bytes"),
}
_CLIENT: Metrics = {
    "sign_ins": Emitted("SignInSuccesses"),
    "sign_ups": Emitted("SignUpSuccesses"),
    "sign_in_throttles": Emitted("SignInThrottles"),
    "token_refreshes": Emitted("TokenRefreshSuccesses"),
}

# Section -> namespace, and metrics by what the spec calls them.
EMITTED: Mapping[str, tuple[str, Metrics]] = {
    "functions": ("AWS/Lambda", _FUNCTION),
    "api": ("AWS/ApiGateway", _HTTP),
    "routes": ("AWS/ApiGateway", _HTTP),
    "workflows": ("AWS/States", _WORKFLOW),
    "queues": ("AWS/SQS", _QUEUE),
    "topics": ("AWS/SNS", _TOPIC),
    "tables": ("AWS/DynamoDB", _TABLE),
    "indexes": ("AWS/DynamoDB", _TABLE),
    "buckets": ("AWS/S3", _BUCKET),
    "rules": ("AWS/Events", _RULE),
    "frontends": ("AWS/AmplifyHosting", _FRONTEND),
    "clients": ("AWS/Cognito", _CLIENT),
}
