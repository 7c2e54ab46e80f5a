"""A function goes back to a version before: a deployment that runs is stopped, otherwise the alias is moved."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.cloud import CloudError, told
from generator.kinds.function import Function
from generator.operate import deployments
from generator.operate.place import Place
from generator.operate.versions import Live, look

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


@dataclass(frozen=True, slots=True)
class Way:
    """How a function goes back. version: where to; None where it cannot, and `words` say why.

    deployment: the one that is stopped instead. is_done: it is there already.
    """

    place: Place
    live: Live
    version: int | None
    deployment: str | None
    words: str

    @property
    def is_done(self) -> bool:
        return self.version == self.live.version and not self.live.shares and self.deployment is None


def plan(place: Place, function: Function, version: int | None) -> Way:
    """Return how a function goes back, to a given version or to the one before; raises CloudError.

    An alias that trails the newest version was put back already, as far as anybody can tell: going back further takes a version.
    """
    live = look(place, function)
    running = deployments.running_deployment(place, live) if function.deployment.shifts else None
    if running and version is not None:
        words = f"deployment {running} runs and would move the alias again; leave --to away, which stops it"
        return Way(place, live, None, running, words)
    if running:
        return Way(place, live, live.version, running, f"stop deployment {running}, which puts the alias back")
    if version is not None:
        known = version in live.versions
        words = "" if known else f"there is no version {version}; there are {', '.join(map(str, live.versions))}"
        return Way(place, live, version if known else None, None, words)
    if live.trails and not live.shares:
        words = f"version {live.version} is live already, and {live.newest} is newer; --to VERSION goes back further"
        return Way(place, live, None, None, words)
    words = "" if live.before else f"there is no version before {live.version}"
    return Way(place, live, live.before, None, words)


def go(way: Way) -> None:
    """Put a function back; refused where somebody else has moved its alias meanwhile. Raises CloudError."""
    if way.deployment:
        deployments.stop(way.place, way.deployment)
        return
    client: LambdaClient = way.place.cloud.client("lambda")
    name = way.live.function.name
    with told(f'alias of "{name}"'):
        try:
            client.update_alias(
                FunctionName=name,
                Name=way.place.stack.names.alias,
                FunctionVersion=str(way.version),
                RoutingConfig={"AdditionalVersionWeights": {}},
                RevisionId=way.live.revision,
            )
        except client.exceptions.PreconditionFailedException:
            raise CloudError(f'somebody moved the alias of "{name}" meanwhile; look again and repeat this') from None
