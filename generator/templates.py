"""Runs compiled templates without Jinja, whose import takes longer than all templates of a small system.

What compiled code would import from `jinja2.runtime` stands here, as far as our templates use it. Where anything else
is needed, a value is not in the view, or a filter refuses one, the file is rendered by Jinja, which says what is wrong.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.code_cache import CodeCache, place
from generator.facts import Fact

if TYPE_CHECKING:
    from generator.jinja import Jinja

# Takes the context, the value that is printed, and the filter's own arguments.
Filter = Callable[..., object]
Root = Callable[["Context"], Iterator[str]]

_METHODS_OF_MAPPINGS = frozenset(name for name in dir(dict) if not name.startswith("_"))
_READING = frozenset({"items", "keys", "values"})


class BeyondError(Exception):
    """A template needs what only Jinja has."""


def _beyond(*_: object, **__: object) -> Any:
    raise BeyondError


_MISSING = object()


class Context:
    """What a template can say."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> object:
        return self._values[name]

    def get(self, name: str) -> object:
        """Return a value, None where there is none."""
        return self._values.get(name)

    def resolve_or_missing(self, name: str) -> object:
        """Return a value, or what stands for none."""
        return self._values.get(name, _MISSING)

    def get_all(self) -> Mapping[str, object]:
        """Return everything."""
        return self._values


class Loop:
    """What `loop` is in a template: the place among the items of a `for`. index: from 1."""

    def __init__(self, items: Iterable[object], _: object) -> None:
        self._items = list(items)
        self.index = 0

    def __iter__(self) -> Iterator[tuple[object, "Loop"]]:
        for item in self._items:
            self.index += 1
            yield item, self

    @property
    def first(self) -> bool:
        return self.index == 1

    @property
    def last(self) -> bool:
        return self.index == len(self._items)


class Template(Fact):
    """A template as one that includes it sees it."""

    root_render_func: Root

    @staticmethod
    def new_context(values: Mapping[str, object], _shared: bool, own: Mapping[str, object]) -> Context:  # noqa: FBT001 - as compiled code calls it
        """Return what the template can say: what the other one can, and the variables of its loops."""
        return Context({**values, **{name: value for name, value in own.items() if value is not _MISSING}})


class Templates:
    """Templates of a folder. finalize: what every printed value passes through. is_kept: what is compiled is kept."""

    # What compiled code asks its environment for.
    undefined = staticmethod(_beyond)
    concat = "".join
    tests: Mapping[str, Callable[[object], bool]] = {"none": lambda value: value is None}

    def __init__(self, folder: Path, filters: Mapping[str, Filter], finalize: Filter, *, is_kept: bool) -> None:
        self._folder = folder
        self._cache = CodeCache(place("templates_kept") if is_kept else None, str(folder), _compilers())
        self.filters = filters
        self.finalize = finalize
        self._roots: dict[str, Template] = {}
        self._jinja: Jinja | None = None

    def render(self, template: str, view: Callable[[], Mapping[str, object]]) -> str:
        """Return what a template makes of a view. view: makes it anew, because a filter may note something in it."""
        try:
            return "".join(self.get_template(template).root_render_func(Context(view())))
        except Exception:  # noqa: BLE001 - whatever it is: Jinja says it better, or can do it
            return self.jinja.render(template, view())

    def save(self) -> None:
        """Keep what was compiled."""
        self._cache.save()

    @property
    def jinja(self) -> "Jinja":
        """What compiles a template, and renders where something is wrong."""
        if self._jinja is None:
            from generator.jinja import Jinja

            self._jinja = Jinja(self._folder, self.filters, self.finalize)
        return self._jinja

    def get_template(self, name: str, _: str = "") -> Template:
        """Return a template by its name."""
        found = self._roots.get(name)
        if found is None:
            namespace: dict[str, Any] = {**_NAMES, "environment": self}
            exec(self._code(name), namespace)  # noqa: S102 - a template of ours, as Jinja compiled it
            found = self._roots[name] = Template(namespace["root"])
        return found

    def _code(self, name: str) -> Any:
        code = self._cache.get(name)
        if code is None:
            code = self.jinja.compiled(name)
            self._cache.put(name, code)
        return code

    @staticmethod
    def getattr(owner: Any, name: str) -> object:
        """Return what `owner.name` is: a method of a mapping first, as in Jinja, or an entry; of other values a field."""
        if isinstance(owner, Mapping):
            return getattr(owner, name) if name in _METHODS_OF_MAPPINGS else owner[name]
        if name.startswith("_") or not isinstance(owner, Fact | Loop):
            raise BeyondError
        return getattr(owner, name)

    @staticmethod
    def getitem(owner: Any, key: object) -> object:
        """Return what `owner[key]` is."""
        return owner[key]

    @staticmethod
    def call(_: Context, function: Any, **__: object) -> object:
        """Call what a template may call without arguments: what reads a mapping."""
        if function.__name__ not in _READING or not isinstance(function.__self__, Mapping):
            raise BeyondError
        return function()


def _compilers() -> Iterator[str]:
    """Yield the files that decide what a template is compiled to."""
    own = os.path.dirname(__file__)  # noqa: PTH120 - one of each run's first steps
    yield from (f"{own}/{name}.py" for name in ("jinja", "render", "templates"))
    jinja = PathFinder.find_spec("jinja2")
    for folder in (jinja.submodule_search_locations or ()) if jinja else ():
        yield from (f"{folder}/{name}.py" for name in ("compiler", "lexer", "nodes", "optimizer", "parser"))


_NAMES: Mapping[str, object] = {
    "LoopContext": Loop,
    "TemplateRuntimeError": BeyondError,
    "Undefined": _beyond,
    "internalcode": lambda function: function,
    "missing": _MISSING,
    "str_join": lambda texts: "".join(map(str, texts)),
}
