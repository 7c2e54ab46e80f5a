"""Keys of the price sources, from their secrets, and the tokens that some of them give out for a key."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from handlers.pricing_agent.sources.source import Down
from handlers.shared.clock import Clock
from handlers.shared.secrets import Secrets

# A new key is in use everywhere after this and `secrets.KEPT`, however long the old one's token holds.
TOKEN_KEPT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Key:
    """One secret."""

    secrets: Secrets
    name: str

    def text(self) -> str:
        """Return the secret as it is."""
        try:
            return self.secrets.read(self.name)
        except (BotoCoreError, ClientError, KeyError):
            raise Down("its key cannot be read") from None

    def pair(self) -> tuple[str, str]:
        """Return the two halves of a secret of the form `{"client_id": "...", "client_secret": "..."}`."""
        try:
            halves = json.loads(self.text())
            return str(halves["client_id"]), str(halves["client_secret"])
        except (ValueError, KeyError, TypeError):
            raise Down("its key is not a client_id and a client_secret") from None


@dataclass(frozen=True, slots=True)
class Tokens:
    """Asks for a token when the last one is too old; `ask` returns the answer of an OAuth token endpoint."""

    ask: Callable[[], Mapping[str, Any]]
    clock: Clock
    _kept: dict[str, tuple[datetime, str]] = field(default_factory=dict)

    def bearer(self) -> dict[str, str]:
        """Return the header that carries the token."""
        now = self.clock()
        until, token = self._kept.get("token", (now, ""))
        if until <= now:
            token, seconds = _granted(self.ask())
            self._kept["token"] = (now + min(timedelta(seconds=seconds), TOKEN_KEPT), token)
        return {"authorization": f"Bearer {token}"}


def _granted(answer: Mapping[str, Any]) -> tuple[str, int]:
    match answer:
        case {"access_token": str(token), "expires_in": int(seconds)}:
            return token, min(seconds, 86_400)
        case _:
            raise Down("an answer without a token")
