"""Which version of a function is live, and which others there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.cloud import told
from generator.kinds.function import Function
from generator.operate.place import Place

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import AliasConfigurationResponseTypeDef


@dataclass(frozen=True, slots=True)
class Live:
    """A function's alias. shares: further versions that it leads to, with their share of the calls, 0-1.

    versions: numbers of all that are published, the oldest first. revision: changes with each change of the alias.
    """

    function: Function
    version: int
    shares: Mapping[str, float]
    versions: tuple[int, ...]
    revision: str

    @property
    def newest(self) -> int:
        return self.versions[-1]

    @property
    def trails(self) -> bool:
        """True where a newer version waits to go live."""
        return self.version < self.newest

    @property
    def before(self) -> int | None:
        """The version before the one that is live; None where there is none."""
        return max((number for number in self.versions if number < self.version), default=None)


def look(place: Place, function: Function) -> Live:
    """Return which version of a function is live; raises CloudError."""
    client: LambdaClient = place.cloud.client("lambda")
    alias = place.stack.names.alias
    with told(f'alias "{alias}" of the function "{function.name}"', absent=f"deploy {place.stack.names.stack} first"):
        found: AliasConfigurationResponseTypeDef = client.get_alias(FunctionName=function.name, Name=alias)
        entries = place.cloud.all("lambda", "list_versions_by_function", "Versions", FunctionName=function.name)
    versions = sorted(int(one["Version"]) for one in entries if one["Version"].isdecimal())
    shares = found.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
    return Live(function, int(found["FunctionVersion"]), dict(shares), tuple(versions), found["RevisionId"])
