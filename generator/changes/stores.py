"""What holds data: tables, buckets, queues, secrets and parameters. Another name in AWS is another, empty thing."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.changes.change import Change, Entry, Kind, Pair, added, gone, kept
from generator.model import Stack
from generator.references import TITLES
from generator.tokens import as_reference, has_tokens

_SAYS_NOTHING = frozenset({"description", "feature", "name", "owner", "tags"})


def account_changed(pair: Pair) -> Iterator[Change]:
    """Yield the environment that is in another account, where all that holds data is new."""
    was, now = pair.old.names.account, pair.new.names.account
    if was != now and not has_tokens(was + now) and pair.new.home:
        stores = [entry.thing.reference for old, new in _sections(pair) for _, entry in kept(old, new)]
        stores += ["the user pool"] * bool(pair.old.auth and pair.new.auth)
        listed = f", with nothing in {', '.join(stores)}" if stores else ""
        message = f"the environment is in account {now} now, and was in {was}: all of it is made anew there{listed}; what is in the old one is nobody's"
        yield Change(Kind.DATA, "account-changed", ("environments", pair.new.names.environment, "account"), message)


def data_store_removed(pair: Pair) -> Iterator[Change]:
    """Yield each thing that holds data and is not there any more."""
    for old, new in _sections(pair):
        renamed = {entry.thing.key for entry, _ in _renamed(old, new)}
        for entry in gone(old, new):
            if entry.thing.key not in renamed:
                message = f'{_title(entry)} "{entry.thing.key}" is deleted, with all that it holds'
                yield Change(Kind.DATA, "data-store-removed", entry.thing.path, message)


def data_store_renamed_without_renamed_from(pair: Pair) -> Iterator[Change]:
    """Yield each thing that holds data and seems to have another name, of which Terraform is not told."""
    for old, new in _sections(pair):
        for before, now in _renamed(old, new):
            message = (
                f'{_title(now)} "{before.thing.key}" seems to be called "{now.thing.key}" now; Terraform deletes the one and makes '
                f'the other, empty; write "renamed_from: {before.thing.key}" there, which keeps it'
            )
            yield Change(Kind.DATA, "data-store-renamed-without-renamed-from", now.thing.path, message)


def data_store_name_changed(pair: Pair) -> Iterator[Change]:
    """Yield each thing that holds data and has another name in AWS."""
    for old, new in _sections(pair):
        for before, now in kept(old, new):
            if _name(before, pair.old) != _name(now, pair.new):
                names = f"{as_reference(now.thing.name)} in AWS now, and was {as_reference(before.thing.name)}"
                message = f'{_title(now)} "{now.thing.key}" is called {names}: a new and empty one takes its place'
                yield Change(Kind.DATA, "data-store-name-changed", now.thing.path, message)


def queue_order_changed(pair: Pair) -> Iterator[Change]:
    """Yield each queue that keeps an order now and did not, or the other way round: SQS cannot change that."""
    for before, now in kept(pair.old.queues, pair.new.queues):
        if before.fifo != now.fifo:
            words = "keeps the order of messages now" if now.fifo else "keeps no order of messages any more"
            message = (
                f'queue "{now.thing.key}" {words}; SQS makes a new queue, and the messages in the old one are lost'
            )
            yield Change(Kind.DATA, "queue-order-changed", now.thing.path, message)


def queue_retention_shortened(pair: Pair) -> Iterator[Change]:
    """Yield each queue that keeps messages for a shorter time."""
    for before, now in kept(pair.old.queues, pair.new.queues):
        if now.retention_s < before.retention_s:
            message = f'queue "{now.thing.key}" keeps messages for {now.retention_s} s now, and kept them for {before.retention_s} s'
            shared = pair.shared(before.thing, now.thing, "retention")
            yield Change(Kind.DATA, "queue-retention-shortened", now.thing.path, message, shared=shared)


def _sections(pair: Pair) -> Iterator[tuple[Mapping[str, Entry], Mapping[str, Entry]]]:
    old, new = pair.old, pair.new
    yield old.tables, new.tables
    yield old.buckets, new.buckets
    yield old.queues, new.queues
    yield old.secrets, new.secrets
    yield old.parameters, new.parameters


def _renamed(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield what is gone with what is new and says the same, where there is only one such."""
    for before in gone(old, new):
        alike = [now for now in added(old, new) if _meaning(now) == _meaning(before)]
        rivals = [other for other in gone(old, new) if _meaning(other) == _meaning(before)]
        if len(alike) == 1 and len(rivals) == 1:
            yield before, alike[0]


def _meaning(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in entry.thing.entry.items() if name not in _SAYS_NOTHING}


def _name(entry: Entry, stack: Stack) -> str:
    """Return the name in AWS but for the account in it, which is another matter, or not known to the spec."""
    return entry.thing.name.replace(stack.names.account, "")


def _title(entry: Entry) -> str:
    return TITLES[entry.thing.section]
