"""What is kept: tables, buckets, secrets, customer keys."""

from collections.abc import Iterator, Mapping
from math import ceil

from generator.cost.assumptions import HOURS_PER_MONTH
from generator.cost.flow import WRITES
from generator.cost.prices import Usage
from generator.cost.usage.month import GB, Month
from generator.kinds.bucket import Bucket
from generator.kinds.table import Table

_WRITE_UNIT_BYTES = 1024
_READ_UNIT_BYTES = 4096
# An eventually consistent read, the default, takes half a unit (DynamoDB developer guide).
_EVENTUAL = 0.5
_ONE = frozenset({"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:TransactGetItems"})
# Bytes that DynamoDB adds to each item (DynamoDB developer guide).
_ITEM_OVERHEAD = 100
# Days without an access after which Intelligent-Tiering moves an object on (S3 user guide).
_INFREQUENT_DAYS, _INSTANT_DAYS = 30, 90
_ARCHIVE_DAYS = 180
_DAYS_PER_MONTH = 30


def usages(month: Month) -> Iterator[Usage]:
    """Yield what tables, buckets, secrets and keys use."""
    for table in month.stack.tables.values():
        yield from _table(table, month)
    for bucket in month.stack.buckets.values():
        yield from _bucket(bucket, month)
    for secret in month.stack.secrets.values():
        yield Usage("secrets.stored", 1 + len(secret.replicas), secret.feature, secret.thing.reference)
        yield Usage("secrets.calls", _fetches(secret.thing.arn, month), secret.feature, secret.thing.reference)
    yield Usage("kms.keys", sum(_keys(month).values()), month.system, "keys")


def _table(table: Table, month: Month) -> Iterator[Usage]:
    copies = 1 + len(table.replicas)
    every = [index for index in table.indexes.values() if index.projection == "all"]
    stored_gb = _items(table, month) * (month.assumed.item_bytes + _ITEM_OVERHEAD) * (1 + len(every)) / GB
    kind = "" if table.table_class == "standard" else "ia_"
    used = {f"dynamodb.{kind}storage": stored_gb * copies}
    if table.recovery_days is not None:
        used["dynamodb.recovery"] = stored_gb
    if table.throughput and table.billing == "provisioned":
        # Autoscaling is counted at its minimum: the peaks are what it is for.
        capacities = [table.throughput, *(index.throughput for index in table.indexes.values() if index.throughput)]
        used["dynamodb.write_capacity"] = sum(one.write for one in capacities) * HOURS_PER_MONTH * copies
        used["dynamodb.read_capacity"] = sum(one.read for one in capacities) * HOURS_PER_MONTH * copies
    else:
        used[f"dynamodb.{kind}writes"] = written(table, month, WRITES) * _write_units(table, month) * copies
        used[f"dynamodb.{kind}reads"] = read_units(table, month, stored_gb)
    yield from (Usage(price, quantity, table.feature, table.thing.reference) for price, quantity in used.items())


def _write_units(table: Table, month: Month) -> float:
    """Return the units of one write: each index is written too."""
    return ceil(month.assumed.item_bytes / _WRITE_UNIT_BYTES) * (1 + len(table.indexes))


def _items(table: Table, month: Month) -> float:
    """Return how many items a table holds; those with a time to live are counted as if they stayed."""
    added = {action: number for action, number in WRITES.items() if "Put" in action or "BatchWrite" in action}
    return written(table, month, added) * month.assumed.months_kept


def written(table: Table, month: Month, writes: Mapping[str, float]) -> float:
    """Return how often a table is written to. writes: how many writes one call of an action is."""
    return sum(calls * writes.get(action, 0) for calls, action, _ in _granted(table, month))


def _granted(table: Table, month: Month) -> Iterator[tuple[float, str, bool]]:
    """Yield each action on a table that a function may take: its calls, the action, and whether it is on an index."""
    for function in month.stack.functions.values():
        for grant in function.grants:
            own = [
                arn for arn in grant.resources if arn == table.thing.arn or arn.startswith(f"{table.thing.arn}/index/")
            ]
            if own:
                calls = month.flow.of("functions", function.key)
                yield from ((calls, action, own[0] != table.thing.arn) for action in grant.actions)


def read_units(table: Table, month: Month, stored_gb: float) -> float:
    """Return the units that reading takes. stored_gb: the table with its indexes, for what reads all of it."""
    size = month.assumed.item_bytes
    query = ceil(month.assumed.items_per_query * size / _READ_UNIT_BYTES)
    # What fills a table is not always counted, such as an import; a page of it is read all the same.
    scan = max(query, stored_gb * GB / (1 + len(table.indexes)) / _READ_UNIT_BYTES)
    units = dict.fromkeys(_ONE, ceil(size / _READ_UNIT_BYTES)) | {"dynamodb:Query": query, "dynamodb:Scan": scan}
    return sum(calls * units.get(action, 0) * _EVENTUAL for calls, action, _ in _granted(table, month))


