"""Secrets: the current version, kept in memory for a while."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from handlers.shared.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

KEPT = timedelta(minutes=5)  # a rotated secret is in use everywhere after this


@dataclass(frozen=True, slots=True)
class Secrets:
    """Reads secrets of Secrets Manager, each at most once in `KEPT`."""

    client: "SecretsManagerClient"
    clock: Clock
    _kept: dict[str, tuple[datetime, str]] = field(default_factory=dict)

    def read(self, name: str) -> str:
        """Return a secret's text; a secret that has no current version raises the client's error."""
        now = self.clock()
        if name in self._kept and now - self._kept[name][0] < KEPT:
            return self._kept[name][1]
        value = self.client.get_secret_value(SecretId=name, VersionStage="AWSCURRENT")["SecretString"]
        self._kept[name] = (now, value)
        return value
