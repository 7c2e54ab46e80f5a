"""Saved Logs Insights queries, in a root file of their own: a local engine may lack them."""

from collections.abc import Iterator

from generator.model import Model
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment


def files(model: Model) -> Iterator[File]:
    """Yield the module of all saved queries and its call in each root."""
    if not any(stack.queries for stack in model.stacks):
        return
    yield from module(model, "log_queries", {})
    for stack in model.stacks:
        queries = {
            key: comment(
                query.description,
                {"name": query.name, "log_group_names": list(query.log_groups), "query": query.text},
            )
            for key, query in stack.queries.items()
        }
        if queries:
            yield root_file(stack, "log_queries", {"queries": queries})
