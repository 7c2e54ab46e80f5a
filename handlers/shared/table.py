"""The table, in plain Python values: numbers are `Decimal` going out and `int` or `Decimal` going in, never `float`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from handlers.shared.items import Item, Key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_SERIALIZER = TypeSerializer()
_DESERIALIZER = TypeDeserializer()


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a query's items; `more` when others follow."""

    items: tuple[Item, ...]
    more: Key | None


@dataclass(frozen=True, slots=True)
class Table:
    """One DynamoDB table."""

    client: "DynamoDBClient"
    name: str

    def get(self, key: Key) -> Item | None:
        """Return an item as it is now, or None."""
        answer = self.client.get_item(TableName=self.name, Key=marshalled(key), ConsistentRead=True)
        return unmarshalled(answer["Item"]) if "Item" in answer else None

    def put_unless_there(self, item: Mapping[str, Any], *, unless: str, values: Mapping[str, Any]) -> Item | None:
        """Write an item unless one is there for which `unless` holds; return that one, or None when it wrote.

        unless: a condition on the item that is there, such as `expiresAt > :now`; `attribute_exists(PK)` holds for any.
        """
        optional: Any = {"ExpressionAttributeValues": marshalled(values)} if values else {}
        try:
            self.client.put_item(
                TableName=self.name,
                Item=marshalled(item),
                ConditionExpression=f"attribute_not_exists(PK) OR NOT ({unless})",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **optional,
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            return unmarshalled(refused.response["Item"])  # type: ignore[typeddict-item]
        return None

    def delete(self, key: Key) -> None:
        """Delete an item, if it is there."""
        self.client.delete_item(TableName=self.name, Key=marshalled(key))

    def query(self, condition: str, values: Mapping[str, Any], **options: Any) -> Page:
        """Return one page; `condition` is on the keys, `options` are the API's own."""
        answer = self.client.query(
            TableName=self.name,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=marshalled(values),
            **options,
        )
        last = answer.get("LastEvaluatedKey")
        return Page(tuple(map(unmarshalled, answer["Items"])), unmarshalled(last) if last else None)

    def query_all(self, condition: str, values: Mapping[str, Any], **options: Any) -> Iterator[Item]:
        """Yield the items of all pages."""
        page = self.query(condition, values, **options)
        yield from page.items
        while page.more:
            page = self.query(condition, values, **options, ExclusiveStartKey=marshalled(page.more))
            yield from page.items


def marshalled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values in the API's form: `{"S": "text"}`."""
    return {name: _SERIALIZER.serialize(value) for name, value in values.items()}


def unmarshalled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of the API's form as plain ones."""
    return {name: _DESERIALIZER.deserialize(value) for name, value in values.items()}
