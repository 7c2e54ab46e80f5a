"""The grant that a spec lacks where a call was refused."""

from generator.iam import resource_arns
from generator.iam_patterns import resource_like
from generator.local.aws_needs import Need
from generator.local.values import Values
from generator.model import Stack


def grant(need: Need, stack: Stack, values: Values) -> str:
    """Return the line of the spec that would allow it: on the thing itself where it is the spec's own, else on its ARN."""
    return f"{{allow: [{need.action}], resource: {_resource(need, stack, values)}}}"


def _resource(need: Need, stack: Stack, values: Values) -> str:
    for thing in filter(lambda one: one.arn, stack.things.values()):
        arns = resource_arns(thing, (need.action,), "")
        if any(resource_like(values.text(arn), need.resource, {}) for arn in arns):
            return thing.reference
    for table in stack.tables.values():
        for key, index in table.indexes.items():
            if need.resource == f"{table.thing.arn}/index/{index.name}":
                return f"{table.thing.reference}.indexes.{key}"
    return repr(need.resource)
