"""A JSONata expression is none: AWS refuses the definition, and nothing before it looks."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model
from generator.workflows.tasks import walk
from generator.workflows.texts import is_jsonata

_NESTED = frozenset({"Branches", "ItemProcessor", "Iterator"})


def jsonata_syntax(model: Model) -> Iterator[Diagnostic]:
    """Yield each `{% ... %}` of a workflow's states that cannot be read, with what is wrong in it."""
    for stack in model.stacks:
        for key, workflow in stack.workflows.items():
            for name, state in walk(workflow.definition):
                own = {field: value for field, value in state.items() if field not in _NESTED}
                for expression, wrong in ((one, _wrong(one)) for one in _expressions(own)):
                    if wrong:
                        place = workflow.places.get(name, ("workflows", key))
                        message = (
                            f'"{expression}" is no JSONata: {wrong}; correct it, and begin with {{% and end with %}}'
                        )
                        yield Diagnostic(
                            origin(model.spec, stack.names.environment, place), message, "jsonata-syntax", at_key=True
                        )


def _expressions(value: Any) -> Iterator[str]:
    match value:
        case str() if is_jsonata(value):
            yield value
        case Mapping():
            for entry in value.values():
                yield from _expressions(entry)
        case list():
            for entry in value:
                yield from _expressions(entry)


@cache
def _wrong(text: str) -> str:
    """Return what is wrong with an expression in its marks, an empty text where nothing is."""
    from jsonata import JException, Jsonata

    if not text.rstrip().endswith("%}"):
        return "its end %} is missing"
    try:
        Jsonata(text.rstrip()[2:-2])
    except JException as error:
        return str(error)
    except RecursionError:
        return "it nests too deeply"
    except (
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ):  # the parser trips over characters that it has no use for
        return "a character in it means nothing there"
    return ""
