"""What can be removed with all that it holds, and by whom."""

import re

import pytest

from generator.targets.pipeline_roles import roles
from tests.specs import model, terraform

SHOP = """\
version: 1
system: {name: shop}
environments:
  dev: {regions: [eu-west-1], account: "111122223333", audit_trail: true}
  prod: {regions: [eu-west-1], account: "444455556666", protect_data: true}
buckets: {files: {}, kept: {retain: true}, locked: {object_lock: {mode: compliance, days: 1}}}
secrets: {bank: {description: Key of the bank.}, kept: {description: Kept., retain: true}}
"""


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return terraform(SHOP)


def test_a_bucket_with_objects_can_be_removed_unless_something_protects_it(files: dict[str, str]) -> None:
    removable = r"^    (\w+) = \{\n.*\n      force_destroy += true$"
    assert ["files"] == re.findall(removable, files["envs/dev/s3_buckets.tf"], re.MULTILINE)
    assert "force_destroy" not in files["envs/prod/s3_buckets.tf"]
    assert "force_destroy" not in files["modules/cloudtrail/main.tf"]


def test_a_secret_is_removed_at_once_unless_something_protects_it(files: dict[str, str]) -> None:
    days = {
        name: re.findall(r"recovery_window_in_days = (\d+)", files[f"envs/{name}/ssm_secrets.tf"])
        for name in ("dev", "prod")
    }
    assert {"dev": ["0", "30"], "prod": ["30", "30"]} == days


def test_a_module_without_anything_to_remove_knows_nothing_of_it() -> None:
    module = terraform(SHOP.replace("  dev:", "  dev2: {regions: [eu-west-1], protect_data: true}\n  #"))
    assert "force_destroy" not in module["modules/s3_buckets/main.tf"]


def test_only_removable_buckets_can_be_emptied_and_only_by_whoever_applies() -> None:
    emptied = {
        (stack.names.environment, role.purpose, resource)
        for stack in model(SHOP).stacks
        for role in roles([stack])
        for grants in role.policies.values()
        for _, statement in grants
        if {"s3:DeleteObjectVersion", "s3:ListBucketVersions"} & set(statement.actions)
        for resource in statement.resources
    }
    bucket = "arn:aws:s3:::shop-dev-files-111122223333"
    assert {("dev", "apply", bucket), ("dev", "apply", f"{bucket}/*")} == emptied
