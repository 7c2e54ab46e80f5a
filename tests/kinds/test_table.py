"""What a table's entry means."""

from generator.kinds.table import Table, Throughput
from tests.specs import model

SYSTEM = """\
version: 1
system: {name: shop}
environments:
  dev: {regions: [eu-west-1]}
  prod: {regions: [eu-west-1, us-east-1], protect_data: true}
tables:
  orders:
    renamed_from: order
    key: {partition: customer, sort: placed_at}
    attributes: {placed_at: number}
    indexes:
      by_state: {partition: state, sort: placed_at, projection: [total]}
      by_total: {local: true, sort: total, projection: keys_only}
  counters: {only: [dev], key: {partition: id}, billing: provisioned, capacity: {read: 3, write: 2}, indexes: {by_day: {partition: day}}}
  notes: {only: [dev], key: {partition: id}, retain: true, point_in_time_recovery: false, stream: keys_only}
"""


def tables(environment: str) -> dict[str, Table]:
    [stack] = [stack for stack in model(SYSTEM).stacks if stack.names.stack == environment]
    return dict(stack.tables)


def test_all_keys_are_attributes_and_strings_unless_declared() -> None:
    expected = {"customer": "string", "placed_at": "number", "state": "string", "total": "string"}
    assert expected == tables("dev")["orders"].attributes


def test_a_renamed_table_keeps_the_name_under_which_its_data_lies() -> None:
    assert tables("dev")["orders"].name == "shop-dev-order"


def test_a_stream_is_as_the_table_says() -> None:
    assert tables("dev")["notes"].stream == "keys_only"


def test_further_regions_have_replicas_of_every_table() -> None:
    assert [(), ("us-east-1",)] == [tables(name)["orders"].replicas for name in ("dev", "prod")]


def test_deletion_is_refused_where_data_is_protected_or_the_entry_is_retained() -> None:
    found = [tables("dev")["orders"], tables("dev")["notes"], tables("prod")["orders"]]
    assert [False, True, True] == [table.deletion_protection for table in found]


def test_a_table_can_be_restored_for_35_days_unless_it_says_otherwise() -> None:
    assert [35, None] == [tables("dev")[name].recovery_days for name in ("orders", "notes")]


def test_an_index_has_its_tables_capacity_unless_it_says_otherwise() -> None:
    assert Throughput(3, 2) == tables("dev")["counters"].indexes["by_day"].throughput
