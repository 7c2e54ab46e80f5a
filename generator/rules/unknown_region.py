"""An environment is to run in a region that AWS does not have."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity, did_you_mean
from generator.model import Model

# Regions of all partitions, by botocore 1.44.8 (data/partitions.json), November 2026.
REGIONS = frozenset({
    "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
    "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
    "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
    "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
    "me-west-1", "mx-central-1", "sa-east-1", "sa-west-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    "cn-north-1", "cn-northwest-1", "eusc-de-east-1", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1",
    "us-iso-west-1", "us-isob-east-1", "us-isob-west-1", "eu-isoe-west-1", "us-isof-east-1", "us-isof-south-1",
})  # fmt: skip


def unknown_region(model: Model) -> Iterator[Diagnostic]:
    """Yield each region that AWS did not have when the table was made, as a warning: there may be a newer one."""
    for name, environment in model.spec["environments"].items():
        for index, region in enumerate(environment["regions"]):
            if region not in REGIONS:
                near = did_you_mean(region, REGIONS) or "; correct it, unless it is newer"
                message = f'AWS had no region "{region}" in November 2026{near}'
                place = ("environments", name, "regions", index)
                yield Diagnostic(place, message, "unknown-region", Severity.WARNING)
