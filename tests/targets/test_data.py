"""The Terraform of what holds data, and of the keys that encrypt it."""

import re

import pytest

from tests.specs import terraform
from tests.systems import SYSTEMS


@pytest.fixture(scope="module")
def small() -> dict[str, str]:
    return terraform("""\
version: 1
system: {name: shop}
environments:
  dev: {regions: [eu-west-1], account: "111122223333"}
  prod: {regions: [eu-west-1], account: "444455556666", protect_data: true, audit_trail: true}
  rendered: {regions: [eu-west-1], account: "777788889999"}
functions: {take: {handler: handlers.take.app:handler}, named: {name: orders-take, handler: handlers.take.app:handler}}
tables: {orders: {description: All orders., key: {partition: id}}}
buckets: {files: {}}
secrets: {bank: {description: Key of the bank.}}
queues: {jobs: {}, secret: {encryption: customer}, failed: {encryption: customer, only: [prod]}}
buses:
  default:
    existing: true
    rules:
      told: {pattern: {source: [aws.health]}, targets: [queues.jobs]}
      given_up: {pattern: {source: [aws.health]}, targets: [queues.jobs], dead_letter: queues.failed, only: [prod]}
frontends: {web: {repository: https://github.com/a/b, server_side_rendering: true, only: [rendered]}}
notifications: {team: {email: [team@example.com]}}
""")


@pytest.fixture(scope="module")
def large() -> dict[str, str]:
    return terraform(SYSTEMS["data_is_kept_in_every_way"].read_text(encoding="utf-8"))


def statements(text: str, key: str) -> str:
    return text.partition(f"    {key} = {{")[2].partition("\n    }\n")[0]


def test_an_entry_says_only_what_the_system_uses(small: dict[str, str]) -> None:
    assert """\
    # All orders.
    orders = {
      name     = "shop-prod-orders"
      hash_key = "id"
      attributes = {
        id = "S"
      }
      deletion_protection = true
      tags = {
        Service = "dynamodb"
        Feature = "shop"
      }
    }
""" in small["envs/prod/dynamodb_shop.tf"]
    unused = 'range_key|secondary_index|ttl|stream|replica|kms|lifecycle|dynamic "on_demand'
    assert re.search(unused, small["modules/dynamodb_shop/main.tf"]) is None


def test_every_table_is_encrypted_and_can_be_restored(small: dict[str, str]) -> None:
    module = small["modules/dynamodb_shop/main.tf"]
    assert "  point_in_time_recovery {\n    enabled = true\n  }\n" in module
    assert "  server_side_encryption {\n    enabled = true\n  }\n" in module


def test_every_bucket_is_private_and_deaf_to_requests_without_tls(small: dict[str, str]) -> None:
    module = small["modules/s3_buckets/main.tf"]
    assert module.count("= true\n") == 4
    assert 'Condition = { Bool = { "aws:SecureTransport" = "false" } }' in module
    assert 'object_ownership = "BucketOwnerEnforced"' in module


def test_a_table_that_a_function_follows_has_a_stream(large: dict[str, str]) -> None:
    views = re.findall(r'stream_view_type +\= "(\w+)"', large["envs/dev/dynamodb_archive_x.tf"])
    assert ["NEW_AND_OLD_IMAGES"] == views
    assert 'local.table_stream_arns["items"]' in "".join(large.values())


def test_no_value_of_a_secret_is_in_terraform(large: dict[str, str]) -> None:
    assert [] == [path for path, text in large.items() if "secret_version" in text or "secret_string" in text]


def test_the_key_of_logs_serves_this_stacks_log_groups_alone(small: dict[str, str]) -> None:
    policy = statements(small["envs/dev/kms.tf"], "logs")
    assert 'Service = "logs.eu-west-1.amazonaws.com"' in policy
    assert [
        "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/orders-take",
        "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/shop-dev-*",
    ] == re.findall(r'"(arn:aws:logs:[^"]*)"', policy)


