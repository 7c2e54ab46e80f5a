"""What reading a table costs, by the actions that a function is granted."""

from pathlib import Path

import pytest

from tests.capacity.test_capacity import capacity
from tests.cost.test_cost_command import estimates

SHOP = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1]}}
tables: {orders: {key: {partition: id}}}
api: {auth: iam}
routes: {GET /a: {function: look}}
functions: {look: {handler: "h.a:h", grants: [{allow: [ACTION], resource: tables.orders}]}}
traffic: {users: 1000000, requests_per_user: 100}
"""


def dynamodb(folder: Path, *actions: str) -> float:
    [one] = estimates(folder, spec=SHOP.replace("ACTION", ", ".join(actions))).values()
    found: float = one["services"].get("DynamoDB", {"expected": 0})["expected"]
    return found


def test_a_scan_of_a_table_that_nobody_is_seen_to_fill_costs_what_a_query_does(tmp_path: Path) -> None:
    assert 0 < dynamodb(tmp_path, "dynamodb:Query") == dynamodb(tmp_path, "dynamodb:Scan")


def test_a_scan_of_a_table_that_functions_fill_costs_all_that_they_put_there(tmp_path: Path) -> None:
    scan, query = (dynamodb(tmp_path, f"dynamodb:{reads}", "dynamodb:PutItem") for reads in ("Scan", "Query"))
    assert scan > 1000 * query


@pytest.mark.parametrize(("written", "spelled"), [("query", "Query"), ("PUTITEM", "PutItem")])
def test_an_action_counts_however_it_is_written(tmp_path: Path, written: str, spelled: str) -> None:
    assert 0 < dynamodb(tmp_path, f"dynamodb:{written}") == dynamodb(tmp_path, f"dynamodb:{spelled}")


def test_a_scan_asks_for_capacity(tmp_path: Path) -> None:
    (tmp_path / "collectiq.yaml").write_text(SHOP.replace("ACTION", "dynamodb:scan"))
    assert "dynamodb.table_reads" in capacity("--format", "json", spec=tmp_path / "collectiq.yaml").stdout
