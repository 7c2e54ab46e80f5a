"""Two routes differ only in what they call a path parameter, so that API Gateway cannot tell them apart."""

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related
from generator.model import Model

_NAME = re.compile(r"\{[^{}+]*(\+?)\}")


def duplicate_route(model: Model) -> Iterator[Diagnostic]:
    """Yield each route that is the same as an earlier one but for the names of its path parameters."""
    for stack in model.stacks:
        first: dict[str, str] = {}
        for key in stack.routes:
            earlier = first.setdefault(_NAME.sub(r"{\1}", key), key)
            if earlier != key:
                message = f'API Gateway cannot tell "{key}" from "{earlier}"; keep one, or tell them apart by a fixed part of the path'
                related = (Related(("routes", earlier), "the other route"),)
                yield Diagnostic(("routes", key), message, "duplicate-route", related=related, at_key=True)
