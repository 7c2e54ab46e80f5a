"""Writes to the table that no HTTP function makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.shared.items import Key
from handlers.shared.table import Table, marshalled


@dataclass(frozen=True, slots=True)
class Update:
    """A change of one item. expression, condition: the API's own, with names as they are; `values` by `:name`."""

    key: Key
    expression: str
    condition: str
    values: Mapping[str, Any]
    names: Mapping[str, str]

    def request(self, table: Table) -> Any:
        """Return the change in the API's form."""
        names: Any = {"ExpressionAttributeNames": dict(self.names)} if self.names else {}
        return {
            "TableName": table.name,
            "Key": marshalled(self.key),
            "UpdateExpression": self.expression,
            "ConditionExpression": self.condition,
            "ExpressionAttributeValues": marshalled(self.values),
            **names,
        }


def put(table: Table, item: Mapping[str, Any]) -> None:
    """Write an item, whatever is there."""
    table.client.put_item(TableName=table.name, Item=marshalled(item))


def update(table: Table, change: Update) -> bool:
    """Change an item and return True, or False where the condition does not hold."""
    try:
        table.client.update_item(**change.request(table))
    except table.client.exceptions.ConditionalCheckFailedException:
        return False
    return True


def release_lock(table: Table, key: Key, *, request_id: str, now: int) -> None:
    """Let the next run of a card start, if this run is the one that holds its lock."""
    values = {":requestId": request_id, ":now": now}
    update(table, Update(key, "SET expiresAt = :now", "requestId = :requestId", values, {}))
