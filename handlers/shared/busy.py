"""Whether a failed call to AWS may succeed when it is made again."""

from http import HTTPStatus

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection

# What these say with status 400, although it is not the caller's fault.
_CODES = frozenset(
    {
        "ExecutionLimitExceeded",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "SlowDown",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflict",
        "TransactionInProgressException",
    }
)
_STATUSES = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


def is_busy(error: Exception) -> bool:
    """Say whether the service throttled the call, failed, could not be reached or did not answer."""
    if not isinstance(error, ClientError):
        return isinstance(error, HTTPClientError | NoConnection)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _STATUSES or is_busy_code(error.response["Error"])


def is_busy_code(reason: object) -> bool:
    """Say the same of one part of an answer, by its `Code`."""
    return isinstance(reason, dict) and reason.get("Code") in _CODES
