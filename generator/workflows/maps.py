"""What the role of a machine needs for a distributed map: its child executions, the items it reads, the results it writes."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.kinds.grant import Statement
from generator.workflows.actions import integration
from generator.workflows.resources import bucket_arns, literal
from generator.workflows.run_time import Asker
from generator.workflows.tasks import arguments
from generator.workflows.waiting import executions

WRITER_ACTIONS = ("s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject")


def map_needs(state: Mapping[str, Any], machine: str, asker: Asker) -> Iterator[Statement]:
    """Yield what a map needs; one inside the execution needs nothing.

    machine: the ARN of the machine itself, of which the children are executions too.
    """
    config = state.get("ItemProcessor", {}).get("ProcessorConfig", {})
    if config.get("Mode") != "DISTRIBUTED":
        return
    yield Statement(("states:StartExecution",), (machine,))
    # Children are called machine/label:id, the machine's own executions machine:id.
    children = executions(f"{machine}/*")
    watching = ("states:DescribeExecution", "states:StopExecution")
    yield Statement(watching, (executions(machine), children))
    if config.get("ExecutionType", "STANDARD") == "STANDARD":
        yield Statement(("states:RedriveExecution",), (children,))
    yield from _reader(state.get("ItemReader") or {}, asker)
    yield from _writer(state.get("ResultWriter") or {}, asker)


def _reader(reader: Mapping[str, Any], asker: Asker) -> Iterator[Statement]:
    found = integration(str(reader.get("Resource", "")))
    if not found:
        return
    given, config = arguments(reader), reader.get("ReaderConfig") or {}
    # A manifest names further objects of the bucket, and so does a listing whose objects are read.
    whole = config.get("InputType") == "MANIFEST" or config.get("Transformation") == "LOAD_AND_FLATTEN"
    actions = tuple(dict.fromkeys((*found.actions, "s3:GetObject"))) if whole else found.actions
    bucket = literal(given, "Bucket")
    if bucket is None:
        asker.ask(actions)
        return
    objects = "*" if whole else literal(given, "Key") or "*"
    for action in actions:
        yield Statement((action,), bucket_arns((action,), bucket, objects))


def _writer(writer: Mapping[str, Any], asker: Asker) -> Iterator[Statement]:
    if "Resource" not in writer:
        return
    given = arguments(writer)
    bucket, prefix = literal(given, "Bucket"), literal(given, "Prefix")
    if bucket is None:
        asker.ask(WRITER_ACTIONS)
        return
    yield Statement(WRITER_ACTIONS, bucket_arns(WRITER_ACTIONS, bucket, f"{prefix.strip('/')}/*" if prefix else "*"))
