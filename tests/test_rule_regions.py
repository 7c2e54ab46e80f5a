"""The table of regions is AWS's own, as botocore has it."""

import json
from pathlib import Path

import botocore

from generator.rules.unknown_region import REGIONS


def test_every_region_that_botocore_knows_is_known_and_no_other() -> None:
    partitions = json.loads((Path(botocore.__file__).parent / "data" / "partitions.json").read_text(encoding="utf-8"))
    known = {region for partition in partitions["partitions"] for region in partition["regions"]}
    assert {region for region in known if not region.endswith("-global")} == REGIONS
