"""What a bucket's entry means."""

from generator.kinds.bucket import Bucket
from tests.specs import model

SYSTEM = """\
version: 1
system: {name: shop}
environments:
  dev: {regions: [eu-west-1], account: "111122223333"}
  prod: {regions: [eu-west-1, us-east-1], account: "444455556666"}
buckets:
  Price_Lists:
    versioning: false
    access_logs: {bucket: buckets.logs}
    lifecycle:
      aging: {path: "${environment.name}/", deep_archive_after: 180d, infrequent_access_after: 30d, old_versions_expire_after: 90d}
  logs:
    abort_uploads_after: 1d
    lifecycle:
      replaced: {old_versions_expire_after: 90d}
      expired: {old_versions_expire_after: 90d, expire_after: 30d}
      tagged: {old_versions_expire_after: 90d, tagged: {keep: short}}
      asked: {old_versions_expire_after: 90d, remove_delete_markers: false}
"""


def bucket(environment: str, key: str = "Price_Lists") -> Bucket:
    [stack] = [stack for stack in model(SYSTEM).stacks if stack.names.stack == environment]
    return stack.buckets[key]


def test_its_name_is_one_that_s3_takes_and_no_other_account_or_region_has() -> None:
    names = [bucket(environment).name for environment in ("dev", "prod", "prod-us-east-1")]
    expected = [
        "shop-dev-price-lists-111122223333",
        "shop-prod-price-lists-444455556666",
        "shop-prod-price-lists-444455556666-us-east-1",
    ]
    assert expected == names


def test_what_is_replicated_has_versions_whatever_the_entry_says() -> None:
    assert [False, True] == [bucket(environment).versioning for environment in ("dev", "prod")]


def test_objects_move_to_the_next_class_in_the_order_of_time() -> None:
    [rule] = bucket("dev").lifecycle
    assert [("standard_ia", 30), ("deep_archive", 180)] == list(rule.transitions.items())
    assert ("dev/", 90) == (rule.path, rule.old_versions_expire_days)


def test_unfinished_uploads_are_given_up_after_a_week_unless_the_bucket_says_otherwise() -> None:
    assert [7, 1] == [bucket("dev", key).abort_uploads_days for key in ("Price_Lists", "logs")]


def test_access_logs_are_told_apart_by_the_bucket_that_they_are_of() -> None:
    logs = bucket("dev").access_logs
    assert logs
    assert ("shop-dev-logs-111122223333", "Price_Lists/") == (logs.bucket.name, logs.prefix)


def test_delete_markers_go_with_the_old_versions_that_they_hid() -> None:
    assert {"replaced": True, "expired": False, "tagged": False, "asked": False} == {
        rule.name: rule.remove_delete_markers for rule in bucket("dev", "logs").lifecycle
    }
    assert [False, True] == [bucket(name).lifecycle[0].remove_delete_markers for name in ("dev", "prod")]
