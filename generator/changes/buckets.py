"""Buckets: how well what lies in them is kept."""

from collections.abc import Iterator

from generator.changes.change import Change, Kind, Pair, counted, kept
from generator.kinds.bucket import Bucket, Lifecycle


def bucket_versioning_removed(pair: Pair) -> Iterator[Change]:
    """Yield each bucket that keeps no old versions any more."""
    for old, new in kept(pair.old.buckets, pair.new.buckets):
        if old.versioning and not new.versioning:
            message = f'bucket "{new.thing.key}" keeps no old versions any more: what is overwritten or deleted is lost'
            shared = pair.shared(old.thing, new.thing, "versioning")
            yield Change(Kind.DATA, "bucket-versioning-removed", new.thing.path, message, shared=shared)


def bucket_expiry_shortened(pair: Pair) -> Iterator[Change]:
    """Yield the rules by which objects, or old versions of them, are deleted sooner than before."""
    for old, new in kept(pair.old.buckets, pair.new.buckets):
        for what, before, now in _expiries(old, new):
            if now is not None and (before is None or now < before):
                was = f"after {counted(before, 'day')}" if before is not None else "never"
                message = (
                    f'{what} of bucket "{new.thing.key}" are deleted after {counted(now, "day")} now, and were {was}'
                )
                yield Change(Kind.DATA, "bucket-expiry-shortened", new.thing.path, message)


def bucket_lock_weakened(pair: Pair) -> Iterator[Change]:
    """Yield each bucket whose versions are kept from deletion for a shorter time, or by a weaker rule."""
    for old, new in kept(pair.old.buckets, pair.new.buckets):
        before, now = old.object_lock, new.object_lock
        if before and (not now or now.days < before.days or (before.mode, now.mode) == ("compliance", "governance")):
            words = f"for {counted(now.days, 'day')} in {now.mode} mode" if now else "at no time"
            message = f'versions in bucket "{new.thing.key}" are kept from deletion {words} now, and were for {counted(before.days, "day")} in {before.mode} mode'
            yield Change(Kind.DATA, "bucket-lock-weakened", new.thing.path, message)


def bucket_protection_removed(pair: Pair) -> Iterator[Change]:
    """Yield each bucket that may be deleted with what it holds now."""
    for old, new in kept(pair.old.buckets, pair.new.buckets):
        if old.protected and not new.protected:
            message = f'bucket "{new.thing.key}" may be deleted with all that it holds now, by Terraform too'
            environment = ("environments", pair.new.names.environment, "protect_data")
            shared = pair.shared(old.thing, new.thing, "retain", environment)
            yield Change(Kind.DATA, "bucket-protection-removed", new.thing.path, message, shared=shared)


def _expiries(old: Bucket, new: Bucket) -> Iterator[tuple[str, int | None, int | None]]:
    """Yield what each rule deletes, after how many days before, and now; a rule is told by what it is for."""
    before = {_scope(rule): rule for rule in old.lifecycle}
    for rule in new.lifecycle:
        same = before.get(_scope(rule))
        where = f' under "{rule.path}"' if rule.path else ""
        yield f"objects{where}", same.expire_days if same else None, rule.expire_days
        yield f"old versions{where}", same.old_versions_expire_days if same else None, rule.old_versions_expire_days


def _scope(rule: Lifecycle) -> tuple[object, ...]:
    return (rule.path, tuple(sorted(rule.tagged.items())), rule.larger_than, rule.smaller_than)
