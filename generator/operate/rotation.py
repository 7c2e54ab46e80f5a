"""A secret's value changes: the new one waits as AWSPENDING, becomes AWSCURRENT, and a day later the old one goes.

AWSCURRENT moves from one version to the other in one call, so that there is a valid key at every moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from generator.cloud import told
from generator.kinds.secret import Secret
from generator.operate.place import Place

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

WAIT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Versions:
    """A secret's versions by what they are. changed: when anything of it changed last."""

    secret: Secret
    current: str | None
    pending: str | None
    previous: str | None
    changed: datetime


def look(place: Place, secret: Secret) -> Versions:
    """Return what versions a secret has; its values are not read. Raises CloudError."""
    client: SecretsManagerClient = place.cloud.client("secretsmanager")
    with told(f'secret "{secret.name}"', absent=f"deploy {place.stack.names.stack} first"):
        found = client.describe_secret(SecretId=secret.name)
    stages = found.get("VersionIdsToStages", {})
    current, pending = _with_stage(stages, "AWSCURRENT"), _with_stage(stages, "AWSPENDING")
    changed = found.get("LastChangedDate", found["CreatedDate"])
    # A version may bear both stages for a moment: then nothing waits.
    return Versions(
        secret, current, None if pending == current else pending, _with_stage(stages, "AWSPREVIOUS"), changed
    )


def store(place: Place, secret: Secret, value: str) -> str:
    """Keep a new value as AWSPENDING and return its version; what works goes on. Raises CloudError."""
    client: SecretsManagerClient = place.cloud.client("secretsmanager")
    with told(f'secret "{secret.name}"'):
        made = client.put_secret_value(SecretId=secret.name, SecretString=value, VersionStages=["AWSPENDING"])
    return made["VersionId"]


def promote(place: Place, versions: Versions, version: str) -> None:
    """Make a version current; the one that was so becomes AWSPREVIOUS. Raises CloudError."""
    client: SecretsManagerClient = place.cloud.client("secretsmanager")
    name = versions.secret.name
    with told(f'secret "{name}"'):
        if versions.current:
            client.update_secret_version_stage(
                SecretId=name,
                VersionStage="AWSCURRENT",
                MoveToVersionId=version,
                RemoveFromVersionId=versions.current,
            )
        else:
            client.update_secret_version_stage(SecretId=name, VersionStage="AWSCURRENT", MoveToVersionId=version)
        client.update_secret_version_stage(SecretId=name, VersionStage="AWSPENDING", RemoveFromVersionId=version)


def why_not_finished(versions: Versions, now: datetime) -> str:
    """Return why the key before cannot go yet, an empty text where it can.

    The day counts from the secret's last change, which is never earlier than the moment at which the new key became current.
    """
    name = versions.secret.name
    if versions.pending:
        return f'a new key of "{name}" waits as AWSPENDING; collectiq rotate start stores one and makes it current'
    if versions.previous is None:
        return f'"{name}" has no key before the current one: there is nothing to finish'
    if (left := versions.changed + WAIT - now) > timedelta():
        minutes = -(-int(left.total_seconds()) // 60)
        until = (versions.changed + WAIT).astimezone(UTC).isoformat(timespec="minutes")
        return (
            f'"{name}" was changed less than 24 hours ago; finish in {minutes // 60} h {minutes % 60} min, at {until}'
        )
    return ""


def finish(place: Place, versions: Versions) -> None:
    """Let go of the version before; raises CloudError."""
    assert versions.previous is not None, "the caller has looked"
    client: SecretsManagerClient = place.cloud.client("secretsmanager")
    name = versions.secret.name
    with told(f'secret "{name}"'):
        client.update_secret_version_stage(
            SecretId=name, VersionStage="AWSPREVIOUS", RemoveFromVersionId=versions.previous
        )


def _with_stage(stages: Mapping[str, list[str]], stage: str) -> str | None:
    return next((version for version, held in stages.items() if stage in held), None)