def _bucket(bucket: Bucket, month: Month) -> Iterator[Usage]:
    uploads = [upload for upload in month.traffic.uploads if upload.bucket.key == bucket.key]
    objects = month.flow.of("buckets", bucket.key)
    size = uploads[0].bytes if uploads else 0
    used = _stored(bucket, month, objects, size)
    used["s3.writes"] = objects + _requests(bucket, month, "s3:ListBucket", "s3:PutObject", uploads=bool(uploads))
    used["s3.reads"] = _requests(bucket, month, "s3:GetObject")
    if bucket.events:
        used["events.of_buckets"] = objects
    yield from (Usage(price, quantity, bucket.feature, bucket.thing.reference) for price, quantity in used.items())


def _requests(bucket: Bucket, month: Month, *actions: str, uploads: bool = False) -> float:
    """Return the requests of functions. uploads: users put the objects themselves, a function only signs."""
    wanted = set(actions) - ({"s3:PutObject"} if uploads else set())
    return sum(
        month.flow.of("functions", function.key) * len(wanted & set(grant.actions))
        for function in month.stack.functions.values()
        for grant in function.grants
        if any(arn.startswith(bucket.thing.arn) for arn in grant.resources)
    )


def _stored(bucket: Bucket, month: Month, objects: float, size: int) -> dict[str, float]:
    """Return storage by class, of the objects of each month that are still there, and what moving them costs."""
    expire = min((rule.expire_days for rule in bucket.lifecycle if rule.expire_days), default=None)
    kept = month.assumed.months_kept
    used: dict[str, float] = {}
    for age in range(ceil(kept)):
        days = age * _DAYS_PER_MONTH
        if expire is not None and days >= expire:
            break
        part = min(1.0, kept - age)
        for name, share in _classes(bucket, month, days).items():
            used[f"s3.{name}"] = used.get(f"s3.{name}", 0) + part * objects * size * share / GB
            if name.startswith("tiering"):
                used["s3.tiering_monitoring"] = used.get("s3.tiering_monitoring", 0) + part * objects * share
    moves = {storage for rule in bucket.lifecycle for storage in rule.transitions}
    used["s3.transitions"] = objects * len(moves - {"deep_archive"})
    used["s3.archivings"] = objects * (("deep_archive" in moves) or month.archive)
    return used


def _classes(bucket: Bucket, month: Month, days: int) -> dict[str, float]:
    """Return the storage classes of objects of an age, with the share in each."""
    moves = {storage: after for rule in bucket.lifecycle for storage, after in rule.transitions.items()}
    if month.archive and days >= _ARCHIVE_DAYS:
        return {"deep_archive": 1}
    now = max(
        (storage for storage, after in moves.items() if days >= after), key=lambda one: moves[one], default="standard"
    )
    if now != "intelligent_tiering":
        return {now: 1}
    untouched = month.assumed.untouched
    if days < moves[now] + _INFREQUENT_DAYS:
        return {"tiering_frequent": 1}
    colder = "tiering_infrequent" if days < moves[now] + _INSTANT_DAYS else "tiering_instant"
    return {"tiering_frequent": 1 - untouched, colder: untouched}


def _fetches(secret: str, month: Month) -> float:
    """Return how often a secret is read: once by each function that starts cold."""
    readers = [
        function
        for function in month.stack.functions.values()
        if any(
            "secretsmanager:GetSecretValue" in grant.actions and any(arn.startswith(secret) for arn in grant.resources)
            for grant in function.grants
        )
    ]
    return sum(month.flow.of("functions", one.key) * month.assumed.cold_starts for one in readers)


def _keys(month: Month) -> dict[str, bool]:
    """Return which customer keys a stack has: for logs, notifications, the audit trail, and data."""
    stack = month.stack
    encryption = {
        *(table.encryption for table in stack.tables.values()),
        *(bucket.encryption for bucket in stack.buckets.values()),
        *(secret.encryption for secret in stack.secrets.values()),
    }
    passing = [topic.customer_key for topic in stack.topics.values()]
    passing += [queue.customer_key for queue in stack.queues.values()]
    return {
        "logs": bool(stack.functions or stack.workflows or stack.api),
        "notifications": bool(stack.notifications),
        "trail": bool(stack.home and stack.environment.audit_trail),
        "data": "customer" in encryption or any(passing),
    }
