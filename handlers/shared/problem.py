"""Problem details (RFC 9457): how a function says that it did not do what was asked."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any


class Problem(Exception):  # noqa: N818 - the RFC's word; not every one is an error of ours
    """A refusal, in words meant for the caller.

    errors: one entry for each thing wrong, with its `detail` and where it is: `pointer`, `parameter` or `header`.
    retry_after: seconds after which the same request may succeed.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.retry_after = retry_after

    def details(self, request_id: str) -> dict[str, Any]:
        """Return the members of the problem's JSON object."""
        details = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "requestId": request_id,
        }
        return details | ({"errors": list(self.errors)} if self.errors else {})

    def headers(self) -> dict[str, str]:
        """Return the headers that go with it."""
        return {"retry-after": str(self.retry_after)} if self.retry_after else {}


def invalid(errors: Sequence[Mapping[str, str]]) -> Problem:
    """Return the refusal of a request in which something is wrong."""
    return Problem(HTTPStatus.BAD_REQUEST, "; ".join(error["detail"] for error in errors), errors=errors)


def not_found(card_id: str) -> Problem:
    """Return the answer for a card that is not there, or not the caller's."""
    return Problem(HTTPStatus.NOT_FOUND, f"You have no card {card_id}.")


def unexpected(error: Exception) -> Problem:
    """Return what the caller is told of an exception: that a service is busy, or nothing."""
    # Imported here because the health check needs no AWS at all.
    from handlers.shared.busy import is_busy

    if is_busy(error):
        return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "A service is busy; try again shortly.", retry_after=1)
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side.")
