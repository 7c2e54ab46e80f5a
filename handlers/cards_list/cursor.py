"""Cursors: where a listing goes on, signed for the one user who may go on there.

A cursor is the base64url form of an HMAC-SHA-256 and of what it signs: the last card's `createdAt` and id.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass

_MAC = hashlib.sha256().digest_size


class ForgedCursor(Exception):  # noqa: N818 - named by what it is
    """A cursor was not made by us for this user, or before the key was rotated."""


@dataclass(frozen=True, slots=True)
class Position:
    """The last card that a page showed."""

    created_at: str
    card_id: str


def seal(position: Position, *, user_id: str, key: str) -> str:
    """Return the cursor of a position."""
    text = f"{position.created_at} {position.card_id}".encode()
    return base64.urlsafe_b64encode(_mac(text, user_id, key) + text).rstrip(b"=").decode()


def unseal(cursor: str, *, user_id: str, key: str) -> Position:
    """Return the position that a cursor of this user's stands for."""
    try:
        sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise ForgedCursor from error
    mac, text = sealed[:_MAC], sealed[_MAC:]
    if not hmac.compare_digest(mac, _mac(text, user_id, key)):
        raise ForgedCursor
    return Position(*text.decode().split(" "))


def _mac(text: bytes, user_id: str, key: str) -> bytes:
    return hmac.digest(key.encode(), f"{user_id}\n".encode() + text, hashlib.sha256)
