"""What was renamed stays: the table of addresses, and the blocks that it makes."""

import re
from collections import Counter

import pytest

from generator.targets import moved
from tests.specs import terraform
from tests.systems import SYSTEMS, rendered
from tests.tools import ROOT

MODULES = ROOT / "templates" / "terraform" / "modules"
RESOURCE = re.compile(r'^resource "(\w+)" "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
FOR_EACH = re.compile(r"^  for_each *= *(.*)$", re.MULTILINE)

# What stands under another key than an entry's: it is made anew, and holds no data.
OTHER_KEYS = {
    "aws_cloudwatch_event_rule.this",
    "aws_cloudwatch_event_target.this",
    "aws_iam_role.rule",
    "aws_iam_role_policy.rule",
    "aws_sns_topic_policy.this",
    "aws_sns_topic_subscription.this",
}


def of_entries(module: str) -> set[str]:
    """Return the addresses of a module's resources of which there is one for each of several keys."""
    text = (MODULES / module / "main.tf.j2").read_text(encoding="utf-8")
    return {f"{kind}.{name}" for kind, name, body in RESOURCE.findall(text) if FOR_EACH.search(body)}


def test_every_resource_of_an_entry_is_in_the_table() -> None:
    modules = {module for _, module, _ in moved.RESOURCES}
    listed = {f"{module}.{resource}" for _, module, resources in moved.RESOURCES for resource in resources}
    there = {f"{module}.{resource}" for module in modules for resource in of_entries(module) - OTHER_KEYS}
    assert there == listed


def test_a_renamed_thing_is_moved_and_keeps_the_name_of_its_data() -> None:
    spec = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1]}}
tables: {orders: {key: {partition: id}, renamed_from: order}}
"""
    files = terraform(spec)
    assert """
moved {
  from = module.dynamodb_shop.aws_dynamodb_table.this["order"]
  to   = module.dynamodb_shop.aws_dynamodb_table.this["orders"]
}
""" in files["envs/dev/moved.tf"]
    assert 'name     = "shop-dev-order"' in files["envs/dev/dynamodb_shop.tf"]


def test_nothing_is_moved_where_nothing_was_renamed() -> None:
    spec = "version: 1\nsystem: {name: shop}\nenvironments: {dev: {regions: [eu-west-1]}}\nbuckets: {files: {}}\n"
    assert "envs/dev/moved.tf" not in terraform(spec)


def test_only_what_the_module_has_is_moved_in_every_region() -> None:
    spec = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1, us-east-1]}}
buckets: {files: {renamed_from: file}}
"""
    text = terraform(spec)["envs/dev/moved.tf"]
    found = re.findall(r"to   = (\S+)\.aws_s3_bucket\.", text)
    assert ["module.s3_buckets", "module.s3_buckets_us_east_1"] == found
    assert "aws_s3_bucket_cors_configuration" not in text


@pytest.mark.parametrize("name", SYSTEMS)
def test_nothing_is_moved_to_one_address_from_two(name: str) -> None:
    """Terraform refuses that as ambiguous, and its `validate` does not notice."""
    roots: dict[str, Counter[str]] = {}
    for path, text in rendered(name).items():
        roots.setdefault(str(path.parent), Counter()).update(re.findall(r"^  to   = (\S.*)$", text, re.MULTILINE))
    assert {} == {
        root: twice for root, to in roots.items() if (twice := [one for one, count in to.items() if count > 1])
    }
