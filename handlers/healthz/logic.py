"""The health check's constant."""

from collections.abc import Mapping

HEALTHY: Mapping[str, str] = {"status": "ok"}
