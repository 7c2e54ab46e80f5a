"""Tables: what DynamoDB cannot change without a new table, and how well their data is kept."""

from collections.abc import Iterator

from generator.changes.change import Change, Kind, Pair, counted, kept
from generator.kinds.table import Index, Table


def table_key_changed(pair: Pair) -> Iterator[Change]:
    """Yield each table with another key, which DynamoDB makes anew."""
    for old, new in kept(pair.old.tables, pair.new.tables):
        if _key(old) != _key(new):
            message = f'the key of table "{new.thing.key}" is {_listed(new)} now, and was {_listed(old)}; DynamoDB makes a new and empty table'
            yield Change(Kind.DATA, "table-key-changed", (*new.thing.path, "key"), message)


def index_removed(pair: Pair) -> Iterator[Change]:
    """Yield each index that queries cannot use any more."""
    for old, new in kept(pair.old.tables, pair.new.tables):
        for name in sorted(old.indexes.keys() - new.indexes.keys()):
            message = f'index "{name}" of table "{new.thing.key}" is gone; queries of it fail while functions of before still run'
            yield Change(Kind.DATA, "index-removed", (*new.thing.path, "indexes", name), message)


def index_key_changed(pair: Pair) -> Iterator[Change]:
    """Yield each index with another key or fewer attributes, which DynamoDB builds anew."""
    for old, new in kept(pair.old.tables, pair.new.tables):
        for name, index in new.indexes.items():
            before = old.indexes.get(name)
            if before and _built(before, old) != _built(index, new):
                message = (
                    f'index "{name}" of table "{new.thing.key}" has another key or other attributes; DynamoDB deletes it and builds it '
                    "anew, and queries of it fail until then"
                )
                yield Change(Kind.DATA, "index-key-changed", (*new.thing.path, "indexes", name), message)


def table_recovery_shortened(pair: Pair) -> Iterator[Change]:
    """Yield each table that can be restored to fewer days of its past."""
    for old, new in kept(pair.old.tables, pair.new.tables):
        before, now = old.recovery_days or 0, new.recovery_days or 0
        if now < before:
            words = f"of the last {counted(now, 'day')}" if now else "of no time at all"
            message = f'table "{new.thing.key}" can be restored to a moment {words} now, and could of the last {counted(before, "day")}'
            shared = pair.shared(old.thing, new.thing, "recovery_days")
            yield Change(Kind.DATA, "table-recovery-shortened", new.thing.path, message, shared=shared)


def table_expiry_changed(pair: Pair) -> Iterator[Change]:
    """Yield each table whose items expire by another attribute, or by one where they did not expire before."""
    for old, new in kept(pair.old.tables, pair.new.tables):
        if new.ttl and new.ttl != old.ttl:
            message = f'items of table "{new.thing.key}" are deleted when the time in "{new.ttl}" has come; those that hold an earlier one go within days'
            yield Change(Kind.DATA, "table-expiry-changed", (*new.thing.path, "ttl"), message)


def table_protection_removed(pair: Pair) -> Iterator[Change]:
    """Yield each table that may be deleted now."""
    for old, new in kept(pair.old.tables, pair.new.tables):
        if old.deletion_protection and not new.deletion_protection:
            message = f'table "{new.thing.key}" may be deleted now, by Terraform too'
            environment = ("environments", pair.new.names.environment, "protect_data")
            shared = pair.shared(old.thing, new.thing, "retain") or pair.shared(
                old.thing, new.thing, "deletion_protection", environment
            )
            yield Change(Kind.DATA, "table-protection-removed", new.thing.path, message, shared=shared)


def table_replica_removed(pair: Pair) -> Iterator[Change]:
    """Yield each region in which a table's data is deleted."""
    for old, new in kept(pair.old.tables, pair.new.tables):
        for region in (one for one in old.replicas if one not in new.replicas):
            message = f'the copy of table "{new.thing.key}" in {region} is deleted'
            yield Change(Kind.DATA, "table-replica-removed", new.thing.path, message)


def _key(table: Table) -> tuple[tuple[str, str], ...]:
    return tuple((name, table.attributes.get(name, "string")) for name in (table.partition, table.sort) if name)


def _listed(table: Table) -> str:
    return " and ".join(f"{name} ({kind})" for name, kind in _key(table))


def _built(index: Index, table: Table) -> tuple[object, ...]:
    names = (index.partition, index.sort)
    kinds = tuple(table.attributes.get(name or "") for name in names)
    return (names, kinds, index.local, index.projection, frozenset(index.projected))