def test_only_services_for_this_account_publish_with_the_key_of_notifications(small: dict[str, str]) -> None:
    policy = statements(small["envs/dev/kms.tf"], "notifications")
    assert {"budgets", "cloudwatch", "costalerts"} == set(re.findall(r'"(\w+)\.amazonaws\.com"', policy))
    assert '"aws:SourceAccount" = "111122223333"' in policy


def test_the_key_of_logs_serves_what_amplify_names_by_its_own_ids(small: dict[str, str]) -> None:
    pattern = "arn:aws:logs:eu-west-1:777788889999:log-group:/aws/amplify/*"
    assert pattern in statements(small["envs/rendered/kms.tf"], "logs")
    assert "/aws/amplify" not in small["envs/dev/kms.tf"] + small["envs/prod/kms.tf"]


def test_eventbridge_uses_a_key_without_saying_for_whom_and_only_where_a_rule_needs_it(small: dict[str, str]) -> None:
    policy = statements(small["envs/prod/kms.tf"], "data")
    [events] = [one for one in policy.split("Effect")[1:] if "events.amazonaws.com" in one]
    assert "Condition" not in events
    assert '["kms:Decrypt", "kms:GenerateDataKey*"]' in events
    assert "events.amazonaws.com" not in small["envs/dev/kms.tf"]
    assert "sns.amazonaws.com" in statements(small["envs/dev/kms.tf"], "data")


def test_cloudtrail_needs_no_more_of_its_key_than_it_has(small: dict[str, str]) -> None:
    assert "bucket_key_enabled" not in small["modules/cloudtrail/main.tf"]


def test_there_is_a_trail_where_the_environment_asks_for_one(small: dict[str, str]) -> None:
    assert ["envs/prod/cloudtrail.tf"] == [path for path in small if path.startswith("envs/") and "cloudtrail" in path]


def test_data_of_a_customer_key_is_encrypted_with_its_replica_in_a_further_region(large: dict[str, str]) -> None:
    assert 'eu-west-1 = module.kms_eu_west_1.key_arns["data"]' in large["envs/prod/dynamodb_archive_x.tf"]
    assert 'primary_key_arn = module.kms.key_arns["data"]' in large["envs/prod/kms_replica.tf"]
    assert "multi_region = true" in large["envs/prod/kms.tf"]
    assert "multi_region" not in large["envs/dev/kms.tf"]


def test_a_further_regions_root_makes_nothing_that_holds_data(large: dict[str, str]) -> None:
    root = {path.rpartition("/")[2] for path in large if path.startswith("envs/prod-eu-west-1/")}
    assert set() == {
        file for file in root if re.match(r"s3_|dynamodb_autoscaling|cloudtrail|secret_rotation|kms_replica", file)
    }
    assert "data.aws_dynamodb_table.replica" in large["envs/prod-eu-west-1/dynamodb_archive_x.tf"]
    assert "replicated_secrets" in large["envs/prod-eu-west-1/ssm_secrets.tf"]


def test_every_bucket_is_copied_to_all_other_regions(large: dict[str, str]) -> None:
    text = large["envs/prod/s3_replication.tf"]
    assert ["eu-west-1", "us-east-1"] == sorted(
        set(re.findall(r"^        (\S+) = \{\n          bucket_arn", text, re.MULTILINE))
    )
    assert text.count("bucket_arn") == 6


def test_a_description_stays_one_comment(large: dict[str, str]) -> None:
    assert '    # All items: "quoted", over two lines.\n    items = {\n' in large["envs/dev/dynamodb_archive_x.tf"]


def test_interfaces_and_gateways_are_told_apart(large: dict[str, str]) -> None:
    text = large["envs/prod/vpc_endpoints.tf"]
    assert {"bedrock-runtime", "rekognition"} == set(
        re.findall(r"^    (\S+) += \"com", text.partition("gateways")[0], re.MULTILINE)
    )
    assert {"dynamodb", "s3"} == set(re.findall(r"^    (\S+) += \"com", text.partition("gateways")[2], re.MULTILINE))
