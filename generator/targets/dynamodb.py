"""Tables. A home root owns them with all their replicas; a further region's root only looks their streams up.

Autoscaling stands in a module and a root file of its own, so that it can be left out where an engine lacks it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.hcl import Raw
from generator.kinds.table import Index, Table, Throughput
from generator.model import Model, Stack
from generator.names import token
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.mentions import mentions
from generator.targets.parts import comment, present, tags

_TYPES = {"string": "S", "number": "N", "binary": "B"}
_CLASSES = {"standard": "STANDARD", "infrequent_access": "STANDARD_INFREQUENT_ACCESS"}
_PROJECTIONS = {"all": "ALL", "keys_only": "KEYS_ONLY", "include": "INCLUDE"}


def files(model: Model) -> Iterator[File]:
    """Yield the module of all tables and its call in each home root, and the same for their autoscaling."""
    tables = [table for stack in model.stacks if stack.home for table in stack.tables.values()]
    if not tables:
        return
    name = module_name(model.stacks[0])
    streams = any(_streams(stack) for stack in model.stacks if stack.home)
    uses = _uses(tables) | {"streams": streams, "stream": streams or any(table.stream for table in tables)}
    yield from module(model, name, {"uses": uses}, template="dynamodb")
    for stack in model.stacks:
        if stack.home and stack.tables:
            yield root_file(stack, name, _root(stack, name, uses), template="dynamodb")
        elif followed := _streams(stack):
            names = {key: table.name for key, table in stack.tables.items() if key in followed}
            yield root_file(stack, name, {"tables": names}, template="dynamodb_streams")
    if uses["autoscaling"]:
        yield from _autoscaling(model, name)


def module_name(stack: Stack) -> str:
    """Return the name of the tables' module."""
    return stack.terraform.modules.get("tables", f"dynamodb_{stack.names.system.replace('-', '_')}")


def _uses(tables: list[Table]) -> dict[str, Any]:
    """Return which parts of the module some table needs."""
    indexes = [index for table in tables for index in table.indexes.values()]
    return {
        "sort": any(table.sort for table in tables),
        "provisioned": any(table.billing == "provisioned" for table in tables),
        "maximum": any(table.billing == "on_demand" and table.throughput for table in tables),
        "autoscaling": any(table.autoscaling for table in tables),
        "indexes": any(not index.local for index in indexes),
        "index_sort": any(index.sort for index in indexes if not index.local),
        "index_projected": any(index.projected for index in indexes if not index.local),
        "index_maximum": any(
            index.throughput for table in tables for index in table.indexes.values() if table.billing == "on_demand"
        ),
        "local_indexes": any(index.local for index in indexes),
        "local_projected": any(index.projected for index in indexes if index.local),
        "recovery": "all" if all(table.recovery_days for table in tables) else "some",
        "recovery_days": any(table.recovery_days not in {None, 35} for table in tables),
        "ttl": any(table.ttl for table in tables),
        "customer_key": any(table.encryption == "customer" for table in tables),
        "aws_owned_key": any(table.encryption == "aws_owned" for table in tables),
        "table_class": any(table.table_class != "standard" for table in tables),
        "replicas": any(table.replicas for table in tables),
        "replica_keys": any(table.replicas and table.encryption == "customer" for table in tables),
    }


def _streams(stack: Stack) -> frozenset[str]:
    """Return the tables whose stream somebody follows."""
    followed = {
        trigger.source.key
        for function in stack.functions.values()
        for trigger in function.triggers
        if trigger.kind == "stream"
    }
    named = mentions(stack.tree)
    return frozenset(key for key in stack.tables if key in followed or f"tables.{key}.stream_arn" in named)


def _root(stack: Stack, name: str, uses: Mapping[str, Any]) -> dict[str, Any]:
    streams = _streams(stack)
    tables = {
        key: comment(table.description, _table(table, uses, followed=key in streams))
        for key, table in stack.tables.items()
    }
    stream_arns = Raw(f"module.{name}.stream_arns") if streams else None
    return {"module": name, "source": f"../../modules/{name}", "tables": tables, "stream_arns": stream_arns}


def _table(table: Table, uses: Mapping[str, Any], *, followed: bool) -> dict[str, Any]:
    stream = table.stream or ("new_and_old_images" if followed else None)
    provisioned = table.billing == "provisioned"
    customer = table.encryption == "customer"
    return present(
        name=table.name,
        hash_key=table.partition,
        range_key=table.sort,
        attributes={name: _TYPES[kind] for name, kind in table.attributes.items()},
        billing_mode=("PROVISIONED" if provisioned else "PAY_PER_REQUEST") if uses["provisioned"] else None,
        capacity=_units(table.throughput) if provisioned else None,
        maximum_throughput=None if provisioned else _units(table.throughput),
        indexes=_indexes(table, local=False),
        local_indexes=_indexes(table, local=True),
        point_in_time_recovery=table.recovery_days is not None if uses["recovery"] == "some" else None,
        recovery_days=table.recovery_days if uses["recovery_days"] else None,
        ttl_attribute=table.ttl,
        stream_view_type=stream.upper() if stream else None,
        encryption_in_account=table.encryption != "aws_owned" if uses["aws_owned_key"] else None,
        kms_key_arn=token("keys.data") if customer else None,
        table_class=_CLASSES[table.table_class] if uses["table_class"] else None,
        deletion_protection=table.deletion_protection,
        replicas=_replicas(table, uses),
        tags=tags("dynamodb", table),
    )


def _indexes(table: Table, *, local: bool) -> dict[str, Any]:
    return {
        name: comment(index.description, _index(index, table))
        for name, index in table.indexes.items()
        if index.local is local
    }


def _index(index: Index, table: Table) -> dict[str, Any]:
    provisioned = table.billing == "provisioned"
    return present(
        hash_key=None if index.local else index.partition,
        range_key=index.sort,
        projection_type=_PROJECTIONS[index.projection],
        non_key_attributes=list(index.projected),
        capacity=_units(index.throughput) if provisioned else None,
        maximum_throughput=None if provisioned else _units(index.throughput),
    )


def _replicas(table: Table, uses: Mapping[str, Any]) -> object:
    if not uses["replica_keys"]:
        return list(table.replicas)
    customer = table.encryption == "customer"
    return {region: token(f"replica_keys.{region}.data") if customer else None for region in table.replicas}


def _units(throughput: Throughput | None) -> dict[str, int] | None:
    return None if throughput is None else {"read": throughput.read, "write": throughput.write}


def _autoscaling(model: Model, tables_module: str) -> Iterator[File]:
    name = "dynamodb_autoscaling"
    yield from module(model, name, {})
    for stack in model.stacks:
        targets = {
            f"{key}_{side}": {
                "table": table.name,
                "side": side.capitalize(),
                "minimum": scaling.minimum,
                "maximum": scaling.maximum,
                "target_percent": scaling.target_percent,
                "tags": tags("dynamodb", table),
            }
            for key, table in stack.tables.items()
            for side, scaling in table.autoscaling.items()
        }
        if stack.home and targets:
            view = {"source": f"../../modules/{name}", "targets": targets, "tables_module": Raw(tables_module)}
            yield root_file(stack, name, view)
