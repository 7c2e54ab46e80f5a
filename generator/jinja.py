"""The one Jinja environment: compiles templates, and renders where something is wrong, to say what.

Imported only then; a template that was compiled before runs without Jinja (templates.py).
"""

from collections.abc import Mapping
from functools import wraps
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Undefined, pass_context
from jinja2.sandbox import SandboxedEnvironment

from generator.templates import Filter

_RUNTIME = "from jinja2.runtime import "


class Jinja:
    """Templates of a folder, with our filters. finalize: what every printed value passes through."""

    def __init__(self, folder: Path, filters: Mapping[str, Filter], finalize: Any) -> None:
        self._environment = environment = SandboxedEnvironment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            finalize=lambda value: finalize(_defined(value)),
            autoescape=False,  # HTML is not among the languages that are written
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
        )
        environment.globals.clear()
        environment.filters.clear()
        environment.filters.update({name: _of_jinja(function) for name, function in filters.items()})

    def render(self, template: str, view: Mapping[str, object]) -> str:
        """Return what a template makes of a view; raises Jinja's own errors."""
        return self._environment.get_template(template).render(view)

    def compiled(self, template: str) -> CodeType:
        """Return the code of a template, for a namespace that holds what Jinja would import into it."""
        environment = self._environment
        assert environment.loader
        text, path, _ = environment.loader.get_source(environment, template)
        source = environment.compile(text, template, path, raw=True)
        imports, _, rest = source.partition("\n")
        if not imports.startswith(_RUNTIME):
            raise ValueError(f"this version of Jinja compiles {template} to what is not known here")
        return compile(f"\n{rest}", path or template, "exec")


def _of_jinja(function: Filter) -> Any:
    @pass_context
    @wraps(function)
    def checked(context: Any, value: object, *words: str) -> object:
        return function(context, _defined(value), *words)

    return checked


def _defined(value: object) -> object:
    """Return the value; raise Jinja's own message when the view does not hold it."""
    if isinstance(value, Undefined):
        str(value)
    return value
